import { LabelKeys } from '../../lib/names';
import { eventually } from '../debian/processes';
import { LOST, MEMBER, named, PatroniCluster, platform, rights, SCOPE } from './patroni-cluster';
import { bootImage } from './patroni-member';
import { kubePrograms } from './programs';

const programs = kubePrograms();
const image = bootImage();
if (!image)
  console.warn('skipped: Patroni on the API server needs root, unshare and the image of scripts/boot-image.sh.');
let cluster: PatroniCluster;

// It waits for what Patroni does at its own time, many times over.
jest.setTimeout(300_000);

const LEADS = `no action. I am (${MEMBER}), the leader with the lock`;

/** What happens without each right: what Patroni says, and what then is so. */
const EFFECTS: ReadonlyArray<readonly [right: string, effect: string, said: RegExp, then: () => Promise<void> | void]> =
  [
    ['create configmaps', 'nothing is initialized', /Permission denied/, hasNoLeader],
    ['list configmaps', 'nothing is initialized', /ObjectCache\.run/, hasNoLeader],
    ['list pods', 'nothing is initialized', /ObjectCache\.run/, hasNoLeader],
    [
      'patch configmaps',
      'the lock cannot be kept, and the primary steps down',
      /demoting self because DCS is not accessible/,
      nothingMore,
    ],
    [
      'get configmaps',
      'the first conflict over the lock costs the primary',
      /Failed to get the leader object[\s\S]*demoted self/,
      nothingMore,
    ],
    [
      'patch pods',
      'no pod is labelled, and the lost one stays',
      /the role label is removed from postgres-1\.[\s\S]*error: 403/,
      lostIsPrimary,
    ],
    [
      'watch configmaps',
      'it lists again without a pause',
      /ObjectCache\.run/,
      () => listsWithoutPause('list configmaps'),
    ],
    ['watch pods', 'it lists again without a pause', /ObjectCache\.run/, () => listsWithoutPause('list pods')],
  ];

(programs && image ? describe : describe.skip)('Patroni, as rendered, on the API server', () => {
  beforeAll(async () => {
    if (programs && image) cluster = await PatroniCluster.start(programs, image);
  });

  afterAll(() => cluster?.stop());

  describe('with the rendered Role', () => {
    beforeAll(async () => {
      await cluster.begin();
      const began = Date.now();
      await said(LEADS);
      console.info(`Patroni led a new cluster after ${((Date.now() - began) / 1000).toFixed(1)} s.`);
    });

    it('holds the lock in a ConfigMap', async () => {
      expect((await cluster.configMap(`${SCOPE}-leader`))?.annotations).toMatchObject({ leader: MEMBER, ttl: '20' });
    });

    it("has its pod alone in the primary's Service, and took the label from the lost one", async () => {
      await eventually(async () => expect(await cluster.selectedBy('postgres-primary')).toEqual([MEMBER]));
      expect(await cluster.selectedBy('postgres-headless')).toEqual([MEMBER, LOST]);
      expect(cluster.log).toContain(`on-role-change: ${MEMBER} is primary; the role label is removed from ${LOST}.`);
    });

    it('stores what the store should start with', async () => {
      const { config = '{}' } = (await cluster.configMap(`${SCOPE}-config`))?.annotations ?? {};
      const rendered = platform.rendered.config('postgres-parameters', 'store.json');
      expect(JSON.parse(config)).toEqual(JSON.parse(rendered));
    });

    it("puts no label on its ConfigMaps by which Argo CD or a selector would take them for the platform's own", async () => {
      const own = { [LabelKeys.PLATFORM]: platform.name, [LabelKeys.CLUSTER]: SCOPE };
      for (const name of ['config', 'leader'])
        expect((await cluster.configMap(`${SCOPE}-${name}`))?.labels).toEqual(own);
      expect(
        platform.rendered.all('ConfigMap').filter(({ metadata }) => metadata.name.startsWith(`${SCOPE}-`)),
      ).toEqual([]);
    });

    it('keeps synchronous mode and a planned switchover in ConfigMaps of their own', async () => {
      const annotation = async (name: string, key: string) =>
        (await cluster.configMap(`${SCOPE}-${name}`))?.annotations?.[key];
      await cluster.ask('PATCH', '/config', { synchronous_mode: true });
      await eventually(async () => expect(await annotation('sync', 'leader')).toBe(MEMBER));
      await cluster.ask('PATCH', '/config', { synchronous_mode: false });
      await eventually(async () => expect(await annotation('sync', 'leader')).toBeUndefined());
      await cluster.ask('POST', '/switchover', { leader: MEMBER, scheduled_at: '2199-01-01T00:00:00+00:00' });
      await eventually(async () => expect(await annotation('failover', 'leader')).toBe(MEMBER));
      await cluster.ask('DELETE', '/switchover');
      await eventually(async () => expect(await annotation('failover', 'leader')).toBeUndefined());
    });

    it('uses every right, on every ConfigMap that the Role names, and asks for nothing that it may not', async () => {
      await cluster.contend(() => cluster.requests.some(({ right }) => right === 'get configmaps'));
      const { requests } = cluster;
      expect([...new Set(requests.map(({ right }) => right))].sort()).toEqual([...rights].sort());
      const patched = requests.filter(({ right }) => right === 'patch configmaps').map(({ name }) => name);
      expect([...new Set(patched)].sort()).toEqual([...named].sort());
      expect(requests.filter(({ code }) => code === 403)).toEqual([]);
      expect(cluster.log).not.toMatch(/Permission denied|ObjectCache\.run|Failed to get the leader object/);
    });
  });

  it('has a proof for every right of the Role', () => {
    expect(EFFECTS.map(([right]) => right).sort()).toEqual([...rights].sort());
  });

  it.each(EFFECTS)('without the right to %s, %s', async (right, _effect, words, then) => {
    await cluster.begin(right);
    if (right === 'get configmaps') {
      await said(LEADS);
      await cluster.contend(() => cluster.log.includes('Failed to get the leader object'));
    }
    await said(words);
    await then();
    const refused = new Set(cluster.requests.filter(({ code }) => code === 403).map((request) => request.right));
    expect([...refused]).toEqual([right]);
  });
});

async function said(words: string | RegExp): Promise<void> {
  await eventually(() => expect(cluster.log).toMatch(words), 900);
}

async function hasNoLeader(): Promise<void> {
  expect(await cluster.configMap(`${SCOPE}-leader`)).toBeUndefined();
}

async function lostIsPrimary(): Promise<void> {
  await said(LEADS);
  expect(await cluster.selectedBy('postgres-primary')).toEqual([LOST]);
}

async function listsWithoutPause(list: string): Promise<void> {
  await eventually(() => expect(cluster.requests.filter(({ right }) => right === list).length).toBeGreaterThan(200));
}

function nothingMore(): void {}
