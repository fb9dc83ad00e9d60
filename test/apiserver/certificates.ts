import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * An authority and a certificate of localhost and 127.0.0.1, as strictly as Python since 3.13 wants them: `ca.crt`,
 * `tls.crt`, `tls.key`.
 *
 * @see https://docs.python.org/3/library/ssl.html#ssl.VERIFY_X509_STRICT
 */
export function writeStrictCertificates(folder: string): void {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  fs.writeFileSync(path.join(folder, 'leaf.ext'), `${LEAF.join('\n')}\n`);
  openssl(
    'req',
    '-x509',
    ...KEY,
    ...DAYS,
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-subj',
    '/CN=test authority',
    ...AUTHORITY,
  );
  openssl('req', ...KEY, '-keyout', 'tls.key', '-out', 'tls.csr', '-subj', '/CN=localhost');
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'leaf.ext'];
  openssl('x509', '-req', '-in', 'tls.csr', ...signed, ...DAYS, '-out', 'tls.crt');
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const DAYS = ['-days', '2'];
const AUTHORITY = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
const LEAF = [
  'subjectAltName=DNS:localhost,IP:127.0.0.1',
  'authorityKeyIdentifier=keyid',
  'subjectKeyIdentifier=hash',
  'keyUsage=critical,digitalSignature',
  'extendedKeyUsage=serverAuth',
];
