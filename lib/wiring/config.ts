import { Duration } from 'cdk8s';
import type { Dns } from '../profile/network';
import type { ResolvedProfile } from '../profile/resolve';
import type { ExternalSecretProps } from '../profile/secrets';
import { SecretStoreKind } from '../profile/secrets';
import { singleOf } from '../profile/single';
import { type CertManagerTls, IssuerKind } from '../profile/tls';
import type { CertificateProps, ConfigProps, ExternalSecretTierProps } from '../tiers/config';
import { wireFlows } from './flows';
import type { WiredGroup } from './instances';
import { allStandbysService } from './pools';
import { secretKeys } from './server';

export function wireConfig(resolved: ResolvedProfile, groups: readonly WiredGroup[]): ConfigProps {
  const { profile, names } = resolved;
  const { name, labels = {}, create = true } = profile.namespace;
  return {
    platform: profile.name,
    ...(create && { namespace: { name, labels } }),
    files: Object.fromEntries(groups.map(({ instances, files }) => [instances.config, files.files])),
    operations: names.operations,
    ...(singleOf(profile)
      ? { scripts: SINGLE_SCRIPTS }
      : { scripts: PATRONI_SCRIPTS, patroni: { serviceAccount: names.serviceAccount, scope: names.scope } }),
    certificates: certificates(resolved, groups),
    ...(profile.secrets.kind === 'external' && {
      externalSecret: externalSecret(resolved, profile.secrets.props as ExternalSecretProps),
    }),
    network: {
      platform: profile.name,
      prefix: names.identity.prefix,
      flows: wireFlows(resolved, groups),
      dns: resolver(profile.network.dns),
    },
  };
}

const PATRONI_SCRIPTS = ['start-patroni', 'pg-basebackup', 'on-role-change', 'reload-patroni', 'check-lag'];
const SINGLE_SCRIPTS = ['start-postgres', 'reload-postgres'];

/** Where a resolver is in most clusters, unless the profile says otherwise. */
function resolver({ namespace, labels, nodeLocalCidrs }: Dns = {}): Required<Dns> {
  return {
    namespace: namespace ?? 'kube-system',
    labels: labels ?? { 'k8s-app': 'kube-dns' },
    nodeLocalCidrs: nodeLocalCidrs ?? ['169.254.20.10/32'],
  };
}

/** One certificate for the servers, which names every Service and instance; one for the pools. */
function certificates(resolved: ResolvedProfile, groups: readonly WiredGroup[]): CertificateProps[] {
  const { profile, names } = resolved;
  if (profile.tls.kind !== 'certManager') return [];
  const { issuer, issuerKind = IssuerKind.CLUSTER_ISSUER, duration, renewBefore } = profile.tls.props as CertManagerTls;
  const common = {
    issuer: { name: issuer, kind: issuerKind },
    duration: duration ?? Duration.days(90),
    renewBefore: renewBefore ?? Duration.days(30),
  };
  const services = [
    names.primary,
    ...(singleOf(profile) ? [] : [names.standby]),
    ...[allStandbysService(resolved) ?? []].flat(),
    ...Object.keys(resolved.topology.sets ?? {}).map((set) => names.set(set)),
  ];
  const pods = groups.flatMap((group) => group.pods.map((pod) => `${pod}.${names.headless}`));
  const pools = Object.keys(profile.pools ?? {});
  return [
    // The containers of a pod reach Patroni as localhost.
    {
      name: names.serverTls,
      dnsNames: [...[...services, ...pods].flatMap((host) => shortAndLong(resolved, host)), 'localhost'],
      ...common,
    },
    ...(pools.length > 0
      ? [{ name: names.poolTls, dnsNames: pools.flatMap((pool) => shortAndLong(resolved, pool)), ...common }]
      : []),
  ];
}

/** The names by which clients in any namespace reach a Service. */
function shortAndLong({ names, profile }: ResolvedProfile, host: string): string[] {
  const { name } = profile.namespace;
  return [host, `${host}.${name}`, `${host}.${name}.svc`, names.host(host)];
}

function externalSecret(resolved: ResolvedProfile, props: ExternalSecretProps): ExternalSecretTierProps {
  return {
    name: props.name,
    store: { name: props.store, kind: props.storeKind ?? SecretStoreKind.CLUSTER_SECRET_STORE },
    remoteKey: props.remoteKey,
    refreshInterval: props.refreshInterval ?? Duration.hours(1),
    keys: secretKeys(resolved),
  };
}
