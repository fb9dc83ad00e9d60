import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Parameters18 } from '../../lib';
import { onPath } from '../debian/debian-root';
import { dbmateBinary } from '../sql/dbmate';
import { Client } from './client';
import { dict18 } from './dict18';
import { boot } from './harness/boot';
import { debianImages, type ImageTable } from './harness/images';
import type { JobResult } from './harness/jobs';
import { UNLIKE_A_CLUSTER } from './harness/limits';
import type { Platform } from './harness/platform';
import { mustRun, sleep } from './harness/run';
import { Members } from './members';
import { IMAGE_18, render } from './on18';

/** What these tests need of the machine and do not find; undefined where all is there. */
export function missing(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'root on Linux';
  return ['debootstrap', 'podman', 'runc', 'catatonit', 'ip', 'iptables', 'nsenter', 'openssl'].find(
    (program) => !onPath(program),
  );
}

/** The dict platform, running. */
export class Booted {
  public static async start(): Promise<Booted> {
    process.stderr.write(`test/boot is unlike a cluster in this:\n- ${UNLIKE_A_CLUSTER.join('\n- ')}\n`);
    const secrets = { 'postgres-secrets': { 'postgres-user': 'dict_admin' } };
    const platform = await boot({ images: await images(), secrets, variables: SOONER });
    const booted = new Booted(platform);
    booted.jobs = await booted.render().catch(async (error) => {
      process.stderr.write(platform.describe());
      await booted.stop();
      throw error;
    });
    booted.clientPod = await Client.start(platform, IMAGE_18);
    return booted;
  }

  /** How the Jobs of the first sync ended. */
  public jobs: readonly JobResult[] = [];
  public readonly members: Members;
  private clientPod: Client | undefined;

  private constructor(public readonly platform: Platform) {
    this.members = new Members(platform);
  }

  public get client(): Client {
    if (!this.clientPod) throw new Error('the client is not there yet');
    return this.clientPod;
  }

  /** Renders the profile, with other parameters where given, and applies it. */
  public async render(parameters: Parameters18 = {}): Promise<JobResult[]> {
    return this.platform.apply(this.files(parameters));
  }

  /** The folder of the rendered profile, with other parameters where given. */
  public files(parameters: Parameters18 = {}): string {
    return render(dict18(parameters), path.join(this.platform.machine.folder, 'dist'));
  }

  /** Logs in through the pool, by a role of the profile. */
  public async throughPool(database: string, query: string, role = 'dict_core_user'): Promise<string> {
    const outcome = await this.client.psql(this.poolLogin(database, role), query);
    if (outcome.code !== 0) throw new Error(outcome.stderr);
    return outcome.stdout.trim();
  }

  public poolLogin(database: string, user: string) {
    const password = this.secret(`${user.replaceAll('_', '-')}-password`);
    return { host: 'pgbouncer.postgres.svc.cluster.local', port: 6432, user, password, database };
  }

  public secret(key: string): string {
    const value = this.platform.objects.secret('postgres', 'postgres-secrets')?.[key];
    if (value === undefined) throw new Error(`the Secret has no key ${key}`);
    return value;
  }

  public stop(): Promise<void> {
    return this.platform.stop();
  }
}

/** The images, all in one folder. Debian has no dbmate: its image is that folder too, with npm's program. */
export async function images(): Promise<ImageTable> {
  const debian = process.env.CDK8S_POSTGRES_DEBIAN ?? path.join(os.tmpdir(), 'cdk8s-postgres-debian');
  const root = path.join(debian, 'boot');
  await mustRun(path.join(__dirname, '../../scripts/boot-image.sh'), [root], { timeout: 900_000 });
  const program = path.join(root, 'usr/local/bin/dbmate');
  // Another run may be using it.
  fs.copyFileSync(dbmateBinary(), `${program}.${process.pid}`);
  fs.renameSync(`${program}.${process.pid}`, program);
  const dbmate = {
    root,
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
    entrypoint: ['dbmate'],
  };
  return [...debianImages(root), [/\/dbmate:/, dbmate]];
}
/** The reload sidecars look for changed files every 2 s, not every 10 s. */
export const SOONER = { INTERVAL: '2' };

const STEP_MILLISECONDS = 600_000;

/** Platforms of which a step has failed, and that step. */
const failed = new WeakMap<Platform, string>();

/**
 * A test that says of its failure how the pods are, and prints all logs. The steps after a failed one fail at once: they
 * go on from where it should have come to, and each would wait until its time is up.
 */
export function step<Running extends { readonly platform: Platform }>(
  title: string,
  booted: () => Running,
  body: (booted: Running) => Promise<void>,
): void {
  it(
    title,
    async () => {
      const running = booted();
      const { platform } = running;
      const before = failed.get(platform);
      if (before !== undefined) throw new Error(`not run, because this one before it failed: ${before}`);
      try {
        await withinTime(body(running));
      } catch (error) {
        failed.set(platform, title);
        process.stderr.write(`\n== ${title}\n${platform.describe()}\n`);
        if (error instanceof Error) append(error, platform.summary());
        throw error;
      }
    },
    STEP_MILLISECONDS,
  );
}

/** Jest shows an error's stack, which has the message as it was first. */
function append(error: Error, words: string): void {
  const message = `${error.message}\n\n${words}`;
  error.stack = error.stack?.replace(error.message, () => message);
  error.message = message;
}

/** Fails a little before jest would, who knows nothing of pods. */
async function withinTime(body: Promise<void>): Promise<void> {
  const done = new AbortController();
  const over = sleep(STEP_MILLISECONDS - 5_000, done.signal).then(() => {
    if (!done.signal.aborted) throw new Error('the step did not come to its end in time');
  });
  await Promise.race([body, over]).finally(() => done.abort());
}
