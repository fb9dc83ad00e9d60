import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { DEFAULT_IMAGES } from '../images';
import { Ports } from '../names';
import { renderPgBouncerSettings } from '../parameters';
import { type Pool, PoolMode, Target } from '../profile/pools';
import type { ResolvedProfile } from '../profile/resolve';
import type { Resources } from '../profile/resources';
import { hasAllStandbys } from '../profile/target-groups';
import type { PgBouncerProps } from '../tiers/pgbouncer';
import { poolTlsSecret, serverTlsSecret, systemLogin } from './server';

const DEFAULT_RESOURCES: Resources = {
  cpu: { request: Cpu.millis(100), limit: Cpu.units(1) },
  memory: { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
};

export function wirePools(resolved: ResolvedProfile): PgBouncerProps[] {
  return Object.entries(resolved.profile.pools ?? {}).map(([name, pool]) => wirePool(resolved, name, pool));
}

function wirePool(resolved: ResolvedProfile, name: string, pool: Pool): PgBouncerProps {
  const { profile, names } = resolved;
  const { pgbouncer = DEFAULT_IMAGES.pgbouncer, pgbouncerExporter = DEFAULT_IMAGES.pgbouncerExporter } =
    profile.images ?? {};
  return {
    platform: profile.name,
    name,
    port: pool.port ?? Ports.PGBOUNCER,
    replicas: pool.replicas,
    mode: pool.mode ?? PoolMode.TRANSACTION,
    databases: Object.fromEntries(
      Object.entries(pool.databases).map(([entry, { database = entry, target, poolSize, mode }]) => [
        entry,
        {
          host: names.host(targetService(resolved, target)),
          port: Ports.POSTGRES,
          database,
          maxServerConnections: resolved.serverConnections[name]?.[entry] ?? 1,
          ...(poolSize !== undefined && { poolSize }),
          ...(mode !== undefined && { mode }),
        },
      ]),
    ),
    settings: renderPgBouncerSettings(pool.settings ?? {}),
    adminRoles: pool.adminRoles ?? [],
    lookup: systemLogin(resolved, 'lookup'),
    serverCaSecret: serverTlsSecret(resolved),
    tlsSecret: poolTlsSecret(resolved),
    images: {
      pgbouncer: pgbouncer.reference,
      exporter: pgbouncerExporter.reference,
      tools: profile.postgres.props.image.reference,
    },
    pullSecrets: profile.images?.pullSecrets ?? [],
    resources: pool.resources ?? DEFAULT_RESOURCES,
    ...(pool.fallbackToPrimary && { fallbackHost: names.host(names.primary) }),
    ...(pool.autoscaling && { autoscaling: pool.autoscaling }),
    ...(profile.monitoring?.podMonitors && { podMonitor: { labels: profile.monitoring.podMonitorLabels ?? {} } }),
  };
}

/** The Service behind a target. */
export function targetService({ names }: ResolvedProfile, target: Target = Target.PRIMARY): string {
  const services = {
    primary: names.primary,
    standbys: names.standby,
    allStandbys: names.allStandbys,
    set: names.set(target.setName ?? ''),
  };
  return services[target.kind];
}

/** The Service of every standby; none where nothing leads there, and there are only the members'. */
export function allStandbysService({ names, profile }: ResolvedProfile): string | undefined {
  return hasAllStandbys(profile) ? names.allStandbys : undefined;
}
