import type * as k8s from '../../imports/k8s';
import { all, documented, production } from './documented';

interface Certificate {
  readonly issuerRef: { readonly kind: string; readonly name: string };
}

/** In a namespace of somebody else's. */
const guest = { ...production, name: 'guest', namespace: { ...production.namespace, create: false } };

describe.each([...all, guest].map(documented))(
  'how $profile.name is put into the cluster',
  ({ profile, page, rendered }) => {
    const [, section = ''] = /^## Putting it into the cluster\n(.*?)^## /ms.exec(page) ?? [];
    const found = (pattern: RegExp) => [...section.matchAll(pattern)].map(([, first]) => first);

    it('names files that are rendered, and all instances before the rest', () => {
      const files = [...rendered.files.keys()].map((file) => `dist/${file}`);
      const [first = ''] = found(/^kubectl apply (.*)$/gm);
      const named = first.split(' ').filter((word) => word !== '-f');
      expect(named).toEqual(files.filter((file) => named.includes(file)));
      const withInstances = files.filter((file) =>
        rendered.files.get(file.slice(5))?.includes('\nkind: StatefulSet\n'),
      );
      expect(withInstances.filter((file) => !named.includes(file))).toEqual([]);
      expect(section).toContain(`\nkubectl apply -f dist/${profile.name}/\n`);
    });

    it('waits for each StatefulSet, in the namespace of the platform', () => {
      const sets = rendered.all<k8s.StatefulSetSpec>('StatefulSet').map(({ metadata }) => metadata.name);
      expect(found(/^kubectl rollout status statefulset\/(\S+) /gm)).toEqual(sets);
      expect(new Set(found(/--namespace (\S+)/g))).toEqual(new Set([profile.namespace.name]));
    });

    it('deletes Jobs that there are before a later change', () => {
      const [names = ''] = found(/^kubectl delete jobs .*workload in \((.*)\)'$/gm);
      const jobs = rendered.all<k8s.JobSpec>('Job').map(({ spec }) => {
        return spec.template.metadata?.labels?.['cdk8s-postgres/workload'];
      });
      expect(jobs).toEqual(expect.arrayContaining(names.split(',')));
      expect(names.split(',')).toHaveLength(2);
    });

    it('names every image, StorageClass and issuer that must be there', () => {
      const images = rendered.workloads.flatMap(({ pod }) =>
        [...pod.containers, ...(pod.initContainers ?? [])].map(({ image }) => image),
      );
      for (const image of images) expect(section).toContain(`\`${image}\``);
      const claims = rendered
        .all<k8s.StatefulSetSpec>('StatefulSet')
        .flatMap(({ spec }) => spec.volumeClaimTemplates ?? [])
        .map(({ spec }) => spec?.storageClassName)
        .filter((name) => name !== undefined);
      for (const name of claims) expect(section).toContain(`\`${name}\``);
      for (const { spec } of rendered.all<Certificate>('Certificate')) {
        expect(section).toContain(`cert-manager with ${spec.issuerRef.kind} \`${spec.issuerRef.name}\``);
      }
      expect(section.includes('Prometheus operator')).toBe(rendered.all('PodMonitor').length > 0);
      expect(section.includes('External Secrets Operator')).toBe(rendered.all('ExternalSecret').length > 0);
    });

    it('is told whether the namespace is rendered', () => {
      expect(section.includes('which is not rendered')).toBe(rendered.all('Namespace').length === 0);
    });
  },
);
