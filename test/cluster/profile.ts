import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  extendProfile,
  Image,
  ObjectStore,
  type Parameters16,
  type Parameters18,
  Peer,
  PlatformImage,
  Postgres,
  type PostgresProfile,
  type ProfileOverrides,
  Tls,
  TopologyOverrides,
} from '../../lib';
import { dict } from '../../profiles/dict';
import { POOL_SECRET, SERVER_SECRET } from './secrets';
import type { Reference, Settings } from './settings';

/** What a step may change of the server: parameters of every major. */
export type Changed = Pick<Parameters16, 'workMem' | 'sharedBuffers' | 'maxConnections'>;

/** Where the platform stands. */
export interface Place {
  readonly namespace: string;
  /** Of the applications: all its pods may connect. */
  readonly clients: string;
  /** Addresses of the API server. */
  readonly apiServer: { readonly cidrs: readonly string[]; readonly ports: readonly number[] };
}

/** What removes the namespaces of runs that could not: `kubectl delete namespace --selector <this>`. */
export const RUN_LABEL = 'cdk8s-postgres/cluster-test';

const PROFILES_OWN = { repository: 'registry.example/postgres', tag: '16.14-1' };

/**
 * The dict profile for a cluster that belongs to others: on the images at hand, with the memory and disk of a test, in a
 * namespace of its own, with Secrets where cert-manager would be. Times, pools, jobs and rules are the profile's.
 */
export function clusterDict(settings: Settings, place: Place, changed: Changed = {}): PostgresProfile {
  const image = settings.images.postgres ?? PROFILES_OWN;
  // With so little work for the memory, nothing warns of it.
  const base = { ...dict, accepts: {}, postgres: postgres(image, { ...SMALL_PARAMETERS, ...changed }), tls: TLS };
  return extendProfile(extendProfile(base, small(settings)), placed(settings, place));
}

const TLS = Tls.existing({ serverSecret: SERVER_SECRET, poolSecret: POOL_SECRET });

const SMALL_PARAMETERS = {
  sharedBuffers: Size.mebibytes(64),
  maintenanceWorkMem: Size.mebibytes(64),
  minWalSize: Size.mebibytes(64),
  maxWalSize: Size.mebibytes(512),
  maxSlotWalKeepSize: Size.gibibytes(1),
};

function postgres({ repository, tag }: Reference, parameters: Parameters16): Postgres {
  const image = PlatformImage.of(repository, tag);
  const written = { ...(dict.postgres.props.parameters as Parameters16), ...parameters };
  // PostgreSQL 18 made a list of it.
  const { logConnections, ...others } = written;
  const written18 = { ...others, logConnections: logConnections ? 'all' : '' } as Parameters18;
  switch (image.major) {
    case 16:
      return Postgres.v16({ image, parameters: written });
    case 17:
      return Postgres.v17({ image, parameters: written });
    case 18:
      return Postgres.v18({ image, parameters: written18 });
    default:
      throw new Error(`image ${image.reference}: dict can run on PostgreSQL 16, 17 and 18.`);
  }
}

function small({ storageClass }: Settings): ProfileOverrides {
  // Requests alone: a limit sets nothing aside, and what the server may use is checked against it.
  const resources = (mebibytes: number) => {
    return { cpu: { request: Cpu.millis(50) }, memory: { request: Size.mebibytes(mebibytes) } };
  };
  const storage = { size: Size.gibibytes(2), storageClass: storageClass ?? null };
  return {
    topology: TopologyOverrides.replicated({ members: { resources: resources(256), storage } }),
    pools: { pgbouncer: { resources: resources(64) } },
  };
}

function placed({ images, bucket, storageClass }: Settings, place: Place): ProfileOverrides {
  const { namespace, clients, apiServer } = place;
  const image = (reference?: Reference) => reference && Image.of(reference.repository, reference.tag);
  const destination = ObjectStore.s3({
    bucket: bucket?.name ?? 'none',
    prefix: namespace,
    region: bucket?.region ?? 'us-east-1',
    credentials: { secret: 'aws-secrets' },
  });
  const port = Number(bucket?.endpoint.port || (bucket?.endpoint.protocol === 'http:' ? 80 : 443));
  return {
    namespace: { name: namespace, labels: { [RUN_LABEL]: 'platform' } },
    images: {
      pgbouncer: image(images.pgbouncer),
      postgresExporter: image(images.postgresExporter),
      pgbouncerExporter: image(images.pgbouncerExporter),
      dbmate: image(images.dbmate),
    },
    backups: { dumps: { destination, stagingSize: Size.gibibytes(1), stagingStorageClass: storageClass } },
    // Prometheus Operator need not be there.
    monitoring: { podMonitors: false },
    network: { apiServer, objectStorage: { ports: [port] }, scrapers: { prometheus: Peer.namespace(clients) } },
    pools: { pgbouncer: { clients: { core: Peer.pods(clients, { app: 'core-dict' }) } } },
  };
}
