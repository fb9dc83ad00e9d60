import { Duration, Size } from 'cdk8s';
import { Image, PlatformImage, Target } from '../../lib';
import { derive, resolve } from '../../lib/profile/resolve';
import { serverImage } from '../../lib/profile/single';
import { proveConnections } from '../../lib/proofs/connections';
import { proveImage } from '../../lib/proofs/image';
import { proveMemory } from '../../lib/proofs/memory';
import { proveObjectives } from '../../lib/proofs/objectives';
import { proveReplication } from '../../lib/proofs/replication';
import { OFFICIAL } from '../../lib/proofs/server-contents';
import { proveWalVolume } from '../../lib/proofs/wal-volume';
import { changed, found, named, sum } from '../proofs/budgets';
import { single } from '../single';
import { change, type Fault, findsFaults } from './change';

const ENTRY = ['pools', 'portal-pgbouncer', 'databases', 'portal', 'target'];
const NO_STANDBYS =
  'one instance has no standbys. Leave it out, or use Target.PRIMARY; for standbys use Topology.replicated.';

const FAULTS: readonly Fault[] = [
  [
    'A1 a pool of standbys that are not there',
    ENTRY,
    Target.STANDBYS,
    'pools.portal-pgbouncer.databases.portal.target',
    NO_STANDBYS,
  ],
  [
    'A1 a pool of a set that is not there',
    ENTRY,
    Target.set('reports'),
    'pools.portal-pgbouncer.databases.portal.target',
    NO_STANDBYS,
  ],
  [
    'A1 an image of another major',
    ['topology', 'image'],
    Image.of('docker.io/library/postgres', '16.14-trixie'),
    'topology.image.tag',
    '"16.14-trixie" names PostgreSQL 16, and the profile says Postgres.v15. Use a tag such as 15.4-1, or the other factory.',
  ],
  [
    'A1 the official image in the place of the one that jobs run',
    ['postgres', 'image'],
    PlatformImage.of('docker.io/library/postgres', '15.18-trixie'),
    'postgres.image.repository',
    '"docker.io/library/postgres" is the official image, which lacks what jobs and Patroni need. Build images/postgres; ' +
      'Topology.single runs the official image by itself.',
  ],
  [
    'A1 a volume that is too small',
    ['topology', 'storage', 'size'],
    Size.mebibytes(512),
    'topology.storage.size',
    '512 MiB cannot hold a cluster and its WAL. Use at least 1 GiB.',
  ],
  [
    'A1 a start that has no time',
    ['topology', 'startupTimeout'],
    Duration.seconds(5),
    'topology.startupTimeout',
    '5 s is no whole number of seconds of at least 10.',
  ],
  [
    'A11 an extension that the official image does not hold',
    ['databases', 'portal', 'extensions', 0],
    'pg_partman',
    'databases.portal.extensions[0]',
    'the official image for PostgreSQL 15 does not hold "pg_partman". Leave it out, or run postgres.image: write it in topology.image too.',
  ],
  [
    'A1 a locale that the official image does not hold',
    ['databases', 'portal', 'locale'],
    'pt_BR.UTF-8',
    'databases.portal.locale',
    'the official image does not hold the locale "pt_BR.UTF-8": it has C.UTF-8, en_US.UTF-8. Add it to your image, and to postgres.imageAdds.locales.',
  ],
];

describe('a fault of one instance is found:', () => {
  findsFaults(single, FAULTS);
});

describe('one instance', () => {
  test('A1 resolves without a fault or a warning', () => {
    expect(resolve(single).verdict).toMatchObject({ errors: [], warnings: [] });
  });

  test('A1 is one member without sets for whoever asks for groups', () => {
    expect(derive(single).topology).toMatchObject({ members: { count: 1 } });
    expect(Object.keys(derive(single).topology)).toEqual(['members']);
  });

  test('A11 on the platform’s image it has that image’s extensions', () => {
    const image = Image.of('registry.example/postgres', '15.18-1');
    const own = changed(
      single,
      [['topology', 'image'], image],
      [['databases', 'portal', 'extensions'], ['pg_partman']],
    );
    expect(serverImage(own)).toBe('registry.example/postgres:15.18-1');
    expect(found(proveImage, own)).toEqual([]);
  });

  test('A1 the official image has less than the platform’s', () => {
    expect(OFFICIAL.programs).not.toEqual(expect.arrayContaining(['curl']));
    expect(OFFICIAL.lacks).toEqual(['pg_cron', 'pg_partman']);
  });
});

describe('the proofs about one instance', () => {
  test('A6 add up its connections, and say who holds them without Patroni', () => {
    const budget = sum(proveConnections, single, 'Connections to each server of the instance');
    expect(budget).toMatchObject({ 'reload and jobs': 10, reserved: 3, limit: 60 });
    expect(budget).not.toHaveProperty('Patroni and jobs');
  });

  test('A1 add up its memory, and name its own path', () => {
    expect(
      named(proveMemory, change(single, ['topology', 'resources', 'memory', 'limit'], Size.mebibytes(300))),
    ).toEqual(['error memory topology.resources.memory.limit']);
    expect(sum(proveWalVolume, single, 'WAL')).toMatchObject({ limit: 5120 });
  });

  test('A1 need no slots and no senders', () => {
    const none = change(single, ['postgres', 'parameters'], { maxWalSenders: 0, maxReplicationSlots: 0 });
    expect(found(proveReplication, none)).toEqual([]);
  });

  test('A1 know a restart and no failover, and warn that nothing takes over', () => {
    const promised = change(single, ['objectives'], { rto: Duration.minutes(5) });
    expect(sum(proveObjectives, promised, 'RTO')).toEqual({
      'the container is killed': 90,
      start: 30,
      'crash recovery (max_wal_size)': 64,
      'pools connect again': 7,
      total: 191,
      limit: 300,
    });
    expect(named(proveObjectives, promised)).toEqual(['warning rto-of-one-node objectives.rto']);
    const short = change(single, ['objectives'], { rto: Duration.minutes(3) });
    expect(found(proveObjectives, short)[0]).toEqual([
      'error rto',
      'objectives.rto',
      expect.stringMatching(/Lower postgres.parameters.maxWalSize, promise more time, or use Topology.replicated\.$/),
    ]);
  });

  test('A9 have no bound for what a lost volume loses without an archive', () => {
    const promised = change(single, ['objectives'], { rpo: Duration.minutes(5) });
    const [[name, , message = ''] = []] = found(proveObjectives, promised);
    expect(name).toBe('error rpo');
    expect(message).toContain('with its volume one instance loses all since the last backup');
    expect(message).not.toContain('synchronous');
  });
});
