import * as path from 'node:path';
import { type Booted, step } from './booted';
import { Bucket, withEndpoint } from './bucket';
import type { CronJob } from './harness/manifests';

/** The nightly dump. */
export function dumpSteps(booted: () => Booted): void {
  step('D16 the dump job stores every database and the roles, and they are restorable', booted, async (running) => {
    const { members, platform } = running;
    const bucket = await Bucket.start(platform, 'lbpay-backups');
    // The profile names Amazon's own bucket: another address is all that differs.
    platform.edit<CronJob>('CronJob', 'postgres-dump', (job) => withEndpoint(job, bucket.endpoint));
    const run = await platform.runCronJob('postgres-dump');
    expect([run.succeeded, run.attempts, run.log]).toEqual([true, 1, expect.stringMatching(/5 of 5 databases stored/)]);
    const keys = await bucket.keys();
    const files = ['dict', 'dict_connect', 'dict_core', 'postgres', 'temporal'].map((name) => `${name}.dump`);
    expect(keys.map((key) => path.posix.basename(key))).toEqual([...files, 'globals.sql', 'manifest.json'].sort());
    expect(new Set(keys.map((key) => path.posix.dirname(key))).size).toBe(1);

    const stored = (name: string) => keys.find((key) => key.endsWith(`/${name}`)) ?? '';
    expect(await bucket.get(stored('globals.sql'))).toContain('CREATE ROLE dict_core_user;');
    const primary = await members.primary();
    await members.sql(primary, 'create database restored');
    const restore = `curl --silent --show-error --fail --header "authorization: $0" "$1" |
      pg_restore --exit-on-error --dbname restored`;
    const signature =
      'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
    const url = `${bucket.endpoint}/lbpay-backups/${stored('dict_core.dump')}`;
    await platform.exec(primary, 'postgres', ['bash', '-euo', 'pipefail', '-c', restore, signature, url]);
    const rows =
      'select count(*), min(value), (select rolname from pg_roles r where r.oid = relowner) from kept, pg_class c where c.oid = $$kept$$::regclass group by relowner';
    expect(await members.sql(primary, rows, 'restored')).toBe(await members.sql(primary, rows, 'dict_core'));
    await members.sql(primary, 'drop database restored');
  });
}
