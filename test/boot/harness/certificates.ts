import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Certificate, Secret } from './manifests';
import { mustRun } from './run';

/** Issues certificates as cert-manager would, from one authority. */
export class Authority {
  /** @param issued how many it has issued already: no two certificates of a platform may have the same serial number */
  public static async make(folder: string, issued = 0): Promise<Authority> {
    fs.mkdirSync(folder, { recursive: true });
    const authority = new Authority(folder, issued);
    // Without it patronictl trusts no instance: Python is strict since 3.13.
    const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
    const subject = ['-subj', '/CN=test authority', '-days', '2', ...usage];
    await authority.openssl('req', '-x509', ...KEY, ...subject, '-keyout', 'ca.key', '-out', 'ca.crt');
    return authority;
  }

  private constructor(
    private readonly folder: string,
    private issued: number,
  ) {}

  /** The authority's own certificate. */
  public get certificate(): string {
    return this.read('ca.crt');
  }

  /** The Secret of a Certificate: a new one with every call. */
  public async issue({ metadata, spec }: Certificate): Promise<Secret> {
    this.issued += 1;
    const name = `certificate-${this.issued}`;
    const names = spec.dnsNames.map((host) => (net.isIP(host) > 0 ? `IP:${host}` : `DNS:${host}`)).join(',');
    fs.writeFileSync(path.join(this.folder, `${name}.ext`), `subjectAltName=${names}\n`);
    await this.openssl('req', ...KEY, '-subj', '/CN=test', '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', String(this.issued), '-days', '2'];
    const request = ['-in', `${name}.csr`, '-extfile', `${name}.ext`];
    await this.openssl('x509', '-req', ...request, ...authority, '-out', `${name}.crt`);
    return {
      kind: 'Secret',
      metadata: { name: spec.secretName, namespace: metadata.namespace },
      stringData: {
        'ca.crt': this.certificate,
        'tls.crt': this.read(`${name}.crt`),
        'tls.key': this.read(`${name}.key`),
      },
    };
  }

  private read(name: string): string {
    return fs.readFileSync(path.join(this.folder, name), 'utf8');
  }

  private async openssl(...args: string[]): Promise<void> {
    await mustRun('sh', ['-euc', 'cd "$1"; shift; exec openssl "$@"', 'sh', this.folder, ...args]);
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
