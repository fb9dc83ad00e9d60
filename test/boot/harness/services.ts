import type { Lookup } from './dns';
import type { Labels, Service } from './manifests';
import type { Objects } from './objects';
import type { Pod } from './pod';

const DOMAIN = 'svc.cluster.local';

/** Names of Services and of their pods, as a cluster's DNS knows them. */
export function serviceNames(objects: Objects, pods: () => Iterable<Pod>, nowhere: string): Lookup {
  return (name) => {
    const [service = '', namespace = '', ...rest] = name.split('.').slice(-2 - DOMAIN.split('.').length);
    const found = rest.join('.') === DOMAIN && objects.find<Service>('Service', namespace, service);
    if (!found) return undefined;
    const endpoints = endpointsOf(found, pods());
    const hostname = name
      .split('.')
      .slice(0, -2 - DOMAIN.split('.').length)
      .join('.');
    if (hostname !== '') {
      const pod = endpoints.find(({ identity }) => identity.name === hostname && identity.subdomain === service);
      return pod && [pod.address];
    }
    const addresses = endpoints.map(({ address }) => address);
    return addresses.length === 0 && found.spec.clusterIP !== 'None' ? [nowhere] : addresses;
  };
}

/** The pods that a Service leads to now. */
export function endpointsOf({ metadata, spec }: Service, pods: Iterable<Pod>): Pod[] {
  return [...pods].filter(
    (pod) =>
      pod.identity.namespace === metadata.namespace &&
      selects(spec.selector, pod.labels) &&
      (pod.ready || spec.publishNotReadyAddresses === true),
  );
}

export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
