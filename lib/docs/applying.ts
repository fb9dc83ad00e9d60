import { LabelKeys } from '../names';
import type { ResolvedProfile } from '../profile/resolve';
import { type CertManagerTls, IssuerKind } from '../profile/tls';
import { dig, fields, list, nameOf, type RenderedObject, text } from '../synth/manifest';
import { block, code } from './markdown';
import { manifestsOf, workloads } from './objects';

/** What must be in the cluster before the platform, and the commands that put it there without Argo CD. */
export function applying(resolved: ResolvedProfile, objects: readonly RenderedObject[]): string {
  const { profile, names } = resolved;
  const namespace = `--namespace ${profile.namespace.name}`;
  const files = [...new Set(objects.map(({ path }) => `dist/${path}`))];
  const first = files.filter((file) => /\/[012]-[^/]*$/.test(file));
  const sets = manifestsOf(objects, 'StatefulSet').map(nameOf);
  const again = ['parameters', 'reconcile'].map((job) => names.prefixed(job)).join(',');
  return [
    'Before it there must be:',
    needed(resolved, objects)
      .map((line) => `- ${line}`)
      .join('\n'),
    'With kubectl instead of Argo CD:',
    block('sh', [
      `kubectl apply ${first.map((file) => `-f ${file}`).join(' ')}`,
      ...sets.map((set) => `kubectl rollout status statefulset/${set} ${namespace} --timeout 30m`),
      `kubectl apply -f dist/${profile.name}/`,
      `kubectl get jobs,pods ${namespace}`,
    ]),
    `A later change the same way; before \`kubectl apply -f dist/${profile.name}/\` the Jobs of the former one go:`,
    block('sh', [`kubectl delete jobs ${namespace} --selector '${LabelKeys.WORKLOAD} in (${again})'`]),
  ].join('\n\n');
}

function needed(resolved: ResolvedProfile, objects: readonly RenderedObject[]): string[] {
  const { profile } = resolved;
  const { namespace, secrets, tls } = profile;
  const images = new Set(
    workloads(objects).flatMap(({ pod }) => pod.containers.map(({ spec }) => text(fields(spec).image))),
  );
  const storage = storageClasses(objects);
  return [
    ...(namespace.create === false ? [`the namespace \`${namespace.name}\`, which is not rendered`] : []),
    ...(storage.length > 0 ? [`StorageClass ${code(storage)}`] : []),
    `images that the nodes can pull: ${code([...images].sort())}`,
    ...(tls.kind === 'certManager' ? [`cert-manager with ${issuer(tls.props as CertManagerTls)}`] : []),
    ...(manifestsOf(objects, 'PodMonitor').length > 0 ? ['the CRDs of the Prometheus operator'] : []),
    ...(secrets.kind === 'external' ? ['External Secrets Operator'] : []),
    `the [Secrets](#secrets)${namespace.create === false ? '' : `, once the namespace is there: \`kubectl apply -f dist/${profile.name}/0-config.yaml\``}`,
  ];
}

function issuer({ issuer, issuerKind = IssuerKind.CLUSTER_ISSUER }: CertManagerTls): string {
  return `${issuerKind} \`${issuer}\`, which puts its authority into \`ca.crt\``;
}

/** Those that the profile names; the cluster's default class needs no name. */
function storageClasses(objects: readonly RenderedObject[]): string[] {
  const claims = manifestsOf(objects, 'StatefulSet').flatMap((set) => list(dig(set, 'spec', 'volumeClaimTemplates')));
  return [...new Set(claims.map((claim) => text(dig(fields(claim), 'spec', 'storageClassName'))))].filter(Boolean);
}
