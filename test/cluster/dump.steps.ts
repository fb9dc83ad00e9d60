import { runCronJob } from './jobs';
import type { Platform } from './platform';
import { say, step } from './step';

/** The nightly dump, now. */
export function dumpSteps(started: () => Platform): void {
  step('D16 the dump job stores every database and the roles, where there is a bucket', started, async (platform) => {
    const { kubectl, settings } = platform;
    if (settings.bucket === undefined) {
      say('CDK8S_POSTGRES_CLUSTER_S3_ENDPOINT names no S3 server: the dump was not run.');
      return;
    }
    // The profile names Amazon's own bucket: another address is all that differs.
    const run = await runCronJob(kubectl, 'postgres-dump', [
      { name: 'RCLONE_CONFIG_STORE_ENDPOINT', value: settings.bucket.endpoint.href.replace(/\/$/, '') },
      { name: 'RCLONE_CONFIG_STORE_PROVIDER', value: 'Other' },
    ]);
    expect([run.succeeded, run.attempts, run.log]).toEqual([true, 1, expect.stringMatching(/5 of 5 databases stored/)]);
  });
}
