import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { DEFAULT_IMAGES } from '../images';
import { monitoredDatabases } from '../profile/monitored-databases';
import type { ResolvedProfile } from '../profile/resolve';
import type { Resources } from '../profile/resources';
import type { ExporterProps } from '../tiers/exporter';
import type { WiredGroup } from './instances';
import { instanceEndpoint, systemLogin } from './server';

const RESOURCES: Resources = {
  cpu: { request: Cpu.millis(100), limit: Cpu.millis(200) },
  memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
};

export function wireExporter(resolved: ResolvedProfile, groups: readonly WiredGroup[]): ExporterProps {
  const { profile } = resolved;
  return {
    platform: profile.name,
    name: exporterName(resolved),
    major: profile.postgres.major,
    instances: groups.flatMap(({ pods }) => pods.map((name) => ({ name, server: instanceEndpoint(resolved, name) }))),
    monitoring: systemLogin(resolved, 'monitoring'),
    databases: monitoredDatabases(profile),
    image: (profile.images?.postgresExporter ?? DEFAULT_IMAGES.postgresExporter).reference,
    pullSecrets: profile.images?.pullSecrets ?? [],
    resources: RESOURCES,
    ...(profile.monitoring?.podMonitors && { podMonitor: { labels: profile.monitoring.podMonitorLabels ?? {} } }),
  };
}

/** The exporters' Service, and the value of their workload label. */
export function exporterName({ names }: ResolvedProfile): string {
  return names.exporter;
}
