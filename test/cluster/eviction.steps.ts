import { loseNothing } from './failover.steps';
import type { Platform } from './platform';
import { step } from './step';

/** What `kubectl drain` asks for, one pod after the other. */
export function evictionSteps(started: () => Platform): void {
  step('one member may be evicted, and the other only when it is back', started, async (platform) => {
    const { members } = platform;
    await members.inStep();
    const [primary, standby] = [await members.primary(), await members.standby()];
    expect(await evict(platform, standby)).toMatchObject({ code: 0 });
    const refused = await evict(platform, primary);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('disruption budget')]);
    expect(await members.primary()).toBe(primary);
    await members.inStep();
    await loseNothing(platform, 'evicted pod', async () => {
      expect(await evict(platform, primary)).toMatchObject({ code: 0 });
      expect(await evict(platform, standby)).toMatchObject({ code: 1 });
    });
  });
}

function evict({ kubectl, namespace }: Platform, name: string) {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  return kubectl.try(['create', '--raw', path, '--filename', '-'], { input: JSON.stringify(eviction) });
}
