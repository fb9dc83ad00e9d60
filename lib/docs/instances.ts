import { LabelKeys } from '../names';
import type { ResolvedProfile } from '../profile/resolve';
import { dig, fields, list, nameOf, type RenderedObject, text } from '../synth/manifest';
import { block, table } from './markdown';
import { podCount, type Workload, workloads } from './objects';

/** What runs all the time and on what: pods, CPU, memory, volumes; and how one looks at it. */
export function instances({ profile }: ResolvedProfile, objects: readonly RenderedObject[]): string {
  const [first] = workloads(objects, 'StatefulSet');
  const [main] = list(first?.pod.spec.containers);
  const place = `--namespace ${profile.namespace.name}`;
  const commands = [
    `kubectl get pods ${place} --selector ${LabelKeys.PLATFORM}=${profile.name} --label-columns ${LabelKeys.ROLE}`,
    `kubectl exec --stdin --tty ${place} ${first?.name}-0 --container ${text(fields(main).name)} -- psql`,
  ];
  const rows = [...together(objects)].map(([name, same]) => {
    const [{ cpu, memory, volumes } = NOTHING] = same;
    const pods = same.map((one) => one.pods);
    return [name, pods.every((number) => number === '1') ? String(pods.length) : pods.join(', '), cpu, memory, volumes];
  });
  const one = profile.topology.kind === 'single';
  return [
    `${one ? 'Its pods' : 'Which instance is primary now'}, and a superuser’s session on one instance:`,
    block('sh', commands),
    table(['workload', 'pods', 'CPU', 'memory', 'volume of each pod'], rows),
  ].join('\n\n');
}

interface Row {
  readonly pods: string;
  readonly cpu: string;
  readonly memory: string;
  readonly volumes: string;
}

const NOTHING: Row = { pods: '', cpu: '', memory: '', volumes: '' };

/** Several Deployments of one name and size, such as an exporter for each instance, are one row. */
function together(objects: readonly RenderedObject[]): Map<string, Row[]> {
  const rows = new Map<string, Row[]>();
  for (const one of workloads(objects, 'StatefulSet', 'Deployment', 'CronJob')) {
    const volumes = volumesOf(one);
    if (one.kind === 'CronJob' && volumes.length === 0) continue;
    const { requests, limits } = mainResources(one);
    const name = `${one.kind} \`${one.workload}\``;
    const row = {
      pods: one.kind === 'CronJob' ? '1, while it runs' : podCount(objects, one),
      cpu: range(requests.cpu, limits.cpu),
      memory: range(requests.memory, limits.memory),
      volumes: volumes.join('<br/>') || 'none',
    };
    rows.set(name, [...(rows.get(name) ?? []), row]);
  }
  return rows;
}

/** The first container is what the pod is for. */
function mainResources({ pod }: Workload) {
  const [main] = list(pod.spec.containers);
  const { requests, limits } = fields(fields(main).resources);
  return { requests: fields(requests), limits: fields(limits) };
}

/** `2 to 4`, `8Gi`, or `100m and more`. */
function range(request: unknown, limit: unknown): string {
  if (limit === undefined) return `${request} and more`;
  return request === limit ? String(limit) : `${request} to ${limit}`;
}

/** Volumes that are set aside for the pods; folders on nodes are none. */
function volumesOf({ manifest, pod }: Workload): string[] {
  const templates = list(dig(manifest, 'spec', 'volumeClaimTemplates')).map((claim) => ({
    name: nameOf(fields(claim)),
    spec: fields(fields(claim).spec),
  }));
  const ephemeral = list(pod.spec.volumes).flatMap((volume) => {
    const spec = dig(volume, 'ephemeral', 'volumeClaimTemplate', 'spec');
    return spec === undefined ? [] : [{ name: text(fields(volume).name), spec: fields(spec) }];
  });
  return [...templates, ...ephemeral].map(({ name, spec }) => {
    const size = dig(spec, 'resources', 'requests', 'storage');
    return [`${name} ${size}`, text(spec.storageClassName)].filter((part) => part !== '').join(' ');
  });
}
