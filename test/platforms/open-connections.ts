import type * as k8s from '../../imports/k8s';
import { type Endpoint, NetworkGraph } from './network-graph';
import type { Rendered } from './rendered';

/** Where name servers listen; every pod reaches them. */
const DNS = 53;

/**
 * Every TCP connection that the NetworkPolicies of a platform let through, as `client -> pool 6432`: between one pod of
 * each of its workloads and their surroundings. Jobs go by their name without its hash.
 *
 * @param outside pods of others, and addresses
 * @param ports tried on each of them
 */
export function openConnections(rendered: Rendered, outside: readonly Endpoint[], ports: readonly number[]): string[] {
  const graph = new NetworkGraph(rendered.all<k8s.NetworkPolicySpec>('NetworkPolicy'));
  const platform = podsOf(rendered);
  const all = [...platform, ...outside];
  const tried = ports.filter((port) => port !== DNS);
  return all.flatMap((from) =>
    all.flatMap((to) => {
      if (!platform.includes(from) && !platform.includes(to)) return [];
      const open = tried.filter((port) => graph.allows(from, to, { port, protocol: 'TCP' }));
      return open.length > 0 ? [`${from.name} -> ${to.name} ${open.join(' ')}`] : [];
    }),
  );
}

/** One pod of each workload. */
function podsOf(rendered: Rendered): Endpoint[] {
  const [namespace] = rendered.all('Namespace').map(({ metadata }) => metadata.name);
  return rendered.workloads.map(({ kind, name, labels }) => ({
    name: kind === 'Job' ? name.replace(/-[0-9a-f]{10}$/, '-job') : name,
    ...(namespace !== undefined && { namespace }),
    labels,
  }));
}
