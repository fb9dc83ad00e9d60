import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { App, addPlatforms, Peer, type PostgresProfile, Target, Topology } from '../../lib';
import { picture } from '../../lib/docs/picture';
import { derive, resolve } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { containersOf, environmentOf, render } from '../platforms/rendered';
import { techcorp } from '../profile/techcorp';
import { all } from './documented';

const instances = {
  resources: { cpu: { request: Cpu.units(1) }, memory: { request: Size.gibibytes(8), limit: Size.gibibytes(8) } },
  storage: { size: Size.gibibytes(40) },
};
/** With what dict does not have: a set, clients past the pools, and neither backups nor scrapers. */
const other: PostgresProfile = {
  ...dict,
  name: 'other',
  topology: Topology.replicated({
    members: { count: 3, ...instances },
    sets: { reports: { count: 1, ...instances } },
  }),
  access: {
    analysts: {
      roles: ['dict_core_user'],
      databases: ['dict_core'],
      clients: { notebooks: Peer.cidr('10.20.0.0/16') },
      maxConnections: 5,
      target: Target.set('reports'),
    },
  },
  backups: {},
  objectives: {},
  network: { apiServer: dict.network.apiServer, podCidrs: ['10.8.0.0/16'] },
};

describe.each([...all, other])('the picture of $name', (profile) => {
  const app = new App();
  addPlatforms(app, [profile]);
  const lines = picture(resolve(profile), app.objects())
    .split('\n')
    .map((line) => line.trim());
  const nodes = lines.flatMap((line) => /^(?:subgraph )?(n_\w+)[[(]/.exec(line)?.[1] ?? []);
  const arrows = lines.flatMap((line) => {
    const [, from, to] = /^(n_\w+) -->(?:\|"[^"]*"\|)? (n_\w+)$/.exec(line) ?? [];
    return from && to ? [[from, to]] : [];
  });

  it('consists of nodes that are declared once, and arrows between them', () => {
    const closing = lines.filter((line) => line === 'end').length;
    expect(lines.length).toBe(nodes.length + arrows.length + closing + 3);
    expect(new Set(nodes).size).toBe(nodes.length);
    expect(arrows.flat().filter((end) => !nodes.includes(end))).toEqual([]);
  });

  it('shows every workload, every Service, and every pod of the instances', () => {
    const rendered = render(profile);
    const services = rendered.all('Service').map(({ metadata }) => metadata.name);
    const workloads = rendered.workloads.map(({ labels }) => labels['cdk8s-postgres/workload'] ?? '');
    const pods = rendered
      .all<{ replicas: number }>('StatefulSet')
      .flatMap(({ metadata, spec }) =>
        Array.from({ length: spec.replicas }, (_, index) => `${metadata.name}-${index}`),
      );
    const shown = [...services.filter((name) => !name.endsWith('-headless')), ...workloads, ...pods];
    const statefulSets = new Set(rendered.all('StatefulSet').map(({ metadata }) => metadata.name));
    const missing = shown.filter(
      (name) => !statefulSets.has(name) && !nodes.includes(`n_${name.replaceAll('-', '_')}`),
    );
    expect(missing).toEqual([]);
  });

  it('leads each Job and CronJob to the Service that it connects to, and dumps to their bucket', () => {
    const { workloads } = render(profile);
    const jobs = workloads.filter(({ kind }) => kind === 'Job' || kind === 'CronJob');
    for (const { labels, pod } of jobs) {
      const workload = labels['cdk8s-postgres/workload'] ?? '';
      const variables = containersOf(pod).map(environmentOf);
      const hosts = variables.flatMap(({ PGHOST = '' }) =>
        PGHOST.startsWith('/') ? [] : PGHOST.split('.').slice(0, 1),
      );
      const services = [...new Set(hosts)].filter((host) => host !== '').map(nodeOf);
      const [bucket] = variables.flatMap(({ DESTINATION }) => DESTINATION ?? []);
      const ends = arrows.filter(([from]) => from === nodeOf(workload)).map(([, to]) => to);
      const place = lines.find((line) => bucket !== undefined && line.includes(`<br/>${bucket}"`));
      expect([workload, ends]).toEqual([workload, [...services, ...(place ? [place.split('[')[0]] : [])]]);
      expect(place === undefined).toBe(bucket === undefined);
    }
  });
});

function nodeOf(name: string): string {
  return `n_${name.replaceAll('-', '_')}`;
}

describe('the picture of sets', () => {
  const cascading: PostgresProfile = {
    ...techcorp,
    topology: Topology.replicated({
      members: { count: 2, ...instances },
      sets: { replica: { count: 1, ...instances }, analytics: { count: 1, ...instances, source: 'replica' } },
    }),
    access: {},
    accepts: {},
    pools: {
      'a-b': {
        replicas: 1,
        databases: { techcorp: {} },
        clients: { c: Peer.namespace('one'), '"d"': Peer.namespace('x') },
      },
      a: { replicas: 1, databases: { techcorp: {} }, clients: { 'b-c': Peer.namespace('two') } },
    },
    postgres: dict.postgres,
  };
  const app = new App();
  addPlatforms(app, [cascading]);
  const lines = picture(derive(cascading), app.objects());

  it('S11 T1 has the primary among the members alone, and WAL from where each set has it', () => {
    expect(lines.match(/n_techcorp_primary -->.*/g)).toEqual([
      'n_techcorp_primary -->|"role primary"| n_group__techcorp',
    ]);
    expect(lines.match(/.*-->\|"WAL"\|.*/g)?.map((line) => line.trim())).toEqual([
      'n_group__techcorp -->|"WAL"| n_group__techcorp_replica',
      'n_group__techcorp_replica -->|"WAL"| n_group__techcorp_analytics',
    ]);
  });

  it('keeps clients apart whose names end and begin alike, and quotes what they are called', () => {
    expect(lines).toContain('n_client__pool__a_b__c["c<br/>namespace one"]');
    expect(lines).toContain('n_client__pool__a__b_c["b-c<br/>namespace two"]');
    expect(lines).toContain('["#quot;d#quot;<br/>namespace x"]');
  });
});
