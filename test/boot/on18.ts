import { Duration, Size } from 'cdk8s';
import {
  App,
  addPlatforms,
  extendProfile,
  ParameterOverrides,
  type Parameters18,
  PlatformImage,
  Postgres,
  type PostgresProfile,
  Topology,
  TopologyOverrides,
} from '../../lib';
import { camelNames } from '../../lib/parameters';
import { singleOf } from '../../lib/profile/single';
import type { ReplicatedTopology } from '../../lib/profile/topology';

/** What the harness runs as the platform's image. */
export const IMAGE_18 = 'registry.example/postgres:18.6-1';

/**
 * A profile on PostgreSQL 18, the only major that Debian has together with Patroni 4.1; with less memory, and times of
 * failover that tests can wait for. Everything else is as in the profile, but that pods have
 * the harness's addresses, and that it accepts no warning: with so little work for the memory there are fewer.
 */
export function on18(profile: PostgresProfile, parameters: Parameters18 = {}): PostgresProfile {
  const { props } = profile.postgres;
  const [repository, tag] = IMAGE_18.split(':') as [string, string];
  const postgres = Postgres.v18({
    ...props,
    image: PlatformImage.of(repository, tag),
    parameters: { ...known(props.parameters), ...SMALL, ...parameters },
  });
  const failover = { ttl: Duration.seconds(20), loopWait: Duration.seconds(1), retryTimeout: Duration.seconds(5) };
  const network = { ...profile.network, ...(profile.network.podCidrs && { podCidrs: POD_ADDRESSES }) };
  const here = { ...profile, postgres, network, accepts: {} };
  if (singleOf(profile)) return here;
  const topology = Topology.replicated(setsOn18(profile.topology.props as ReplicatedTopology));
  const moved: PostgresProfile = { ...here, topology };
  return extendProfile(moved, { topology: TopologyOverrides.replicated({ failover }) });
}

/** Renders a profile as `npm run synth` does, into `<outdir>/<its name>`. Gives that folder. */
export function render(profile: PostgresProfile, outdir: string): string {
  const app = new App({ outdir });
  addPlatforms(app, [profile]);
  app.synth();
  return `${outdir}/${profile.name}`;
}

/** Where podman's networks are. */
const POD_ADDRESSES = ['10.88.0.0/13'];

const SMALL: Parameters18 = {
  sharedBuffers: Size.mebibytes(64),
  maintenanceWorkMem: Size.mebibytes(64),
  minWalSize: Size.mebibytes(64),
  maxWalSize: Size.mebibytes(512),
};

function setsOn18({ sets = {}, ...topology }: ReplicatedTopology): ReplicatedTopology {
  const moved = Object.entries(sets).map(([name, set]) => [
    name,
    { ...set, ...(set.parameters && { parameters: ParameterOverrides.v18(known(set.parameters.props)) }) },
  ]);
  return { ...topology, ...(moved.length > 0 && { sets: Object.fromEntries(moved) }) };
}

/** Parameters as PostgreSQL 18 has them. */
function known(parameters: object = {}): Parameters18 {
  const names = new Set([...camelNames(18), 'extensions', 'custom']);
  const written = Object.entries(parameters).filter(([name]) => names.has(name));
  // PostgreSQL 18 made a list of it.
  const asList = ([name, value]: [string, unknown]) =>
    name === 'logConnections' && typeof value === 'boolean' ? [name, value ? 'all' : ''] : [name, value];
  return Object.fromEntries(written.map(asList));
}
