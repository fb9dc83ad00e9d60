import { type Booted, step } from './booted';
import type { ContainerSpec } from './harness/manifests';

/** What a container sees of itself, by either version of control groups. */
const LOOK = `awk '/^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):/ { print $1 $2 }' /proc/1/status
awk '$2 == "/" { split($4, options, ","); print "root:" options[1] }' /proc/mounts
cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max`;

const UNITS: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** What the manifests' security contexts and limits come to. */
export function containerSteps(booted: () => Booted): void {
  step(
    'every container runs as user 999 on a read-only root, without capabilities and within its memory',
    booted,
    async ({ platform }) => {
      for (const { name, template } of platform.workloads.pods) {
        for (const container of template.spec.containers) {
          const seen = await platform.exec(name, container.name, ['sh', '-c', LOOK]);
          expect([name, container.name, ...seen.trim().split('\n')]).toEqual([
            name,
            container.name,
            ...wanted(container),
          ]);
        }
      }
    },
  );
}

function wanted({ resources }: ContainerSpec): string[] {
  const [, number, unit = ''] = /^(\d+)(\w+)$/.exec(resources?.limits?.memory ?? '') ?? [];
  const status = ['Uid:999', 'CapEff:0000000000000000', 'CapBnd:0000000000000000', 'NoNewPrivs:1', 'Seccomp:2'];
  return [...status, 'root:ro', String(Number(number) * (UNITS[unit] ?? Number.NaN))];
}
