import { AccessLevel, type Database, type DatabaseSchema, type PostgresProfile, type Role, Target } from '../../../lib';
import { loginTrials } from '../../../lib/formats/reconcile-logins';
import { Extension } from '../../../lib/profile/extensions';
import { tableOf } from '../../../lib/profile/partitions';
import { PREDEFINED_ROLES } from '../../../lib/profile/predefined-roles';
import { schemaState } from '../../../lib/profile/schema-state';
import { OFFICIAL } from '../../../lib/proofs/server-contents';
import { change } from '../../profile/change';
import { withinBudgets } from './budgets';
import { loginsOf, replicatedOf, schemasOf, setsOf, superuserOf, worksAsOwner } from './context';
import { withRetention } from './retention';
import { withTimes } from './times';
import { isTarget, sources } from './values';

/** The profile with what follows from a change: references, then times, then budgets. */
export function settled(profile: PostgresProfile): PostgresProfile {
  const steps = [
    withPasswordKeys,
    withMemberships,
    withOwners,
    withOneScheduler,
    withOfficialImage,
    withSources,
    withPoolReferences,
    withAccessReferences,
    withHomes,
    withRetention,
    withTimes,
    withNetwork,
    withinBudgets,
  ];
  return steps.reduce((before, step) => step(before), profile);
}

/** From some names no key of a Secret follows. */
function withPasswordKeys(profile: PostgresProfile): PostgresProfile {
  const roles = mapped(profile.roles, (role: Role, name) =>
    role.passwordKey !== undefined || /^[\w.-]+$/.test(name)
      ? role
      : { ...role, passwordKey: `key-${Buffer.from(name).toString('hex')}` },
  );
  return { ...profile, roles };
}

/** Of roles that stand before, or that the major has. */
function withMemberships(profile: PostgresProfile): PostgresProfile {
  const names = Object.keys(profile.roles);
  const roles = mapped(profile.roles, (role: Role, name) => {
    if (role.memberOf === undefined) return role;
    const memberOf = role.memberOf.filter((group) => {
      const since = PREDEFINED_ROLES[group];
      return since === undefined
        ? names.indexOf(group) >= 0 && names.indexOf(group) < names.indexOf(name)
        : since <= profile.postgres.major;
    });
    return { ...role, memberOf };
  });
  return { ...profile, roles };
}

function withOwners(profile: PostgresProfile): PostgresProfile {
  const [first = ''] = Object.keys(profile.roles);
  const superuser = superuserOf(profile);
  const declared = Object.keys(profile.roles);
  const databases = mapped(profile.databases, (said: Database) => {
    const schemas = schemasOf(said);
    const partitions = filtered(said.partitions, (_, table) => schemas.includes(tableOf(table).schema));
    const database = { ...said, ...(partitions && { partitions }) };
    const known = worksAsOwner(database) ? declared : [...declared, superuser];
    const owner = (name: string) => (known.includes(name) ? name : first);
    const accessible = <Accessed extends Database | DatabaseSchema>(one: Accessed): Accessed =>
      one.access ? { ...one, access: filtered(one.access, (_, role) => declared.includes(role)) } : one;
    return {
      ...accessible(database),
      owner: owner(database.owner),
      ...(database.schemas && {
        schemas: mapped(database.schemas, (schema) => ({
          ...accessible(schema),
          ...(schema.owner !== undefined && { owner: owner(schema.owner) }),
        })),
      }),
      ...(partitions && {
        partitions: mapped(partitions, ({ schema, retire, ...table }) => ({
          ...table,
          ...(schema !== undefined && schemas.includes(schema) && { schema }),
          ...(table.retention !== undefined && retire !== undefined && { retire }),
        })),
      }),
    };
  });
  return { ...profile, databases };
}

/** A server keeps pg_cron in one database. */
function withOneScheduler(profile: PostgresProfile): PostgresProfile {
  const holders = Object.keys(profile.databases).filter((name) =>
    profile.databases[name]?.extensions?.includes(Extension.PG_CRON),
  );
  return holders.slice(1).reduce((before, name) => {
    const kept = (before.databases[name]?.extensions ?? []).filter((extension) => extension !== Extension.PG_CRON);
    return change(before, ['databases', name, 'extensions'], kept);
  }, profile);
}

/** One instance runs the official image, which lacks some extensions and locales. */
function withOfficialImage(profile: PostgresProfile): PostgresProfile {
  if (replicatedOf(profile)) return profile;
  const [lacks, locales]: [readonly string[], readonly string[]] = [OFFICIAL.lacks, OFFICIAL.locales];
  const databases = mapped(profile.databases, ({ extensions, locale, ...database }: Database) => ({
    ...database,
    ...(extensions && { extensions: extensions.filter((extension) => !lacks.includes(extension)) }),
    ...(locale !== undefined && ['C', 'POSIX', ...locales].includes(locale) && { locale }),
  }));
  return { ...profile, databases };
}

function withSources(profile: PostgresProfile): PostgresProfile {
  return Object.entries(setsOf(profile)).reduce((before, [name, { source }]) => {
    const gone = source !== undefined && !sources(profile, name).includes(source);
    return gone ? change(before, ['topology', 'sets', name, 'source'], undefined) : before;
  }, profile);
}

function withPoolReferences(profile: PostgresProfile): PostgresProfile {
  const logins = loginsOf(profile).filter((name) => !/[\s,]/.test(name));
  const kept = mapped(profile.pools ?? {}, ({ adminRoles, autoscaling, fallbackToPrimary, ...pool }) => {
    const known = filtered(pool.databases, ({ database }, entry) =>
      Object.hasOwn(profile.databases, database ?? entry),
    );
    const entries = mapped(known ?? {}, ({ target, ...entry }) => ({
      ...entry,
      ...(target && isTarget(profile, target) && { target }),
    }));
    const readsStandbys = Object.values(entries).some(({ target = Target.PRIMARY }) => target.kind !== 'primary');
    return {
      ...pool,
      databases: entries,
      ...(fallbackToPrimary !== undefined && { fallbackToPrimary: fallbackToPrimary && readsStandbys }),
      ...(adminRoles && { adminRoles: adminRoles.filter((role) => logins.includes(role)) }),
      ...(autoscaling && {
        autoscaling: { ...autoscaling, maxReplicas: Math.max(autoscaling.maxReplicas, pool.replicas) },
      }),
    };
  });
  const pools = filtered(kept, ({ databases }) => Object.keys(databases).length > 0) ?? {};
  return change(profile, ['pools'], Object.keys(pools).length > 0 ? pools : undefined);
}

function withAccessReferences(profile: PostgresProfile): PostgresProfile {
  const logins = loginsOf(profile);
  const kept = mapped(profile.access ?? {}, ({ target, ...clients }) => ({
    ...clients,
    roles: clients.roles.filter((role) => logins.includes(role)),
    databases: clients.databases.filter((name) => Object.hasOwn(profile.databases, name)),
    ...(target && isTarget(profile, target) && { target }),
  }));
  const access = filtered(kept, ({ roles, databases }) => roles.length > 0 && databases.length > 0) ?? {};
  const { databases: monitored } = profile.monitoring ?? {};
  const own = monitored?.filter((name) => Object.hasOwn(profile.databases, name));
  const changed = change(profile, ['access'], Object.keys(access).length > 0 ? access : undefined);
  return own ? change(changed, ['monitoring', 'databases'], own) : changed;
}

/** Whoever logs in may do something somewhere. */
function withHomes(profile: PostgresProfile): PostgresProfile {
  const [first = ''] = Object.keys(profile.databases);
  const homeless = loginTrials(schemaState(profile)).filter(
    ({ kind, databases }) => kind === 'database' && databases.length === 0,
  );
  return homeless
    .filter(({ role }) => Object.hasOwn(profile.roles, role))
    .reduce((before, { role }) => change(before, ['databases', first, 'access', role], AccessLevel.READ), profile);
}

/** Dumps are uploaded somewhere; addresses outside are told from those of pods. */
function withNetwork(profile: PostgresProfile): PostgresProfile {
  const { network, backups, access = {} } = profile;
  const outside = Object.values(access).some(({ clients }) =>
    Object.values(clients).some(({ props }) => props.cidr !== undefined),
  );
  const storage = { cidrs: ['0.0.0.0/0'], ports: [443] };
  return {
    ...profile,
    network: {
      ...network,
      ...(backups?.dumps && { objectStorage: network.objectStorage ?? storage }),
      ...(outside && { podCidrs: network.podCidrs ?? ['10.8.0.0/14'] }),
    },
  };
}

function mapped<Value, Result>(
  map: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value, name)]));
}

function filtered<Value>(
  map: Readonly<Record<string, Value>> | undefined,
  keep: (value: Value, name: string) => boolean,
): Record<string, Value> | undefined {
  return map && Object.fromEntries(Object.entries(map).filter(([name, value]) => keep(value, name)));
}
