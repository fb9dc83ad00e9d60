import { addPlatforms } from '../platform';
import type { ResolvedProfile } from '../profile/resolve';
import { Tls } from '../profile/tls';
import { App } from '../synth/app';
import { fields, list, type RenderedObject, text } from '../synth/manifest';
import { poolTlsSecret, serverTlsSecret } from '../wiring/server';
import { code, table } from './markdown';
import { manifestsOf } from './objects';
import { SecretReaders } from './secret-readers';

/** The Secrets with certificates: who makes them, who reads them, and every name by which clients reach what shows them. */
export function certificates(resolved: ResolvedProfile, objects: readonly RenderedObject[]): string {
  const { tls } = resolved.profile;
  const readers = new SecretReaders(objects);
  const readersOf = (secret: string) => {
    const all = ['ca.crt', 'tls.crt', 'tls.key'].flatMap((key) => readers.of(secret, key));
    return code([...new Set(all.map(({ workload }) => workload))]);
  };
  const rows = issued(resolved, objects).map(({ secret, names }) => [`\`${secret}\``, readersOf(secret), code(names)]);
  return [
    tls.kind === 'certManager'
      ? 'cert-manager makes these Secrets, and renews them; pods reload by themselves.'
      : 'Bring these Secrets, each with `tls.crt`, `tls.key` and `ca.crt`; pods reload what you renew by themselves.',
    'Another authority: [docs/certificates.md](../certificates.md#changing-the-authority).',
    table(['Secret', 'read by', 'names in its certificate'], rows),
  ].join('\n\n');
}

interface Issued {
  readonly secret: string;
  readonly names: readonly string[];
}

/** Whoever issues them, certificates need the names that cert-manager would give them. */
function issued(resolved: ResolvedProfile, objects: readonly RenderedObject[]): Issued[] {
  const { profile, names } = resolved;
  if (profile.tls.kind === 'certManager') return certificatesOf(objects);
  const app = new App();
  addPlatforms(app, [{ ...profile, tls: Tls.certManager({ issuer: 'any' }) }]);
  const brought = new Map([
    [names.serverTls, serverTlsSecret(resolved)],
    [names.poolTls, poolTlsSecret(resolved)],
  ]);
  const bySecret = new Map<string, string[]>();
  for (const { secret, names: needed } of certificatesOf(app.objects())) {
    const own = brought.get(secret) ?? secret;
    bySecret.set(own, [...(bySecret.get(own) ?? []), ...needed]);
  }
  return [...bySecret].map(([secret, needed]) => ({ secret, names: needed }));
}

function certificatesOf(objects: readonly RenderedObject[]): Issued[] {
  return manifestsOf(objects, 'Certificate').map(({ spec }) => ({
    secret: text(fields(spec).secretName),
    names: list(fields(spec).dnsNames).map(text),
  }));
}
