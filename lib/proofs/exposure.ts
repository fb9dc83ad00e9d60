import { BlockList, isIPv6 } from 'node:net';
import { pgHbaConf } from '../formats/pg-hba-conf';
import { databasesOfPools } from '../profile/databases-of-pools';
import { databasesOfLogin, hbaRules } from '../profile/hba-rules';
import type { Peer } from '../profile/network';
import { childPath } from '../profile/paths';
import type { PostgresProfile } from '../profile/profile';
import type { ResolvedProfile } from '../profile/resolve';
import { error, type Proof, type ProofFinding, warning } from './proof';

/**
 * Nobody gets further in than he needs.
 *
 * - Every line of pg_hba.conf over the network that lets anybody in asks for TLS and SCRAM.
 * - From a network outside the cluster that `access` lets in, only the roles that it names may log in: the ranges of the
 *   pods must be known (network.podCidrs) and apart from it, since roles that come through pools or jobs log in from
 *   pods.
 * - Where clients connect directly, a role that logs in and that neither a pool nor `access` has a way in for is the
 *   warning `unused-login`: they could be it.
 * - A client that is every address is the warning `open-network`.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 */
export function proveExposure(resolved: ResolvedProfile): Proof {
  const { profile } = resolved;
  return {
    name: 'exposure',
    findings: [
      ...unencrypted(resolved),
      ...outsideNetworks(resolved),
      ...unusedLogins(profile),
      ...openNetworks(profile),
    ],
  };
}

/** By construction there is none: this is what says so of what is rendered. */
function unencrypted(resolved: ResolvedProfile): ProofFinding[] {
  const { podCidrs = ['all'] } = resolved.profile.network;
  const lines = pgHbaConf({ localRoles: [], rules: hbaRules(resolved), addresses: podCidrs }).split('\n');
  return lines
    .filter((line) => /^host/.test(line) && !/\sreject$/.test(line))
    .filter((line) => !/^hostssl\s.*\sscram-sha-256$/.test(line))
    .map((line) => error('unencrypted', 'network', `a line of pg_hba.conf lets in without TLS and SCRAM: ${line}.`));
}

interface OutsideClient {
  readonly path: string;
  readonly cidr: string;
  /** The access that lets it in. */
  readonly access: string;
  /** Roles that it needs. */
  readonly roles: readonly string[];
}

function outsideClients({ access = {} }: PostgresProfile): OutsideClient[] {
  return Object.entries(access).flatMap(([name, { clients, roles }]) =>
    Object.entries(clients).flatMap(
      ([
        client,
        {
          props: { cidr },
        },
      ]) => {
        const path = childPath('access', name);
        return cidr === undefined ? [] : [{ path: childPath(`${path}.clients`, client), cidr, access: path, roles }];
      },
    ),
  );
}

function outsideNetworks(resolved: ResolvedProfile): ProofFinding[] {
  const { podCidrs } = resolved.profile.network;
  const logins = new Set(hbaRules(resolved).flatMap(({ roles }) => roles));
  return outsideClients(resolved.profile).flatMap(({ path, cidr, access, roles }) => {
    const others = [...logins].filter((role) => !roles.includes(role));
    if (others.length === 0) return [];
    const who = `${others.length} other roles (${others.join(', ')})`;
    if (podCidrs === undefined) {
      const message = `are not said, so that pg_hba.conf lets ${who} log in from ${cidr}, where ${access} needs ${roles.join(', ')} alone. Name the ranges of the cluster's pods.`;
      return [error('outside-network', 'network.podCidrs', message)];
    }
    const within = podCidrs.filter((range) => overlap(range, cidr));
    if (within.length === 0) return [];
    const message = `${cidr} overlaps ${within.join(', ')} of network.podCidrs, from which ${who} may log in, and ${access} needs ${roles.join(', ')} alone. Name ranges that are apart, or the pods by Peer.pods.`;
    return [error('outside-network', path, message)];
  });
}

/** Whether two ranges have an address in common: then one of them holds the first address of the other. */
function overlap(one: string, other: string): boolean {
  const [first, second] = [family(one), family(other)];
  return first === second && (holds(one, other) || holds(other, one));
}

function holds(range: string, other: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const [address = ''] = other.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family(range));
  return list.check(address, family(other));
}

function family(range: string): 'ipv4' | 'ipv6' {
  return isIPv6(range.split('/')[0] ?? '') ? 'ipv6' : 'ipv4';
}

function unusedLogins(profile: PostgresProfile): ProofFinding[] {
  const { roles, access = {} } = profile;
  const pooled = databasesOfPools(profile);
  const clients = Object.keys(access).map((name) => childPath('access', name));
  // Without direct clients the network lets nobody but the platform's own parts to the servers.
  if (clients.length === 0) return [];
  const direct = new Set(Object.values(access).flatMap((allowed) => allowed.roles));
  return Object.keys(roles).flatMap((role) => {
    const databases = databasesOfLogin(profile, role);
    if (databases.length === 0 || direct.has(role) || databases.some((name) => pooled.includes(name))) return [];
    const message = `no pool leads to ${databases.join(', ')} and no access names it, and yet the clients of ${clients.join(', ')} could log in as it. Say login: false, or name it where it comes in.`;
    return [warning('unused-login', childPath('roles', role), message)];
  });
}

function openNetworks({ pools = {}, access = {} }: PostgresProfile): ProofFinding[] {
  const open = (path: string, clients: Readonly<Record<string, Peer>> = {}) =>
    Object.entries(clients).flatMap(
      ([
        name,
        {
          props: { cidr },
        },
      ]) => {
        if (cidr === undefined || !/\/0$/.test(cidr)) return [];
        const message = `${cidr} is every address there is. Name the ranges from which clients come.`;
        return [warning('open-network', childPath(`${path}.clients`, name), message)];
      },
    );
  return [
    ...Object.entries(pools).flatMap(([name, { clients }]) => open(childPath('pools', name), clients)),
    ...Object.entries(access).flatMap(([name, { clients }]) => open(childPath('access', name), clients)),
  ];
}
