import * as path from 'node:path';
import { Cron } from 'cdk8s';
import { AccessLevel, Peer, type PostgresProfile, Target } from '../../../lib';
import { PREDEFINED_ROLES } from '../../../lib/profile/predefined-roles';
import { daily } from './amounts';
import { type Context, databaseAt, replicatedOf, schemasOf, setsOf, superuserOf, worksAsOwner } from './context';
import type { Random } from './random';

/** Folders with migrations that are locked; what they hold is no matter of the profile's. */
export const MIGRATIONS = [
  'dict/dict_core',
  'techcorp/techcorp',
  'agepar/agepar',
  'conecta/conecta_db',
  'sagaz/sagaz',
].map((folder) => path.join(__dirname, '../../../sql', folder));

export function labels({ random }: Context): Record<string, string> {
  const names = random.some(['team', 'example.org/tier', 'app', 'environment'], 1, 2);
  return Object.fromEntries(names.map((name) => [name, random.of(['data', 'a.b_c', 'true', '1', 'null'])]));
}

/** By the role's place, so that no two are the same. */
export function passwordKey({ random, place }: Context): string {
  const own = Buffer.from(place.join('.')).toString('hex');
  return `${random.of(['key', 'KEY_OF', 'a.password'])}-${own}`;
}

export function secretName({ random }: Context): string {
  return random.of(['postgres-secrets', 'a.secret', '0']);
}

export function sessionParameters({ random }: Context): Record<string, string> {
  const known = { statement_timeout: '30s', search_path: '"$user", app', work_mem: '64MB', 'app.tenant': "it's" };
  return Object.fromEntries(random.some(Object.entries(known), 1));
}

/** Roles that stand before this one, so that no circle closes, and roles that the major has. */
export function memberOf({ random, profile, place }: Context): string[] {
  const names = Object.keys(profile.roles);
  const before = names.slice(0, Math.max(0, names.indexOf(String(place[1]))));
  const predefined = Object.entries(PREDEFINED_ROLES)
    .filter(([, since]) => since <= profile.postgres.major)
    .map(([name]) => name);
  return [...random.some(before, 0, 2), ...random.some(predefined, 0, 2)];
}

/** Any role, and the superuser where nobody works with the rights of the owner. */
export function owner(context: Context): string {
  const { random, profile } = context;
  const database = databaseAt(context);
  const superuser = database === undefined || worksAsOwner(database) ? [] : [superuserOf(profile)];
  return random.of([...Object.keys(profile.roles), ...superuser]);
}

export function access({ random, profile }: Context): Record<string, AccessLevel> {
  const roles = random.some(Object.keys(profile.roles), 0, 4);
  return Object.fromEntries(roles.map((role) => [role, random.of(Object.values(AccessLevel))]));
}

export function partitionedTables(context: Context): Record<string, object> {
  const { random } = context;
  const schemas = schemasOf(databaseAt(context)).filter((schema) => !schema.includes('.'));
  const tables = ['events', 'public.logs', ...schemas.map((schema) => `${schema}.rows`)];
  return Object.fromEntries(random.some(tables, 1, 3).map((table) => [table, context.build('PartitionedTable')]));
}

/** Some databases by their own names, and one by another. */
export function poolDatabases(context: Context): Record<string, object> {
  const { random, profile } = context;
  const plain = Object.keys(profile.databases).filter(isEntry);
  const own = random.some(plain, 0, 3).map((name) => [name, context.build('PoolDatabase')] as const);
  const database = random.of(Object.keys(profile.databases));
  const other = random.chance(0.4) || own.length === 0;
  const entries = [
    ...own,
    ...(other ? [[random.fresh('entry', plain), { ...context.build('PoolDatabase'), database }] as const] : []),
  ];
  // Under its own name it would be another database that the entry says.
  return Object.fromEntries(entries);
}

/** What clients may call a database. */
export function isEntry(name: string): boolean {
  return /^[A-Za-z0-9_.-]+$/.test(name) && name !== 'pgbouncer';
}

export function targets(profile: PostgresProfile): Target[] {
  if (!replicatedOf(profile)) return [Target.PRIMARY];
  return [
    Target.PRIMARY,
    Target.STANDBYS,
    Target.ALL_STANDBYS,
    ...Object.keys(setsOf(profile)).map((name) => Target.set(name)),
  ];
}

export function isTarget(profile: PostgresProfile, { kind, setName }: Target): boolean {
  return targets(profile).some((target) => target.kind === kind && target.setName === setName);
}

/** Sets that stand before this one, so that no circle closes. */
export function sources(profile: PostgresProfile, name: string): string[] {
  const names = Object.keys(setsOf(profile));
  return names.includes(name) ? names.slice(0, names.indexOf(name)) : names;
}

export function peers({ random }: Context): Record<string, Peer> {
  const names = random.some(['app', 'second client', 'ops'], 1);
  return Object.fromEntries(names.map((name) => [name, peer(random)]));
}

/** Outside addresses are apart from those of pods. */
export function peer(random: Random): Peer {
  return random.of([
    Peer.namespace(random.of(['monitoring', 'app'])),
    Peer.pods('app', { app: random.of(['core', 'web']), tier: '1' }),
    Peer.cidr(random.of(['192.168.7.0/24', '172.20.0.0/16', '2001:db8::/32'])),
  ]);
}

/** The jobs that are heavy keep apart: dumps in the afternoon, partitions in the morning. */
export function scheduleAt({ random, place }: Context): Cron {
  if (place[1] === 'reconcile') return Cron.schedule({ minute: random.of(['17', '*/20', '0,30', '5-59/15']) });
  return place[0] === 'backups' ? daily(random, 12, 17) : daily(random, 0, 8);
}

/** Seconds that a run may take, so that it is over before another heavy one, or the next. */
export function longestRun({ place }: Context): number {
  if (place[1] === 'reconcile') return 800;
  return place[0] === 'backups' ? 21_600 : 10_800;
}

/** An image's tag is the version that decides what there is. */
export function imageTag({ random, profile, place }: Context): string {
  if (place[0] === 'postgres' || place[0] === 'topology') return tagOf(random, profile.postgres.major);
  return place[1] === 'pgbouncer'
    ? random.of(['v1.25.2-p0', '1.26.1', '1.25'])
    : random.of(['v1.2.3', '2.36.0', 'a_b-1']);
}

export function tagOf(random: Random, major: number): string {
  return random.of([`${major}.${random.int(1, 30)}-${random.int(1, 9)}`, `${major}`, `${major}-bookworm`]);
}
