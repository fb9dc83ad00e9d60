import { loginTrials } from '../formats/reconcile-logins';
import { childPath } from '../profile/paths';
import type { PostgresProfile } from '../profile/profile';
import type { ResolvedProfile } from '../profile/resolve';
import type { GroupConnections, PoolShare } from '../profile/resolve-pools';
import { schemaState } from '../profile/schema-state';
import { error, type ProofFinding, warning } from './proof';

/**
 * Limits of databases and roles that are below what pools may hold on one server: the server refuses the rest, and
 * clients wait for a connection that does not come. A pool holds it for whichever role asks, so that of a role it is
 * only a warning, of the one entry that may hold most.
 */
export function limitFindings(resolved: ResolvedProfile): ProofFinding[] {
  return [...databaseFindings(resolved), ...roleFindings(resolved)];
}

function databaseFindings({ profile, connections }: ResolvedProfile): ProofFinding[] {
  return Object.entries(profile.databases).flatMap(([name, { connectionLimit }]) => {
    const all = connections.map((group) => held(group, entriesTo(profile, group, [name])));
    const most = greatest(all);
    if (most === undefined || !exceeds(most, connectionLimit)) return [];
    const message = `${few(connectionLimit, most)}. Raise it to at least ${most.sessions}, or lower maxServerConnections of the entries.`;
    return [error('database-limit', `${childPath('databases', name)}.connectionLimit`, message)];
  });
}

function roleFindings({ profile, connections }: ResolvedProfile): ProofFinding[] {
  const limited = Object.entries(profile.roles).filter(([, { connectionLimit }]) => connectionLimit !== undefined);
  if (limited.length === 0) return [];
  const trials = loginTrials(schemaState(profile));
  return limited.flatMap(([name, { connectionLimit }]) => {
    const { databases = [] } = trials.find(({ role }) => role === name) ?? {};
    const all = connections.flatMap((group) =>
      entriesTo(profile, group, databases).map((entry) => held(group, [entry])),
    );
    const most = greatest(all);
    if (most === undefined || !exceeds(most, connectionLimit)) return [];
    const message = `${few(connectionLimit, most)} for clients that log in as it. Raise it to at least ${most.sessions}, or lower poolSize.`;
    return [warning('role-limit', `${childPath('roles', name)}.connectionLimit`, message)];
  });
}

/** What pools may hold on each server of a group. */
interface Held {
  readonly servers: string;
  readonly sessions: number;
  readonly entries: readonly PoolShare[];
}

function held({ group: { servers } }: GroupConnections, entries: readonly PoolShare[]): Held {
  return { servers, entries, sessions: entries.reduce((sum, { pods, share }) => sum + pods * share, 0) };
}

function entriesTo(
  { pools = {} }: PostgresProfile,
  { entries }: GroupConnections,
  databases: readonly string[],
): PoolShare[] {
  return entries.filter(({ pool, entry }) => databases.includes(pools[pool]?.databases[entry]?.database ?? entry));
}

function greatest(all: readonly Held[]): Held | undefined {
  return all.reduce<Held | undefined>((most, one) => (one.sessions > (most?.sessions ?? 0) ? one : most), undefined);
}

/** What is no whole number has a finding of its own. */
function exceeds({ sessions }: Held, limit: number | undefined): boolean {
  return limit !== undefined && Number.isInteger(limit) && sessions > limit;
}

function few(limit: number | undefined, { servers, sessions, entries }: Held): string {
  const each = entries.map(({ path, pods, share }) => `${path} (${pods} pods x ${share})`).join(', ');
  return `${limit} sessions are fewer than the ${sessions} that ${each} may hold on each server of ${servers}`;
}
