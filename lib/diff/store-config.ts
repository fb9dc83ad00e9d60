import { dig, fields, text } from '../synth/manifest';
import type { FileChange } from './config-map';
import type { DistObject } from './dist-object';
import { type FieldChange, fieldChanges } from './field-changes';
import { NOT_LOWER_ON_STANDBY, PATRONI_DEFAULTS, type ParameterScope, parameterVerdict } from './parameter-verdict';
import { type JudgedChange, judged, type Verdict, type World } from './verdict';
import { hasParametersJob, isPromotable, isSingle, mountersOf, platformMajor } from './workloads';

/** What differs in what the parameters job writes into Patroni's store: every instance has it. */
export function storeChanges(file: FileChange): JudgedChange[] {
  const scope = parameterScope(file.object.world, file.object.after);
  return fieldChanges(JSON.parse(file.before ?? '{}'), JSON.parse(file.after ?? '{}')).map((change) => {
    const field = { ...change, path: `${file.path}.${change.path}` };
    const parameter = parameterOf(change);
    return judged(field, parameter ? parameterVerdict(parameter, scope) : verdictOf(change.path));
  });
}

/** The instances that a ConfigMap's parameters are for: those that mount it, or all of its platform. */
export function parameterScope(world: World, configMap: DistObject): ParameterScope {
  const instances = mountersOf(world, configMap).filter(({ kind }) => kind === 'apps/StatefulSet');
  return {
    major: platformMajor(world, configMap),
    promotable: instances.length === 0 || instances.some(isPromotable),
    restarts: hasParametersJob(world, configMap),
    single: instances.some(isSingle),
    lowers: lowers(world, configMap),
  };
}

/** Whether the platform's store gets a lower value of one that the primary must take first. */
function lowers({ before, after }: World, { platform, namespace }: DistObject): boolean {
  const [former, present] = [before, after].map((objects) => {
    const own = objects.filter((object) => object.platform === platform && object.namespace === namespace);
    const stores = own.map(({ manifest }) => text(dig(manifest, 'data', 'store.json')));
    return fields(dig(JSON.parse(stores.find((store) => store !== '') ?? '{}'), 'postgresql', 'parameters'));
  });
  const figure = (parameters: typeof former, name: string) => Number(parameters?.[name] ?? PATRONI_DEFAULTS[name]);
  return NOT_LOWER_ON_STANDBY.some((name) => figure(present, name) < figure(former, name));
}

/** A parameter of PostgreSQL, with what Patroni passes where the store has none. */
function parameterOf({ path, ...change }: FieldChange) {
  const name = /^postgresql\.parameters\.(.*)$/.exec(path)?.[1];
  if (name === undefined) return undefined;
  const value = (said: unknown) => (said === undefined || said === null ? PATRONI_DEFAULTS[name] : String(said));
  return { name, before: value(change.before), after: value(change.after) };
}

/** @see https://patroni.readthedocs.io/en/latest/dynamic_configuration.html */
function verdictOf(setting: string): Verdict {
  const what = setting.startsWith('synchronous_')
    ? 'Patroni takes it within one loop, without a restart: commits wait, or wait no more, at once.'
    : 'Patroni takes it within one loop, without a restart.';
  return { effect: 'reload', what };
}
