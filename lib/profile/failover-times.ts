import type { Duration } from 'cdk8s';
import { PLATFORM_DEFAULTS } from '../formats/pgbouncer-settings';
import { renderPgBouncerSettings } from '../parameters';
import type { PostgresProfile } from './profile';
import type { ResolvedProfile } from './resolve';
import { FAILOVER_DEFAULTS, HUNG_PROBE, SINGLE_PROBE } from './server-defaults';
import { groupFigure, serverGroups } from './server-groups';
import { singleOf } from './single';

/** How long one kind of failure keeps writes away, at worst, term by term. */
export interface Failure {
  readonly what: string;
  readonly terms: readonly FailureTerm[];
}

export interface FailureTerm {
  readonly term: string;
  /** Seconds. */
  readonly value: number;
  readonly of?: string;
}

/** The end of replay and the new timeline, of a standby that is not behind: it took less than 3 s when measured. */
const PROMOTION_SECONDS = 10;
/** The callback that takes the role's label from the lost pod, and the endpoints that follow: 2 s when measured. */
const ENDPOINT_SECONDS = 5;

/**
 * What may happen to a primary, each with the longest time until clients write again.
 *
 * @see https://patroni.readthedocs.io/en/latest/dynamic_configuration.html
 */
export function failures(resolved: ResolvedProfile): Failure[] {
  const { profile, topology } = resolved;
  if (singleOf(profile)) return restartFailures(profile);
  const { failover = {} } = topology;
  const seconds = (name: keyof typeof FAILOVER_DEFAULTS) => inSeconds(failover[name]) ?? FAILOVER_DEFAULTS[name];
  const { periodSeconds, failures: tries, graceSeconds } = HUNG_PROBE;
  const [ttl, loopWait, window] = [seconds('ttl'), seconds('loopWait'), periodSeconds * tries + graceSeconds];
  const takeOver = [...replay(profile), { term: 'promotion', value: PROMOTION_SECONDS }, ...clientsAgain(profile)];
  return [
    {
      what: 'an instance is lost, or hangs',
      terms: [
        {
          term: "the leader's lock expires, or the container is killed",
          value: Math.max(ttl, window),
          of: `the longer of ttl ${ttl} s and the probe's ${tries} x ${periodSeconds} s + ${graceSeconds} s`,
        },
        { term: 'a standby notices (loop_wait)', value: loopWait },
        ...takeOver,
      ],
    },
    {
      what: 'the server crashes, and does not recover in time',
      terms: [
        { term: 'Patroni notices (loop_wait)', value: loopWait },
        { term: 'it recovers, in vain (primary_start_timeout)', value: seconds('primaryStartTimeout') },
        { term: 'a standby notices (loop_wait)', value: loopWait },
        ...takeOver,
      ],
    },
  ];
}

/** WAL that crash recovery replays a second: taken low, since it depends on the disk and on what was changed. */
const REPLAY_PER_SECOND = 16 * 1024 ** 2;
/** A new container on the node where it was, its probes, and the end of recovery: taken high. */
const START_SECONDS = 30;

/** One instance is down until it has started again. That its node or its volume is lost is not among them: nobody knows. */
function restartFailures(profile: PostgresProfile): Failure[] {
  const [instance] = serverGroups(profile);
  const wal = instance ? groupFigure(profile, instance, 'max_wal_size') : 0;
  const { periodSeconds, failures: tries, graceSeconds } = SINGLE_PROBE;
  return [
    {
      what: 'the server hangs, or crashes, and starts again on its node',
      terms: [
        {
          term: 'the container is killed',
          value: periodSeconds * tries + graceSeconds,
          of: `the probe's ${tries} x ${periodSeconds} s + ${graceSeconds} s`,
        },
        { term: 'start', value: START_SECONDS },
        {
          term: 'crash recovery (max_wal_size)',
          value: Math.ceil(wal / REPLAY_PER_SECOND),
          of: `at ${REPLAY_PER_SECOND / 1024 ** 2} MiB of WAL a second`,
        },
        poolsAgain(profile),
      ],
    },
  ];
}

/** Before it is promoted a standby replays what it has received, which its queries may hold up. */
function replay(profile: PostgresProfile): FailureTerm[] {
  const [members] = serverGroups(profile);
  const delay = members ? groupFigure(profile, members, 'max_standby_streaming_delay') : 0;
  const value = delay < 0 ? Number.POSITIVE_INFINITY : delay / 1000;
  return [{ term: 'replay behind queries (max_standby_streaming_delay)', value }];
}

function clientsAgain(profile: PostgresProfile): FailureTerm[] {
  return [{ term: 'only the new primary is behind the Service', value: ENDPOINT_SECONDS }, poolsAgain(profile)];
}

function poolsAgain({ pools = {} }: PostgresProfile): FailureTerm {
  const again = Object.values(pools).map(({ settings = {} }) => {
    const given: Readonly<Record<string, string>> = { ...PLATFORM_DEFAULTS, ...renderPgBouncerSettings(settings) };
    return Number(given.server_connect_timeout) + Number(given.server_login_retry);
  });
  return {
    term: 'pools connect again',
    value: Math.max(0, ...again),
    of: 'server_connect_timeout + server_login_retry',
  };
}

function inSeconds(duration: Duration | undefined): number | undefined {
  return duration === undefined ? undefined : duration.toMilliseconds() / 1000;
}
