import { Size } from 'cdk8s';
import { PlatformImage, Postgres, type ProfileOverrides, Secrets } from '../../lib';
import { findsRows, type Row, topology } from './matrix';

const POOL = 'ConfigMap pgbouncer data["pgbouncer.ini"]';
const MEMBERS = 'StatefulSet postgres spec';
const POOL_PODS = 'Deployment pgbouncer spec.template';
const RESTART_HASH = expect.stringMatching(/^Deployment pgbouncer .*\/restart-hash"\]: \w+ -> \w+: pool-restart$/);
const DNS_NAME = expect.stringMatching(/^Certificate postgres-server-tls spec\.dnsNames\[\]: .*: reload$/);

const ROWS: readonly Row[] = [
  [
    'outage: an entry of a pool goes away',
    { pools: { pgbouncer: { databases: { temporal: null } } } },
    null,
    expect.arrayContaining([
      expect.stringMatching(/^ConfigMap pgbouncer data\["pgbouncer\.ini"\]\.databases\.temporal: .* -> none: outage$/),
    ]),
  ],
  [
    "outage and pool restart: another port of a pool's Service",
    { pools: { pgbouncer: { port: 6433 } } },
    null,
    [
      'Service pgbouncer spec.ports[pgbouncer].port: 6432 -> 6433: outage',
      `${POOL}.pgbouncer.listen_port: 6432 -> 6433: pool-restart`,
      RESTART_HASH,
      `${POOL_PODS}.spec.containers[pgbouncer].ports[pgbouncer].containerPort: 6432 -> 6433: pool-restart`,
      `${POOL_PODS}.spec.containers[reload].env[PGPORT].value: 6432 -> 6433: pool-restart`,
      expect.stringMatching(/^Deployment pgbouncer .*CONNECTION_STRING\]\.value: .*port=6433.*: pool-restart$/),
    ],
  ],
  [
    'outage: a pool goes away',
    { pools: null, accepts: null } as unknown as ProfileOverrides,
    null,
    expect.arrayContaining(['Service pgbouncer removed: outage', 'Deployment pgbouncer removed: outage']),
  ],
  [
    'expand: a volume grows',
    topology({ members: { storage: { size: Size.gibibytes(150) } } }),
    null,
    [`${MEMBERS}.volumeClaimTemplates[postgres-data].spec.resources.requests.storage: 100Gi -> 150Gi: expand`],
  ],
  [
    'forbidden: a volume shrinks',
    topology({ members: { storage: { size: Size.gibibytes(50) } } }),
    null,
    [`${MEMBERS}.volumeClaimTemplates[postgres-data].spec.resources.requests.storage: 100Gi -> 50Gi: forbidden`],
  ],
  [
    'forbidden: another StorageClass, even where the volume grows',
    topology({ members: { storage: { size: Size.gibibytes(150), storageClass: 'slow' } } }),
    null,
    [
      `${MEMBERS}.volumeClaimTemplates[postgres-data].spec.storageClassName: fast-ssd -> slow: forbidden`,
      `${MEMBERS}.volumeClaimTemplates[postgres-data].spec.resources.requests.storage: 100Gi -> 150Gi: expand`,
    ],
  ],
  [
    'forbidden: selectors, by another name of the platform under the same names of objects',
    { name: 'directory' },
    'one-by-one',
    expect.arrayContaining([
      `${MEMBERS}.selector.matchLabels["cdk8s-postgres/platform"]: dict -> directory: forbidden`,
      'Deployment pgbouncer spec.selector.matchLabels["cdk8s-postgres/platform"]: dict -> directory: forbidden',
      'ConfigMap postgres-config data["patroni.yml"].kubernetes.labels["cdk8s-postgres/platform"]: dict -> directory: forbidden',
    ]),
  ],
  [
    'forbidden: another major version',
    {
      accepts: null,
      postgres: Postgres.v17({
        image: PlatformImage.of('registry.example/postgres', '17.10-1'),
        parameters: { maxConnections: 300, defaultToastCompression: undefined },
      }),
    } as unknown as ProfileOverrides,
    'standbys-first',
    expect.arrayContaining([
      `${MEMBERS}.template.spec.containers[postgres].env[POSTGRES_BIN].value: /usr/lib/postgresql/16/bin -> /usr/lib/postgresql/17/bin: forbidden`,
      'ConfigMap postgres-config data["patroni.yml"].postgresql.bin_dir: /usr/lib/postgresql/16/bin -> /usr/lib/postgresql/17/bin: forbidden',
    ]),
  ],
  [
    'data at risk: a set goes away, with its volumes',
    topology({ sets: null }),
    null,
    [
      'StatefulSet postgres-analytics removed: data-at-risk',
      'Service postgres-all-standbys removed: outage',
      'Service postgres-analytics removed: outage',
      ...Array(12).fill(DNS_NAME),
    ],
  ],
  [
    'data at risk: another prefix',
    { names: { prefix: 'directory' } },
    null,
    expect.arrayContaining([
      'StatefulSet postgres removed: data-at-risk',
      'StatefulSet postgres-analytics removed: data-at-risk',
      'StatefulSet directory added: scale',
      'Service postgres-primary removed: outage',
    ]),
  ],
  [
    'data at risk: another namespace',
    { namespace: { name: 'directory' } },
    null,
    expect.arrayContaining([
      'Namespace postgres removed: data-at-risk',
      'StatefulSet postgres removed: data-at-risk',
      'ExternalSecret postgres-secrets removed: data-at-risk',
      'StatefulSet postgres added: scale',
    ]),
  ],
  [
    'data at risk: the namespace is rendered no more',
    { namespace: { create: false } },
    null,
    ['Namespace postgres removed: data-at-risk'],
  ],
  [
    'data at risk: the Secret of an ExternalSecret goes with it',
    { secrets: Secrets.existing('postgres-secrets') },
    null,
    ['ExternalSecret postgres-secrets removed: data-at-risk'],
  ],
];

describe('what a platform does not go on with: each class of change on a pair of real profiles,', () =>
  findsRows(ROWS));
