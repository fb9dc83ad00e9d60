import type { Peer } from '../profile/network';

/** Who a client is: `app=core-dict in dict`, `namespace temporal`, `10.20.0.0/16`. */
export function describePeer({ props: { cidr, namespace, labels = {} } }: Pick<Peer, 'props'>): string {
  if (cidr !== undefined) return cidr;
  const wanted = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return wanted.length > 0 ? `${wanted.join(', ')} in ${namespace}` : `namespace ${namespace}`;
}
