import { isIP } from 'node:net';
import type { Finding } from '../findings';
import { fault, within } from './figures';
import type { NetworkEndpoint, Peer } from './network';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';

/** Address ranges and ports by which nothing, or nobody, could be reached. */
export function checkNetwork({ network, backups }: PostgresProfile): Finding[] {
  const { apiServer, objectStorage, dns, podCidrs, scrapers } = network;
  return [
    ...endpoint('network.apiServer', apiServer),
    ...(objectStorage ? endpoint('network.objectStorage', objectStorage) : []),
    ...fault(
      backups?.dumps !== undefined && objectStorage === undefined,
      'network.objectStorage',
      'is missing, and backups.dumps uploads to it: the network is closed. Name its address ranges and ports.',
    ),
    ...ranges('network.dns.nodeLocalCidrs', dns?.nodeLocalCidrs ?? []),
    ...(podCidrs ? atLeastOne('network.podCidrs', podCidrs, 'let in', 'range, or leave it out') : []),
    ...ranges('network.podCidrs', podCidrs ?? []),
    ...peers('network.scrapers', scrapers),
  ];
}

/** Where nobody could find what is beside the platform. */
export function checkNeighbors({ neighbors = {} }: PostgresProfile): Finding[] {
  return Object.entries(neighbors).flatMap(([name, { host, port }]) => {
    const path = childPath('neighbors', name);
    return [
      ...fault(
        !/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/.test(host),
        `${path}.host`,
        `"${host}" is no DNS name and no address. Write one such as redis.example or 10.1.2.3.`,
      ),
      ...within(`${path}.port`, port, 1, 65535),
    ];
  });
}

/** The address ranges of the clients of pools and servers. */
export function checkClients({ pools = {}, access = {} }: PostgresProfile): Finding[] {
  return [
    ...Object.entries(pools).flatMap(([name, { clients }]) => peers(`${childPath('pools', name)}.clients`, clients)),
    ...Object.entries(access).flatMap(([name, { clients }]) => peers(`${childPath('access', name)}.clients`, clients)),
  ];
}

function endpoint(path: string, { cidrs, ports }: NetworkEndpoint): Finding[] {
  return [
    ...atLeastOne(`${path}.cidrs`, cidrs, 'reached', 'range'),
    ...atLeastOne(`${path}.ports`, ports, 'reached', 'port'),
    ...ranges(`${path}.cidrs`, cidrs),
    ...ports.flatMap((port, index) => within(`${path}.ports[${index}]`, port, 1, 65535)),
  ];
}

function atLeastOne(path: string, list: readonly unknown[], what: string, mend: string): Finding[] {
  return fault(list.length === 0, path, `is empty, so nothing could be ${what}. Name at least one ${mend}.`);
}

function ranges(path: string, cidrs: readonly string[]): Finding[] {
  return cidrs.flatMap((text, index) => cidr(`${path}[${index}]`, text));
}

function peers(path: string, named: Readonly<Record<string, Peer>> = {}): Finding[] {
  return Object.entries(named).flatMap(([name, { props }]) =>
    props.cidr === undefined ? [] : cidr(childPath(path, name), props.cidr),
  );
}

function cidr(path: string, text: string): Finding[] {
  const [, address = '', bits = ''] = /^([0-9A-Fa-f.:]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const highest = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const message = `"${text}" is no address range. Write one such as 10.0.0.0/8, or 10.1.2.3/32 for one address.`;
  return fault(bits === '' || Number(bits) > highest, path, message);
}
