import { MEMBERS } from '../names';
import { parameterFigure } from '../parameters/figure';
import { childPath } from './paths';
import type { AnyParameters } from './postgres';
import type { PostgresProfile } from './profile';
import { SERVER_DEFAULTS, type ServerFigure } from './server-defaults';
import { asGroups, singleOf } from './single';
import type { InstanceGroup, StandbySet } from './topology';

/**
 * Servers that are equal. Primary and standbys are roles of the same members, so what one of them must bear each of
 * them must; each set is a group of its own.
 */
export interface ServerGroup {
  /** `members`, or the set's name. */
  readonly name: string;
  /** Where it stands in the profile. */
  readonly path: string;
  /** As messages name its servers: `the members`. */
  readonly servers: string;
  readonly definition: InstanceGroup;
  /** Whether one of them may be the primary. */
  readonly promotable: boolean;
  /** The parameters that a set has for itself. */
  readonly overrides: AnyParameters;
}

/** The members, or what is one instance; then the sets. */
export function serverGroups(profile: Pick<PostgresProfile, 'topology'>): ServerGroup[] {
  const { members: definition, sets = {} } = asGroups(profile.topology);
  const members: ServerGroup = {
    name: MEMBERS,
    ...(singleOf(profile) ? ONE : SEVERAL),
    definition,
    promotable: true,
    overrides: {},
  };
  return [members, ...Object.entries(sets).map(([name, set]) => setGroup(name, set))];
}

const SEVERAL = { path: 'topology.members', servers: 'the members' } as const;
const ONE = { path: 'topology', servers: 'the instance' } as const;

/** One set. */
export function setGroup(name: string, set: StandbySet): ServerGroup {
  return {
    name,
    path: childPath('topology.sets', name),
    servers: `the set "${name}"`,
    definition: set,
    promotable: false,
    overrides: set.parameters?.props ?? {},
  };
}

/** A parameter of a group's servers: bytes, milliseconds or a plain number; what the profile does not say is the default. */
export function groupFigure(profile: PostgresProfile, group: ServerGroup, name: ServerFigure): number {
  return saidFigure(profile, group, name) ?? SERVER_DEFAULTS[name];
}

/** The same, and nothing where the profile does not say it. */
export function saidFigure(profile: PostgresProfile, group: ServerGroup, name: ServerFigure): number | undefined {
  const { major, props } = profile.postgres;
  return parameterFigure(major, group.overrides, name) ?? parameterFigure(major, props.parameters ?? {}, name);
}

/** Where a group's value of a parameter is said, or would be. */
export function figurePath({ path, overrides }: ServerGroup, camelName: string): string {
  return Object.hasOwn(overrides, camelName) ? `${path}.parameters.${camelName}` : `postgres.parameters.${camelName}`;
}
