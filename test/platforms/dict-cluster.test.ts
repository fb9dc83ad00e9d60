import type * as k8s from '../../imports/k8s';
import { RESTART } from '../cluster/parameters.steps';
import { clusterDict } from '../cluster/profile';
import { readSettings } from '../cluster/settings';
import { containersOf, render } from './rendered';

const place = { namespace: 'somewhere', clients: 'elsewhere', apiServer: { cidrs: ['10.0.0.1/32'], ports: [6443] } };
const settings = (env: Record<string, string> = {}) =>
  readSettings(
    Object.fromEntries(Object.entries(env).map(([name, value]) => [`CDK8S_POSTGRES_CLUSTER_${name}`, value])),
  );
const claims = (rendered: ReturnType<typeof render>) => {
  const { volumeClaimTemplates = [] } = rendered.one<k8s.StatefulSetSpec>('StatefulSet', 'postgres').spec;
  return volumeClaimTemplates.map(({ spec }) => spec?.storageClassName);
};

describe('the dict platform for a cluster of others', () => {
  it.each(['16.14-1', '17.10-1', '18.6-1'])('renders for an image with PostgreSQL %s', (tag) => {
    const rendered = render(clusterDict(settings({ IMAGE: `registry.test:5000/postgres:${tag}` }), place));
    const [postgres] = containersOf(rendered.pod('StatefulSet', 'postgres'));
    expect(postgres?.image).toBe(`registry.test:5000/postgres:${tag}`);
    expect(rendered.config('postgres-config', 'patroni.yml')).toContain(`/usr/lib/postgresql/${tag.slice(0, 2)}/bin`);
  });

  it('renders with what the steps change', () => {
    const rendered = render(clusterDict(settings(), place, RESTART));
    expect(rendered.config('postgres-config', 'postgresql.conf')).toContain('shared_buffers = 80MB');
  });

  it("takes the profile's own images and the cluster's own storage where nothing is said", () => {
    const rendered = render(clusterDict(settings(), place));
    const images = new Set(rendered.workloads.flatMap(({ pod }) => containersOf(pod).map(({ image }) => image)));
    expect(images).toContain('registry.example/postgres:16.14-1');
    expect(claims(rendered)).toEqual([undefined]);
    expect(claims(render(clusterDict(settings({ STORAGE_CLASS: 'fast' }), place)))).toEqual(['fast']);
  });

  it('has nothing outside of its namespace, and nothing that a bare cluster does not know', () => {
    const rendered = render(clusterDict(settings(), place));
    const namespaces = rendered
      .all()
      .map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace));
    expect(new Set(namespaces)).toEqual(new Set(['somewhere']));
    const groups = rendered.all().map(({ apiVersion }) => apiVersion.split('/')[0] ?? '');
    expect(groups.filter((group) => group.includes('.') && !group.endsWith('.k8s.io'))).toEqual([]);
  });

  it('refuses an image without a tag, and a major that dict does not run on', () => {
    expect(() => settings({ IMAGE: 'registry.test:5000/postgres' })).toThrow('is no image with a tag');
    expect(() => clusterDict(settings({ IMAGE: 'postgres:15.1-1' }), place)).toThrow('PostgreSQL 16, 17 and 18');
  });
});
