import * as fs from 'node:fs';
import * as path from 'node:path';
import type { JobSpec } from './manifests';
import { type Machine, Pod } from './pod';
import { sleep } from './run';

/** How a Job ended. */
export interface JobResult {
  readonly name: string;
  readonly succeeded: boolean;
  /** What all its pods said. */
  readonly log: string;
  /** How many pods it took. */
  readonly attempts: number;
}

/** A Job that runs. */
export interface RunningJob {
  readonly result: Promise<JobResult>;
  /** The pod of the current attempt. */
  pod(): Pod | undefined;
}

let runs = 0;

/** Starts a Job: a pod, and another one while pods fail, up to its backoffLimit. */
export function startJob(machine: Machine, name: string, namespace: string, spec: JobSpec): RunningJob {
  const deadline = Date.now() + spec.activeDeadlineSeconds * 1000;
  runs += 1;
  const run = `${name}-${runs}`;
  let current: Pod | undefined;
  const attempt = async (number: number): Promise<boolean> => {
    current = await Pod.start(machine, { name: `${run}-${number}`, namespace }, spec.template);
    const late = new AbortController();
    const over = sleep(deadline - Date.now(), late.signal).then(() => false);
    const succeeded = await Promise.race([current.ended, over]);
    late.abort();
    await current.stop();
    current = undefined;
    return succeeded;
  };
  const toItsEnd = async (): Promise<JobResult> => {
    for (let number = 0; ; number += 1) {
      const succeeded = await attempt(number);
      if (succeeded || number >= spec.backoffLimit || Date.now() > deadline || machine.ending.aborted) {
        return { name, succeeded, log: logOf(machine.folder, run), attempts: number + 1 };
      }
      await sleep(1000);
    }
  };
  return { result: toItsEnd(), pod: () => current };
}

function logOf(folder: string, run: string): string {
  const logs = path.join(folder, 'logs');
  if (!fs.existsSync(logs)) return '';
  const files = fs.readdirSync(logs).filter((file) => file.startsWith(`${run}-`));
  return files
    .sort()
    .map((file) => fs.readFileSync(path.join(logs, file), 'utf8'))
    .join('');
}
