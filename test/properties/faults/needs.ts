import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  ObjectStore,
  PartitionInterval,
  Peer,
  type Pool,
  type PostgresProfile,
  type Role,
  Secrets,
  type StandbySet,
  Target,
  Tls,
  Topology,
  WithoutStandbys,
} from '../../../lib';
import { change } from '../../profile/change';
import { withAcceptedWarnings } from '../generator/budgets';
import { loginsOf, setsOf } from '../generator/context';
import { settled } from '../generator/settle';
import { MIGRATIONS } from '../generator/values';

/** What a fault needs to be there before it can be made. */
export type Need = (profile: PostgresProfile) => PostgresProfile;

/** The same profile with what is needed, and right. */
export function prepared(profile: PostgresProfile, needs: readonly Need[]): PostgresProfile {
  return withAcceptedWarnings([replicated, ...needs].reduce((before, need) => settled(need(before)), profile));
}

/** Whatever the base is: the faults are those of members and sets. */
const replicated: Need = (profile) => {
  const { props } = profile.topology;
  if ('members' in props) return profile;
  const { resources, storage } = props;
  return { ...profile, topology: Topology.replicated({ members: { count: 2, resources, storage } }) };
};

/** Without standbys, and without what rests on them. */
export const oneInstance: Need = (profile) => {
  const { resources, storage } = smallInstance;
  return { ...profile, topology: Topology.single({ resources, storage }), objectives: {} };
};

export const aPool: Need = (profile) => {
  if (Object.keys(profile.pools ?? {}).length > 0) return profile;
  const pool: Pool = { replicas: 2, databases: { entry: { database: first(profile.databases) } } };
  return { ...profile, pools: { 'gate-1': pool } };
};

/** Whose first entry leads to the primary, without figures of its own. */
export const aPlainPool: Need = (profile) => {
  const pool: Pool = {
    replicas: 1,
    databases: { entry: { database: first(profile.databases), target: Target.PRIMARY } },
  };
  return { ...profile, pools: { 'plain-1': pool } };
};

export const aSet: Need = (profile) => {
  if (Object.keys(setsOf(profile)).length > 0) return profile;
  return change(profile, ['topology', 'sets'], { reports: { count: 1, ...smallInstance } });
};

export const smallInstance = {
  resources: {
    cpu: { request: Cpu.units(1) },
    memory: { request: Size.gibibytes(1), limit: Size.gibibytes(2) },
  },
  storage: { size: Size.gibibytes(50) },
} satisfies Omit<StandbySet, 'count'>;

export const aLogin: Need = (profile) =>
  loginsOf(profile).some((name) => !/[\s,]/.test(name))
    ? profile
    : change(profile, ['roles', 'a_login'], {} satisfies Role);

export const twoRoles: Need = (profile) => ({
  ...profile,
  roles: { ...profile.roles, one_role: { login: false }, other_role: { login: false } },
});

export const someAccess: Need = (profile) => {
  const clients = { bi: Peer.cidr('192.168.7.0/24') };
  const access = {
    roles: loginsOf(profile).slice(0, 1),
    databases: [first(profile.databases)],
    clients,
    maxConnections: 5,
  };
  return { ...profile, access: { direct: access } };
};

/** At 14:00, with a deadline. */
export const dumps: Need = (profile) =>
  change(profile, ['backups', 'dumps'], {
    schedule: { at: Cron.schedule({ hour: '14', minute: '0' }), deadline: Duration.hours(2) },
    destination: ObjectStore.s3({ bucket: 'backups', prefix: 'dumps', region: 'x', credentials: { secret: 's3' } }),
    stagingSize: Size.gibibytes(10),
  });

export const noDumps: Need = (profile) => change(profile, ['backups'], undefined);

/** In the first database, which a role owns that is not the superuser. */
export const partitions: Need = (profile) =>
  change(profile, ['databases', first(profile.databases), 'partitions'], {
    events: { interval: PartitionInterval.DAY, premake: 3 },
  });

export const migrations: Need = (profile) =>
  change(profile, ['databases', first(profile.databases), 'migrations'], { path: MIGRATIONS[0] });

export const certManager: Need = (profile) => ({ ...profile, tls: Tls.certManager({ issuer: 'ca' }) });

export const fromVault: Need = (profile) => ({
  ...profile,
  secrets: Secrets.external({ name: 'from-vault', store: 'vault', remoteKey: 'platform' }),
});

export const asynchronous: Need = (profile) =>
  change(change(profile, ['objectives'], undefined), ['topology', 'synchronous'], undefined);

export const threeMembers: Need = (profile) => change(profile, ['topology', 'members', 'count'], 3);

export const synchronous: Need = (profile) =>
  change(profile, ['topology', 'synchronous'], { standbys: 1, withoutStandbys: WithoutStandbys.CONTINUE });

/** No parameters of the members, of whatever size. */
export const plainServer: Need = (profile) => {
  const bare = change(change(profile, ['postgres', 'parameters'], undefined), ['topology', 'failover'], undefined);
  return change(bare, ['objectives'], undefined);
};

/** With as little memory as will do. */
export const smallMembers: Need = (profile) =>
  change(profile, ['topology', 'members', 'resources', 'memory'], {
    request: Size.mebibytes(512),
    limit: Size.gibibytes(1),
  });

/** The name of the first entry of a map. */
export function first(map: object | undefined): string {
  const [name] = Object.keys(map ?? {});
  if (name === undefined) throw new Error('the map has no entry');
  return name;
}
