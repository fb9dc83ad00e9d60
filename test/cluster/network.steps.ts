import { pod } from './client';
import type { Platform } from './platform';
import { say, step } from './step';

const STRANGER = 'stranger';

/** NetworkPolicies, where the cluster has somebody who enforces them. */
export function networkSteps(started: () => Platform): void {
  step('whom the profile does not name reaches nothing, where the cluster enforces it', started, async (platform) => {
    const { client, kubectl, namespace, place } = platform;
    const clients = ['--namespace', place.clients];
    const stranger = pod(place.clients, STRANGER, STRANGER, platform.image);
    await kubectl.run([...clients, 'create', '--filename', '-'], { input: JSON.stringify(stranger) });
    await kubectl.run([...clients, 'wait', '--for=condition=ready', `pod/${STRANGER}`, '--timeout=300s']);
    const host = (service: string) => `${service}.${namespace}.svc.cluster.local`;
    const reaches = async (target: string, port: number) => {
      const argv = ['timeout', '5', 'bash', '-c', `exec 3<>/dev/tcp/${target}/${port}`];
      const open = ['exec', STRANGER, '--', ...argv];
      return (await kubectl.try([...clients, ...open])).code === 0;
    };
    if (await reaches(host('postgres-primary'), 5432)) {
      say('this cluster enforces no NetworkPolicy: what they deny was not tried.');
      return;
    }
    expect(await reaches(host('postgres-standby'), 5432)).toBe(false);
    expect(await reaches(host('postgres-0.postgres-headless'), 8008)).toBe(false);
    expect(await reaches(host('pgbouncer'), 6432)).toBe(false);
    // The exporter is open to the namespace, PostgreSQL to nobody in it.
    expect(await reaches(host('postgres-exporter'), 9187)).toBe(true);
    const direct = ['timeout', '5', 'bash', '-c', `exec 3<>/dev/tcp/${host('postgres-primary')}/5432`];
    await expect(client.run(direct)).rejects.toThrow();
    expect(await platform.throughPool('dict_core', 'select 1')).toBe('1');
  });
}
