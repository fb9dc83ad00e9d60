import type { PlatformNames } from '../names';
import { humanAmount } from '../parameters/units';
import type { ResolvedProfile } from '../profile/resolve';
import { dig, fields, nameOf, type RenderedObject, text } from '../synth/manifest';
import { code, table } from './markdown';
import { workloads } from './objects';

/** Every CronJob: when it runs, for how long, and what a run that is missed costs. */
export function schedules({ names }: ResolvedProfile, objects: readonly RenderedObject[]): string {
  const jobs = workloads(objects, 'CronJob').map(({ manifest }) => ({
    name: nameOf(manifest),
    spec: fields(manifest.spec),
    deadline: dig(manifest, 'spec', 'jobTemplate', 'spec', 'activeDeadlineSeconds'),
  }));
  const rows = jobs
    .filter(({ spec: { suspend } }) => suspend !== true)
    .map(({ name, spec: { schedule, timeZone, startingDeadlineSeconds }, deadline }) => {
      const { does = '', missed = '' } = workOf(names, name) ?? {};
      return [
        `\`${name}\``,
        `\`${text(schedule)}\` ${text(timeZone)}`,
        does,
        time(deadline),
        time(startingDeadlineSeconds),
        missed,
      ];
    });
  const suspended = jobs.filter(({ spec: { suspend } }) => suspend === true).map(({ name }) => name);
  return [
    table(['CronJob', 'when', 'does', 'ended after', 'starts late by at most', 'a run that is missed'], rows),
    ...(suspended.length > 0 ? [`Suspended, for a person to start: ${code(suspended)}.`] : []),
  ].join('\n\n');
}

interface Work {
  readonly does: string;
  readonly missed: string;
}

/** By what the CronJob's name ends with. */
const WORK: Readonly<Record<string, Work>> = {
  reconcile: {
    does: 'roles, passwords, databases, extensions and privileges as the profile says',
    missed: 'a new password waits for the next run, or for a sync',
  },
  dump: {
    does: 'dumps every database to the bucket',
    missed: 'the newest dump is one run older',
  },
  'dump-expiry': {
    does: 'deletes dumps that are past their time, moves older ones to their storage class',
    missed: 'dumps are kept longer',
  },
  'partition-maintenance': {
    does: 'makes partitions ahead, retires old ones',
    missed: 'nothing, as long as there are partitions ahead; later rows go to the default partition',
  },
};

function workOf(names: PlatformNames, name: string): Work | undefined {
  return Object.entries(WORK).find(([suffix]) => names.prefixed(suffix) === name)?.[1];
}

function time(seconds: unknown): string {
  return typeof seconds === 'number' ? humanAmount(seconds, 's') : 'no limit';
}
