import type { ResolvedProfile } from '../profile/resolve';
import type { Schedule } from '../profile/schedules';
import { schemaDatabases } from '../profile/schema-state';
import { singleOf } from '../profile/single';
import { mapReconciledRoles } from '../profile/system-roles';
import type { SchemaProps } from '../tiers/schema';
import { secretKey, serverEndpoint, systemLogin } from './server';

export function wireSchema(resolved: ResolvedProfile): SchemaProps {
  const { profile, names, passwordKeys, topology } = resolved;
  const { maintenance } = profile;
  return {
    platform: profile.name,
    name: names.prefixed('reconcile'),
    image: profile.postgres.props.image.reference,
    pullSecrets: profile.images?.pullSecrets ?? [],
    server: serverEndpoint(resolved, names.primary),
    superuser: systemLogin(resolved, 'superuser'),
    systemRoles: mapReconciledRoles(profile, (kind) => systemLogin(resolved, kind)),
    // Only Patroni has passwords of roles that the job makes.
    ...(!singleOf(profile) && {
      instances: {
        namespace: profile.namespace.name,
        statefulSets: [names.members, ...Object.keys(topology.sets ?? {}).map((set) => names.set(set))],
      },
    }),
    roles: Object.fromEntries(
      Object.entries(profile.roles).map(([name, role]) => {
        const key = passwordKeys[name];
        return [name, { ...role, ...(key && { password: secretKey(resolved, key) }) }];
      }),
    ),
    databases: schemaDatabases(profile),
    ...(maintenance?.reconcile && { schedule: scheduleProps(maintenance.reconcile) }),
  };
}

/** A schedule as tiers take it. */
export function scheduleProps(schedule: Schedule): { cron: string; timeZone: string; deadlineSeconds?: number } {
  return {
    cron: schedule.at.expressionString,
    timeZone: schedule.timeZone ?? 'Etc/UTC',
    ...(schedule.deadline && { deadlineSeconds: schedule.deadline.toSeconds() }),
  };
}
