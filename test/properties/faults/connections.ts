import { type Fault, pathOf, wrong, wrongAt } from './fault';
import { aLogin, aPlainPool, first, plainServer, someAccess } from './needs';
import { NOT_RENDERED } from './physical';

const parameters = ['postgres', 'parameters'] as const;

/** Connections that do not add up. */
export const CONNECTIONS: readonly Fault[] = [
  {
    kind: 'more connections than a server takes',
    needs: [aLogin, plainServer, someAccess],
    make: (profile) =>
      wrongAt('postgres.parameters.maxConnections', profile, ['access', 'direct', 'maxConnections'], 5000),
    says: /are too few on|leave -?\d+ for pools on/,
    proof: 'max-connections',
    also: /too little for/,
  },
  {
    kind: 'pool entries that fit no server',
    needs: [aPlainPool],
    make: (profile) =>
      wrongAt(
        'postgres.parameters.maxConnections',
        profile,
        ['pools', 'plain-1', 'databases', 'entry', 'maxServerConnections'],
        5000,
      ),
    says: /leave \d+ for pools on the members .* Raise it to at least \d+/,
    proof: 'max-connections',
    also: /too little for|sessions are fewer/,
  },
  {
    kind: 'a pool of more connections than any server has',
    needs: [aPlainPool],
    make: (profile) => wrong(profile, ['pools', 'plain-1', 'databases', 'entry', 'poolSize'], 2_147_483_647),
    says: /2147483647 connections are more than the 262143/,
  },
  {
    kind: 'a database that takes fewer sessions than its pools hold',
    needs: [aPlainPool],
    make: (profile) => wrong(profile, ['databases', first(profile.databases), 'connectionLimit'], 1),
    says: /^1 sessions are fewer than the \d+ that pools\.plain-1\.databases\.entry/,
    proof: 'database-limit',
  },
  {
    kind: 'a role that may have fewer sessions than its pool holds',
    needs: [aPlainPool],
    make: (profile) => {
      const { owner } = profile.databases[first(profile.databases)] ?? { owner: '' };
      const limited = { ...profile.roles[owner], connectionLimit: 1, login: true };
      return wrongAt(pathOf(['roles', owner, 'connectionLimit']), profile, ['roles', owner], limited);
    },
    says: /^1 sessions are fewer than the \d+ that pools\.plain-1\.databases\.entry .* for clients that log in as it/,
    proof: 'role-limit',
    also: /sessions are fewer than/,
  },
  {
    kind: 'more connections kept open than there may be',
    needs: [aPlainPool],
    make: (profile) => {
      const pool = wrong(profile, ['pools', 'plain-1', 'settings'], { minPoolSize: 5 }).profile;
      return wrong(pool, ['pools', 'plain-1', 'databases', 'entry', 'maxServerConnections'], 4);
    },
    says: /4 is below the 5 connections that minPoolSize keeps open/,
    proof: 'min-pool-size',
    also: /leave \d+ for pools|too little for/,
  },
  {
    kind: 'a threshold of connections that nothing reaches',
    needs: [plainServer],
    make: (profile) => {
      const idle = wrong(profile, [...parameters, 'maxConnections'], 5000).profile;
      return wrongAt('monitoring.alerts.connections', idle, ['monitoring', 'alerts'], { connections: 0.99 });
    },
    says: /0\.99 can never be exceeded: it means \d+ of 5000 connections/,
    proof: 'unreachable-alert',
    also: NOT_RENDERED,
  },
];
