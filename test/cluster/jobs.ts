import { waitFor } from '../boot/harness/run';
import type { Found, Kubectl } from './kubectl';

/** How a Job ended. */
export interface JobResult {
  readonly name: string;
  readonly succeeded: boolean;
  /** What all its pods said. */
  readonly log: string;
  /** How many pods it took. */
  readonly attempts: number;
}

interface JobStatus {
  readonly conditions?: ReadonlyArray<{ readonly type: string; readonly status: string }>;
}

/** Waits for the end of a Job. */
export async function ended(kubectl: Kubectl, name: string): Promise<JobResult> {
  const outcome = await waitFor(
    `the end of Job ${name}`,
    async () => {
      const { conditions = [] } = (await kubectl.one<Found<never, JobStatus>>('job', name)).status;
      return conditions.find(({ type, status }) => ['Complete', 'Failed'].includes(type) && status === 'True')?.type;
    },
    900,
  );
  const pods = await kubectl.all<Found>('pods', `job-name=${name}`);
  const logs = await Promise.all(pods.map(({ metadata }) => kubectl.try(['logs', metadata.name, '--all-containers'])));
  const log = logs.map(({ stdout }) => stdout).join('');
  return { name, succeeded: outcome === 'Complete', log, attempts: pods.length };
}

let runs = 0;

/**
 * Runs a CronJob now, as a person does it.
 *
 * @param env more variables for its container
 */
export async function runCronJob(
  kubectl: Kubectl,
  cronJob: string,
  env: ReadonlyArray<{ readonly name: string; readonly value: string }> = [],
): Promise<JobResult> {
  runs += 1;
  const name = `${cronJob}-now-${runs}`;
  const create = ['create', 'job', name, `--from=cronjob/${cronJob}`];
  const text = await kubectl.run([...create, '--dry-run=client', '--output', 'json']);
  const job = JSON.parse(text) as JobObject;
  for (const container of job.spec.template.spec.containers) container.env = [...(container.env ?? []), ...env];
  await kubectl.run(['create', '--filename', '-'], { input: JSON.stringify(job) });
  return ended(kubectl, name);
}

interface JobObject {
  readonly spec: { readonly template: { readonly spec: { readonly containers: Array<{ env?: object[] }> } } };
}
