import { randomBytes } from 'node:crypto';
import type { Certificate, ContainerSpec, Manifest, Secret } from './manifests';
import { podTemplates } from './manifests';

/** Values by Secret and key. */
export type SecretValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a password may hold and a file, a URL or a shell could trip over. */
const AWKWARD = `"'\\ $%:@#`;

/**
 * Every Secret that the manifests refer to and do not make, with a random value for every key that they name.
 *
 * @param given values that must be certain ones
 */
export function generateSecrets(manifests: readonly Manifest[], given: SecretValues): Secret[] {
  const certificates = manifests.filter(({ kind }) => kind === 'Certificate') as Certificate[];
  const issued = new Set(certificates.map(({ spec }) => spec.secretName));
  const keys = manifests.flatMap(keysOf).filter(({ name }) => !issued.has(name));
  const secrets = new Map<string, Secret>();
  for (const { namespace, name, key } of keys) {
    const before = secrets.get(`${namespace}/${name}`)?.stringData ?? {};
    const value = given[name]?.[key] ?? before[key] ?? randomValue(key);
    secrets.set(`${namespace}/${name}`, {
      kind: 'Secret',
      metadata: { name, namespace },
      stringData: { ...before, [key]: value },
    });
  }
  return [...secrets.values()];
}

interface NamedKey {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

function keysOf(manifest: Manifest): NamedKey[] {
  const namespace = manifest.metadata.namespace ?? '';
  return podTemplates(manifest).flatMap(({ spec }) => {
    const containers: readonly ContainerSpec[] = [...(spec.initContainers ?? []), ...spec.containers];
    const references = containers.flatMap(({ env }) => (env ?? []).map(({ valueFrom }) => valueFrom?.secretKeyRef));
    const mounted = (spec.volumes ?? []).flatMap(({ secret, projected }) => [
      ...(secret?.items ?? []).map(({ key }) => ({ name: secret?.secretName ?? '', key })),
      ...(projected?.sources ?? []).flatMap((source) =>
        (source.secret?.items ?? []).map(({ key }) => ({ name: source.secret?.name ?? '', key })),
      ),
    ]);
    const named = [...references.filter((reference) => reference !== undefined), ...mounted];
    return named.map(({ name, key }) => ({ namespace, name, key }));
  });
}

function randomValue(key: string): string {
  const random = randomBytes(15).toString('base64url');
  return key.includes('password') ? random + AWKWARD : random;
}
