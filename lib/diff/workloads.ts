import { LabelKeys, MEMBERS } from '../names';
import { type Major, majors } from '../parameters/majors';
import { dig, fields, list, text } from '../synth/manifest';
import { podTemplate } from '../synth/pods';
import type { DistObject } from './dist-object';
import type { World } from './verdict';

/** The objects whose pods mount a ConfigMap, as they are after the change. */
export function mountersOf(world: World, configMap: DistObject): DistObject[] {
  return world.after.filter(
    (object) => object.namespace === configMap.namespace && mountsOf(object).includes(configMap.name),
  );
}

/** Names for a sentence: `StatefulSet postgres, CronJob postgres-dump`. */
export function listed(objects: readonly DistObject[]): string {
  return objects.map(({ manifest, name }) => `${text(manifest.kind)} ${name}`).join(', ');
}

/** What runs in a pod's container, by the name of its image's folder for programs; undefined where it is none of ours. */
export function majorOf(object: DistObject): number | undefined {
  const variables = podTemplate(object)?.containers.flatMap(({ spec }) => list(spec.env)) ?? [];
  const folder = variables.map(fields).find(({ name }) => name === 'POSTGRES_BIN');
  return majorIn(text(folder?.value));
}

/** The major that the path of programs names: 16 of `/usr/lib/postgresql/16/bin`. */
export function majorIn(path: string): number | undefined {
  const [, major] = /\/(\d+)\/bin$/.exec(path) ?? [];
  return major === undefined ? undefined : Number(major);
}

/** The major of the instances of an object's platform, after the change; undefined where none of them tells. */
export function platformMajor(world: World, { platform, namespace }: DistObject): Major | undefined {
  const found = [...world.after, ...world.before]
    .filter((object) => object.kind === 'apps/StatefulSet' && object.platform === platform)
    .filter((object) => object.namespace === namespace)
    .map(majorOf)
    .find((major) => major !== undefined);
  return majors.find((major) => major === found);
}

/** Whether a Job restarts the instances of an object's platform where a parameter needs it. */
export function hasParametersJob(world: World, { platform, namespace }: DistObject): boolean {
  return world.after.some(
    (object) =>
      object.kind === 'batch/Job' &&
      object.platform === platform &&
      object.namespace === namespace &&
      podTemplate(object)?.containers.some(({ spec }) => list(spec.command).some(isApplyParameters)) === true,
  );
}

/** Whether a StatefulSet is of one instance without Patroni: replicas of nothing, which nobody hands over to. */
export function isSingle(object: DistObject): boolean {
  const template = podTemplate(object);
  return (
    object.kind === 'apps/StatefulSet' &&
    template?.labels[LabelKeys.SET] === MEMBERS &&
    template.labels[LabelKeys.CLUSTER] === undefined
  );
}

/** Whether Patroni may promote the pods of a StatefulSet. */
export function isPromotable(object: DistObject): boolean {
  const set = podTemplate(object)?.labels[LabelKeys.SET];
  return set === undefined || set === MEMBERS;
}

function isApplyParameters(word: unknown): boolean {
  return text(word).endsWith('/apply-parameters.sh');
}

/** Names of the ConfigMaps that an object's pods mount. */
function mountsOf(object: DistObject): string[] {
  const volumes = list(podTemplate(object)?.spec.volumes);
  return volumes.map((volume) => text(dig(volume, 'configMap', 'name')));
}
