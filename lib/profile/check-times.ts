import type { Duration } from 'cdk8s';
import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { oncePer } from '../once';
import { cronTimes } from './cron-times';
import { fault, wholeSeconds } from './figures';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';
import type { Schedule } from './schedules';
import { serverGroups } from './server-groups';
import { asGroups } from './single';
import type { CertManagerTls } from './tls';
import type { Failover, Instance } from './topology';

/** Durations that Patroni, the kubelet, cert-manager or External Secrets would refuse or round. */
export function checkDurations({ topology, tls, secrets }: PostgresProfile): Finding[] {
  const { failover = {}, sets = {} } = asGroups(topology);
  const { duration, renewBefore }: Partial<CertManagerTls> = 'issuer' in tls.props ? tls.props : {};
  const refresh = 'refreshInterval' in secrets.props ? secrets.props.refreshInterval : undefined;
  return [
    ...serverGroups({ topology }).flatMap(({ path, definition }) => instances(path, definition)),
    ...Object.entries(sets).flatMap(([name, { toleratedLag }]) =>
      wholeSeconds(`${childPath('topology.sets', name)}.toleratedLag`, toleratedLag, 1),
    ),
    ...wholeSeconds('topology.failover.loopWait', failover.loopWait, 1),
    ...wholeSeconds('topology.failover.retryTimeout', failover.retryTimeout, 3),
    ...wholeSeconds('topology.failover.primaryStartTimeout', failover.primaryStartTimeout, 1),
    ...failoverTimes(failover),
    ...wholeSeconds('tls.duration', duration, 3600),
    ...wholeSeconds('tls.renewBefore', renewBefore, 300),
    ...renewal(inSeconds(duration, 90 * 86400), inSeconds(renewBefore, 30 * 86400)),
    ...wholeSeconds('secrets.refreshInterval', refresh, 1),
  ];
}

/** Times of day that do not exist, and runs that end before they begin. */
export function checkSchedules({ backups, maintenance }: PostgresProfile): Finding[] {
  return [
    ...schedule('backups.dumps.schedule', backups?.dumps?.schedule),
    ...schedule('backups.dumps.retention.schedule', backups?.dumps?.retention?.schedule),
    ...schedule('backups.physical.full', backups?.physical?.full),
    ...schedule('backups.physical.differential', backups?.physical?.differential),
    ...schedule('maintenance.partitions', maintenance?.partitions),
    ...schedule('maintenance.reconcile', maintenance?.reconcile),
  ];
}

function instances(path: string, { startupTimeout, shutdownTimeout }: Instance): Finding[] {
  return [
    ...wholeSeconds(`${path}.startupTimeout`, startupTimeout, 10),
    ...wholeSeconds(`${path}.shutdownTimeout`, shutdownTimeout, 1),
  ];
}

/** @see https://patroni.readthedocs.io/en/latest/dynamic_configuration.html */
function failoverTimes(times: Failover): Finding[] {
  const ttl = inSeconds(times.ttl, 30);
  const loopWait = inSeconds(times.loopWait, 10);
  const retryTimeout = inSeconds(times.retryTimeout, 10);
  const least = loopWait + 2 * retryTimeout;
  return [
    ...wholeSeconds('topology.failover.ttl', times.ttl, 20),
    ...fault(
      least > ttl,
      'topology.failover.ttl',
      `${ttl} s is less than loopWait + 2 x retryTimeout (${loopWait} + 2 x ${retryTimeout} = ${least} s): the leader would lose its lock while it still retries. Raise ttl to at least ${least} s, or lower the others.`,
    ),
  ];
}

/** @see https://cert-manager.io/docs/usage/certificate/#configuring-certificate-renewal */
function renewal(duration: number, renewBefore: number): Finding[] {
  return fault(
    renewBefore >= duration,
    'tls.renewBefore',
    `${renewBefore} s is not less than the certificates' life of ${duration} s. Lower it, or raise tls.duration.`,
  );
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#writing-a-cronjob-spec */
function schedule(path: string, said: Schedule | undefined): Finding[] {
  if (said === undefined) return [];
  return [
    ...cron(`${path}.at`, said.at.expressionString),
    ...timeZone(`${path}.timeZone`, said.timeZone),
    ...wholeSeconds(`${path}.deadline`, said.deadline, 1),
    ...wholeSeconds(`${path}.expectedDuration`, said.expectedDuration, 1),
  ];
}

interface CronField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names instead of numbers, from the least on. */
  readonly words?: string;
}

const CRON_FIELDS: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, words: 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec' },
  { name: 'weekDay', least: 0, most: 6, words: 'sun|mon|tue|wed|thu|fri|sat' },
];

function cron(path: string, expression: string): Finding[] {
  const texts = expression.trim().split(/\s+/);
  if (texts.length !== CRON_FIELDS.length) {
    const message = `"${expression}" has ${texts.length} fields; a schedule has minute, hour, day, month and weekday. Write Cron.schedule({ hour: '3', minute: '0' }).`;
    return [{ path, message }];
  }
  const wrong = CRON_FIELDS.flatMap((field, index) => {
    const text = texts[index] ?? '';
    const message = `${field.name} "${text}" is none from ${field.least} to ${field.most}, so there is no such time. Correct it.`;
    return fault(!text.split(',').every((part) => isCronRange(part, field)), path, message);
  });
  if (wrong.length > 0 || cronTimes(expression).days.includes(true)) return wrong;
  return [{ path, message: `"${expression}" comes on no day of any year. Correct its day or its month.` }];
}

/** `*`, `5`, `1-5`, each with a step or without. */
function isCronRange(text: string, { least, most, words = '(?!)' }: CronField): boolean {
  const value = `(?:\\d{1,2}|${words})`;
  const found = new RegExp(`^(?:[*?]|(${value})(?:-(${value}))?)(?:/(\\d{1,2}))?$`, 'i').exec(text);
  if (!found) return false;
  const number = (part: string | undefined, standard: number) => {
    if (part === undefined) return standard;
    const word = words.split('|').indexOf(part.toLowerCase());
    return word < 0 ? Number(part) : least + word;
  };
  const [first, step] = [number(found[1], least), number(found[3], 1)];
  const last = number(found[2], first);
  return first >= least && last <= most && first <= last && step >= 1;
}

/** A time zone that IANA does not know. */
export function timeZone(path: string, name: string | undefined): Finding[] {
  const message = name === undefined ? undefined : zoneFault(name);
  return message === undefined ? [] : [{ path, message }];
}

const zoneFault = oncePer((name): string | undefined => {
  // Not on the list, and loading the others' data to find them takes longer than rendering a platform.
  if (name === 'Etc/UTC' || name === 'UTC') return undefined;
  const known = Intl.supportedValuesOf('timeZone');
  if (known.includes(name) || isOtherZone(name, known)) return undefined;
  const mend = didYouMean(name, [...known, 'Etc/UTC']) || ' Write one such as Etc/UTC or America/Sao_Paulo.';
  return `"${name}" is no time zone of IANA's.${mend}`;
});

/** Zones that have a newer name. Servers look them up as files, so their case matters. */
function isOtherZone(name: string, known: readonly string[]): boolean {
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name) || name === 'Local') return false;
  if (known.some((zone) => zone.toLowerCase() === name.toLowerCase())) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

function inSeconds(duration: Duration | undefined, standard: number): number {
  return duration === undefined ? standard : duration.toMilliseconds() / 1000;
}
