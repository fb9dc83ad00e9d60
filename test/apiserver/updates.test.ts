import { Cron, Duration, Size } from 'cdk8s';
import {
  AccessLevel,
  extendProfile,
  Image,
  PlatformImage,
  PostgresOverrides,
  type ProfileOverrides,
  TopologyOverrides,
} from '../../lib';
import { dict } from '../../profiles/dict';
import { render } from '../platforms/rendered';
import type { ApiServer } from './api-server';
import { platformOf, startWithNamespaces } from './platforms';
import { kubePrograms } from './programs';

const BOTH = ['postgres-parameters', 'postgres-reconcile'];

const NEW_ROLE: ProfileOverrides = {
  roles: { reader: {} },
  databases: { dict_core: { access: { reader: AccessLevel.READ } } },
};

/** What people change, and the Jobs that run again for it. */
const CHANGES: ReadonlyArray<readonly [string, ProfileOverrides, readonly string[]]> = [
  ['a parameter that is reloaded', { postgres: parameters({ workMem: Size.mebibytes(8) }) }, ['postgres-parameters']],
  ["a parameter of Patroni's store", { postgres: parameters({ maxConnections: 220 }) }, ['postgres-parameters']],
  ['a setting of a pool', { pools: { pgbouncer: { settings: { queryWaitTimeout: Duration.seconds(30) } } } }, []],
  // How many sessions there may be, and with it what is left for autovacuum, follows from it: a reload.
  ['the replicas of a pool', { pools: { pgbouncer: { replicas: 2 } } }, ['postgres-parameters']],
  [
    'the number of members',
    { topology: TopologyOverrides.replicated({ members: { count: 3 } }) },
    ['postgres-parameters'],
  ],
  // What is left for autovacuum follows from it.
  ['the memory of members', { topology: memory(Size.gibibytes(9)) }, ['postgres-parameters']],
  ["the platform's image", { postgres: image('16.14-2') }, BOTH],
  ["a pool's image", { images: { pgbouncer: Image.of('edoburu/pgbouncer', 'v1.25.2-p1') } }, []],
  ["a password's key", { roles: { dict_core_user: { passwordKey: 'core' } } }, ['postgres-reconcile']],
  ["a system role's key", { systemRoles: { dump: { passwordKey: 'other' } } }, ['postgres-reconcile']],
  ['a new role', NEW_ROLE, BOTH],
  ['a schedule', { backups: { dumps: { schedule: { at: Cron.schedule({ hour: '4', minute: '0' }) } } } }, []],
];

const programs = kubePrograms();
const base = render(dict);

(programs ? describe : describe.skip)('over a platform that is applied already', () => {
  let server: ApiServer;

  beforeAll(async () => {
    if (!programs) return;
    server = await startWithNamespaces(programs, [platformOf('dict', base.files)]);
    await server.kubectl(...apply(base.files));
  });

  afterAll(() => server?.stop());

  // Each takes the change before it back. Jobs of the time before stay, as they do without Argo CD.
  it.each(CHANGES)('plain kubectl apply takes %s', async (_what, overrides, jobs) => {
    const changed = render(extendProfile(dict, overrides));
    expect(await server.try(...apply(changed.files))).toMatchObject({ status: 0, stderr: '' });
    expect(await server.try(...diff(changed.files))).toMatchObject({ status: 0, stdout: '' });
    const names = (rendered: typeof base) => new Map(BOTH.map((job) => [job, rendered.job(job).metadata.name]));
    const before = names(base);
    expect([...names(changed)].filter(([job, name]) => name !== before.get(job)).map(([job]) => job)).toEqual(jobs);
  });

  it('the API server refuses another size of the volumes: the claims grow by hand, and the StatefulSet is made anew', async () => {
    const larger = TopologyOverrides.replicated({ members: { storage: { size: Size.gibibytes(200) } } });
    const refused = await server.try(...apply(render(extendProfile(dict, { topology: larger })).files));
    expect(refused).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/StatefulSet "postgres" is invalid: spec: Forbidden/),
    });
  });
});

function apply(files: ReadonlyMap<string, string>): [string[], string] {
  return [['apply', '--validate=strict', '--filename=-'], [...files.values()].join('---\n')];
}

function diff(files: ReadonlyMap<string, string>): [string[], string] {
  return [['diff', '--filename=-'], [...files.values()].join('---\n')];
}

function parameters(overrides: Parameters<typeof PostgresOverrides.v16>[0]['parameters']): PostgresOverrides {
  return PostgresOverrides.v16({ parameters: overrides });
}

function image(tag: string): PostgresOverrides {
  return PostgresOverrides.v16({ image: PlatformImage.of('registry.example/postgres', tag) });
}

function memory(limit: Size): TopologyOverrides {
  return TopologyOverrides.replicated({ members: { resources: { memory: { limit } } } });
}
