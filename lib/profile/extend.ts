import { type Finding, FindingsError } from '../findings';
import { descriptor } from './descriptor.generated';
import { KindOverrides, OVERRIDES, type ProfileOverrides } from './overrides';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';
import { isInstanceOf, isPlainObject, type Strategy } from './shapes';
import { describeValue } from './write-instead';

export {
  ObjectStoreOverrides,
  PostgresOverrides,
  type ProfileOverrides,
  SecretsOverrides,
  TlsOverrides,
  TopologyOverrides,
} from './overrides';

/**
 * A second platform from a first: another environment, another tenant. Neither argument is changed. With another `name`
 * every derived name follows, unless the base says `names.prefix`.
 *
 * @example extendProfile(production, { name: 'staging', namespace: { name: 'staging' }, pools: { pgbouncer: { replicas: 1 } } })
 * @throws FindingsError where overrides are for another kind of instance than the base has, or one of both is none
 * @see https://www.rfc-editor.org/rfc/rfc7386
 */
export function extendProfile(base: PostgresProfile, overrides: ProfileOverrides): PostgresProfile {
  const { value, findings } = merge(base, overrides, '');
  const all = [...noObject('the base is', base), ...noObject('the overrides are', overrides), ...findings];
  if (all.length > 0) throw new FindingsError(all);
  return value as PostgresProfile;
}

/** What users of JavaScript give, or have where a module is not loaded to its end. */
function noObject(are: 'the base is' | 'the overrides are', value: unknown): Finding[] {
  if (isPlainObject(value) || value instanceof KindOverrides) return [];
  return [{ path: 'extendProfile', message: `${are} ${describeValue(value)}. Give a plain object: { name: ... }.` }];
}

interface Merged {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

function merge(base: unknown, override: unknown, path: string): Merged {
  if (override instanceof KindOverrides) return mergeInstance(base, override, path);
  if (!isPlainObject(override)) return { value: override, findings: [] };
  const className = classOf(base);
  if (className !== undefined) return { value: base, findings: [plainOverride(className, base as Strategy, path)] };
  return mergeFields(isPlainObject(base) ? base : {}, override, path);
}

/** The base's order first, so that equal input gives equal bytes. */
function mergeFields(
  base: Readonly<Record<string, unknown>>,
  override: Readonly<Record<string, unknown>>,
  path: string,
): Merged {
  const said = Object.entries(override).filter(([, value]) => value !== undefined);
  const removed = new Set(said.filter(([, value]) => value === null).map(([name]) => name));
  const merged = said
    .filter(([name]) => !removed.has(name))
    .map(([name, value]) => {
      const before = Object.hasOwn(base, name) ? base[name] : undefined;
      return [name, merge(before, value, childPath(path, name))] as const;
    });
  const kept = Object.entries(base).filter(([name]) => !removed.has(name));
  return {
    value: Object.fromEntries([...kept, ...merged.map(([name, { value }]) => [name, value])]),
    findings: merged.flatMap(([, { findings }]) => findings),
  };
}

function mergeInstance(base: unknown, override: KindOverrides, path: string): Merged {
  const { of, kind } = override;
  if (!isInstanceOf(of, base)) return { value: base, findings: [nothingToOverride(base, override, path)] };
  if (base.kind !== kind) return { value: base, findings: [otherKind(base, override, path)] };
  const { value, findings } = merge(base.props, override.overrides, path);
  return { value: withProps(base, value), findings };
}

/** The constructors are private, and the base may come from another copy of the package: a copy with other props. */
function withProps(base: Strategy, props: unknown): Strategy {
  return Object.assign(Object.create(Object.getPrototypeOf(base)), base, { props });
}

function classOf(value: unknown): string | undefined {
  return Object.keys(descriptor.classes).find((className) => isInstanceOf(className, value));
}

function plainOverride(className: string, base: Strategy, path: string): Finding {
  const message = `is a plain object, and the base has ${className}.${base.kind}; write ${change(className, base)}.`;
  return { path, message };
}

function otherKind({ kind }: Strategy, override: KindOverrides, path: string): Finding {
  const said = `${override.of}Overrides.${override.kind}`;
  const mends = [partly(override.of, kind), `${written(override.of, override.kind)}`];
  const mend = mends.filter((text) => text !== undefined).join(', or ');
  return { path, message: `${said} does not fit the base's ${override.of}.${kind}; write ${mend} to replace it.` };
}

function nothingToOverride(base: unknown, { of, kind }: KindOverrides, path: string): Finding {
  const className = classOf(base);
  const there = base === undefined ? 'nothing' : describeValue(base);
  const mend = className === undefined ? written(of, kind) : change(className, base as Strategy);
  return {
    path,
    message: `${of}Overrides.${kind} changes what the base has, and it has ${there} here; write ${mend}.`,
  };
}

function change(className: string, { kind }: Strategy): string | undefined {
  return partly(className, kind) ?? written(className, kind);
}

/** The overrides of that kind, where there are some. */
function partly(className: string, kind: string): string | undefined {
  const overrides = OVERRIDES.get(className);
  return overrides && Object.hasOwn(overrides, kind) ? `${className}Overrides.${kind}({ ... })` : undefined;
}

function written(className: string, kind: string): string | undefined {
  return descriptor.classes[className].kinds.find((known) => known.kind === kind)?.written;
}
