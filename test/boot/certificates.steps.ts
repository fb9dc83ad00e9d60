import * as tls from 'node:tls';
import { type Booted, step } from './booted';
import type { Certificate } from './harness/manifests';
import { mustRun, waitFor } from './harness/run';

const POOLS = ['pgbouncer-0', 'pgbouncer-1', 'pgbouncer-2'];

/** Certificates are issued anew while all is running. */
export function certificateSteps(booted: () => Booted): void {
  step('T7 a renewed certificate is taken by servers, Patroni and pools without a restart', booted, async (running) => {
    const { members, platform } = running;
    const before = await members.startTimes();
    for (const certificate of platform.objects.all<Certificate>('Certificate')) {
      platform.objects.put(await platform.authority.issue(certificate));
    }
    platform.refreshVolumes();
    await showSerials(running, { servers: '03', pools: '04' });
    expect(await members.startTimes()).toEqual(before);
    expect(await running.throughPool('dict_core', 'select 1')).toBe('1');
  });
}

/** Waits until everybody shows the certificate with its serial number. */
export async function showSerials(
  { members, platform }: Booted,
  serials: { readonly servers: string; readonly pools: string },
): Promise<void> {
  const servers = members.pods.map(({ address }) => address);
  const endpoints = [
    ...servers.map((address) => ({ address, port: 5432, serial: serials.servers })),
    ...servers.map((address) => ({ address, port: 8008, serial: serials.servers })),
    ...POOLS.map((name) => ({ address: platform.pod(name).address, port: 6432, serial: serials.pools })),
  ];
  for (const { address, port, serial } of endpoints) {
    const shown = () => (port === 8008 ? serialOf(address, port) : postgresSerialOf(address, port));
    await waitFor(`certificate ${serial} at ${address}:${port}`, async () => (await shown()) === serial);
  }
}

function serialOf(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host, port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

/** Clients of PostgreSQL ask for encryption in its own protocol first. */
async function postgresSerialOf(host: string, port: number): Promise<string> {
  const show = 'openssl s_client -starttls postgres -connect "$0" </dev/null 2>/dev/null | openssl x509 -noout -serial';
  return (await mustRun('sh', ['-euc', show, `${host}:${port}`])).trim().replace('serial=', '');
}
