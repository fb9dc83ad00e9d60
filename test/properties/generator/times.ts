import { Cron, Duration } from 'cdk8s';
import { type PostgresProfile, WithoutStandbys } from '../../../lib';
import { PLATFORM_DEFAULTS } from '../../../lib/formats/pgbouncer-settings';
import { renderPgBouncerSettings } from '../../../lib/parameters';
import { parameterFigure } from '../../../lib/parameters/figure';
import { partitionedDatabases } from '../../../lib/profile/partitioned-databases';
import { scheduledJobs } from '../../../lib/profile/scheduled-jobs';
import { change } from '../../profile/change';
import { replicatedOf, setsOf } from './context';

/** Times that depend on each other, and what is promised of them. */
export function withTimes(profile: PostgresProfile): PostgresProfile {
  return [withOneZone, withPremade, withEnds, withRenewal, withFailover, withToleratedLags, withPromises].reduce(
    (before, step) => step(before),
    profile,
  );
}

/** Heavy jobs are told apart by one clock: partitions in the morning, dumps in the afternoon. */
function withOneZone(profile: PostgresProfile): PostgresProfile {
  if (!profile.backups?.dumps || partitionedDatabases(profile).length === 0) return profile;
  const zone = profile.maintenance?.partitions?.timeZone;
  const schedule = ['backups', 'dumps', 'schedule'];
  const [, hour = ''] = profile.backups.dumps.schedule.at.expressionString.split(' ');
  const later =
    Number(hour) < 12 ? change(profile, [...schedule, 'at'], Cron.schedule({ hour: '14', minute: '0' })) : profile;
  return change(later, [...schedule, 'timeZone'], zone);
}

/** There are partitions until maintenance comes again. */
function withPremade(profile: PostgresProfile): PostgresProfile {
  const { at } = profile.maintenance?.partitions ?? {};
  const [, , day = '*', month = '*', weekDay = '*'] = at?.expressionString.split(' ') ?? [];
  const inYear = month !== '*';
  const least = { day: inYear ? 184 : day !== '*' ? 31 : weekDay !== '*' ? 7 : 1, month: inYear ? 6 : 1 };
  const tables = Object.entries(profile.databases).flatMap(([name, { partitions = {} }]) =>
    Object.entries(partitions).map(([table, said]) => ({ place: ['databases', name, 'partitions', table], said })),
  );
  return tables.reduce((before, { place, said: { interval, premake } }) => {
    const raised = Math.max(premake, least[interval]);
    return raised === premake ? before : change(before, [...place, 'premake'], raised);
  }, profile);
}

/** A run is expected to be over before it is ended. */
function withEnds(profile: PostgresProfile): PostgresProfile {
  return scheduledJobs(profile).reduce((before, { path, schedule, deadline }) => {
    const late = deadline !== undefined && inSeconds(schedule.expectedDuration, 0) > deadline;
    return late ? change(before, [...path.split('.'), 'expectedDuration'], Duration.seconds(deadline)) : before;
  }, profile);
}

function withRenewal(profile: PostgresProfile): PostgresProfile {
  const { props } = profile.tls;
  if (!('issuer' in props)) return profile;
  const life = inSeconds(props.duration, 90 * 86_400);
  if (inSeconds(props.renewBefore, 30 * 86_400) < life) return profile;
  return change(profile, ['tls', 'renewBefore'], Duration.seconds(Math.max(300, Math.floor(life / 3))));
}

function withFailover(profile: PostgresProfile): PostgresProfile {
  const replicated = replicatedOf(profile);
  if (!replicated) return profile;
  const { failover, synchronous, members } = replicated;
  const least = inSeconds(failover?.loopWait, 10) + 2 * inSeconds(failover?.retryTimeout, 10);
  const raised =
    inSeconds(failover?.ttl, 30) < least
      ? change(profile, ['topology', 'failover', 'ttl'], Duration.seconds(least))
      : profile;
  const most = members.count - 1;
  return (synchronous?.standbys ?? 1) > most ? change(raised, ['topology', 'synchronous', 'standbys'], most) : raised;
}

/** Readers accept what queries may hold up. */
function withToleratedLags(profile: PostgresProfile): PostgresProfile {
  return Object.entries(setsOf(profile)).reduce((before, [name, { toleratedLag, parameters }]) => {
    const delay = streamingDelay(profile, parameters?.props);
    const isKept = toleratedLag === undefined || (delay >= 0 && delay <= toleratedLag.toMilliseconds());
    return isKept ? before : change(before, ['topology', 'sets', name, 'toleratedLag'], undefined);
  }, profile);
}

/** In milliseconds; -1 is without end. */
function streamingDelay({ postgres: { major, props } }: PostgresProfile, own: object = {}): number {
  const name = 'max_standby_streaming_delay';
  return parameterFigure(major, own, name) ?? parameterFigure(major, props.parameters ?? {}, name) ?? 30_000;
}

/** What nobody could keep is not promised. */
function withPromises(profile: PostgresProfile): PostgresProfile {
  const { objectives } = profile;
  if (objectives === undefined) return profile;
  const { rpo, rto, availability, backupRetention } = objectives;
  const away = longestFailover(profile);
  const replicated = replicatedOf(profile);
  const goesOn = { withoutStandbys: WithoutStandbys.CONTINUE };
  const waits = rpo && replicated && !replicated.synchronous;
  const kept = waits ? change(profile, ['topology', 'synchronous'], goesOn) : profile;
  return {
    ...kept,
    objectives: {
      ...(rpo && replicated && { rpo }),
      ...(rto && inSeconds(rto, 0) >= away && { rto }),
      ...(availability !== undefined && (100 - availability) * 25_920 >= away && { availability }),
      ...(backupRetention && inSeconds(backupRetention, 0) <= dumpsAreKept(profile) && { backupRetention }),
    },
  };
}

/** For so many seconds. */
function dumpsAreKept({ backups }: PostgresProfile): number {
  if (!backups?.dumps) return 0;
  const { retention } = backups.dumps;
  return retention ? inSeconds(retention.daily, 0) : Number.POSITIVE_INFINITY;
}

/** More than the seconds that writes are away after any failure of a member. */
function longestFailover(profile: PostgresProfile): number {
  const { failover = {} } = replicatedOf(profile) ?? {};
  const delay = streamingDelay(profile);
  const pools = Object.values(profile.pools ?? {}).map(({ settings = {} }) => {
    const said: Record<string, string> = { ...PLATFORM_DEFAULTS, ...renderPgBouncerSettings(settings) };
    return Number(said.server_connect_timeout) + Number(said.server_login_retry);
  });
  const comesBack = replicatedOf(profile) && delay >= 0;
  if (!comesBack) return Number.POSITIVE_INFINITY;
  const [loop, ttl] = [inSeconds(failover.loopWait, 10), Math.max(31, inSeconds(failover.ttl, 30))];
  return ttl + 2 * loop + inSeconds(failover.primaryStartTimeout, 60) + delay / 1000 + 15 + Math.max(0, ...pools);
}

function inSeconds(duration: Duration | undefined, standard: number): number {
  return duration === undefined ? standard : duration.toMilliseconds() / 1000;
}
