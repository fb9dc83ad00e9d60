import { Duration, Size } from 'cdk8s';
import {
  App,
  addPlatforms,
  extendProfile,
  type Parameters16,
  type Parameters18,
  PlatformImage,
  Postgres,
  type PostgresProfile,
  type ProfileOverrides,
  TopologyOverrides,
} from '../../lib';
import { dict } from '../../profiles/dict';

/**
 * The dict profile on PostgreSQL 18, the only major that Debian has together with Patroni 4.1; with less memory, and times
 * of failover that tests can wait for. Everything else is as in the profile.
 */
export function dict18(parameters: Parameters18 = {}, overrides: ProfileOverrides = {}): PostgresProfile {
  // PostgreSQL 18 made a list of it.
  const { logConnections, ...written } = dict.postgres.props.parameters as Parameters16;
  const small: Parameters18 = {
    sharedBuffers: Size.mebibytes(64),
    maintenanceWorkMem: Size.mebibytes(64),
    minWalSize: Size.mebibytes(64),
    maxWalSize: Size.mebibytes(512),
    logConnections: logConnections ? 'all' : '',
  };
  const postgres = Postgres.v18({
    image: PlatformImage.of('registry.example/postgres', '18.6-1'),
    parameters: { ...written, ...small, ...parameters },
  });
  const failover = {
    ttl: Duration.seconds(20),
    loopWait: Duration.seconds(1),
    retryTimeout: Duration.seconds(5),
  };
  // With so little work for the memory, nothing warns of it.
  const base = { ...dict, postgres, accepts: {} };
  return extendProfile(extendProfile(base, { topology: TopologyOverrides.replicated({ failover }) }), overrides);
}

/** Renders a profile as `npm run synth` does, into `<outdir>/<its name>`. Gives that folder. */
export function render(profile: PostgresProfile, outdir: string): string {
  const app = new App({ outdir });
  addPlatforms(app, [profile]);
  app.synth();
  return `${outdir}/${profile.name}`;
}
