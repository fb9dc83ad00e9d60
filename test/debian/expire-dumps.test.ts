import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DumpExpiry, type DumpExpiryProps } from '../../lib/tiers/dump-expiry';
import { stamp } from '../operations/dump-plan';
import { onPath } from './debian-root';
import { BUCKET, type S3Server, startS3Server } from './s3-server';
import { ended, type RunOptions, type ScheduledRun, startScheduled } from './scheduled-run';

const DAY = 86_400_000;
const FOLDER = 'backups/dumps/dict';
const SECRETS = { id: 'AKIDEXPIRY', key: 'key-secret' };
const absent = ['moto_server', 'rclone', 'jq'].filter((program) => !onPath(program));
if (absent.length > 0) console.warn(`skipped: the tests of expiry need ${absent.join(', ')}.`);

/** The name of a run that is so many days older than the newest one, of 15 March 2025. */
const aged = (days: number) => stamp(new Date(Date.parse('2025-03-15T03:00:00Z') - days * DAY));
const FILES = ['app.dump', 'odd%20name%2F.dump', 'globals.sql', 'manifest.json'];
const FAILED = ['app.dump', 'globals.sql', 'incomplete.json'];
/** Files of a run, with the class that all but its manifest are in. */
const inClass = (storageClass: string, files: readonly string[] = FILES) =>
  Object.fromEntries(files.map((file) => [file, file === 'manifest.json' ? 'STANDARD' : storageClass]));

(absent.length > 0 ? describe.skip : describe)('the expiry of dumps', () => {
  let bucket: S3Server;
  let scratch: string;

  beforeAll(async () => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'expire-'));
    bucket = await startS3Server(fs.mkdtempSync(path.join(os.tmpdir(), 'moto-')));
  });

  afterAll(async () => {
    await bucket?.stop();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  beforeEach(() => bucket.empty());

  it('D17 keeps 30 days, months in Glacier and years in Deep Archive, and deletes the rest', async () => {
    await fill();
    const { code, said } = await run();
    expect([code, summary(said)]).toEqual([
      0,
      '7 runs kept (3 daily, 4 monthly, 2 yearly, 1 newest, 1 incomplete), 4 moved to another class, 3 deleted.',
    ]);
    expect(await stored()).toEqual(KEPT);
    for (const secret of Object.values(SECRETS)) expect(said).not.toContain(secret);
  });

  it('D17 an object that is moved holds what it held', async () => {
    await fill();
    expect((await run()).code).toBe(0);
    // Archived objects cannot be read, so one of a class that can.
    await bucket.empty();
    await fill();
    expect((await run({ env: { MONTHLY_CLASS: 'STANDARD_IA', MONTHLY_CLASS_DAYS: '30' } })).code).toBe(0);
    const key = `${FOLDER}/${aged(42)}/app.dump`;
    expect([(await bucket.classes()).get(key), (await bucket.get(key)).toString()]).toEqual([
      'STANDARD_IA',
      `content of ${key}`,
    ]);
  });

  it('D17 a second expiry has nothing to do', async () => {
    await fill();
    await run();
    const { code, said } = await run();
    expect([code, summary(said)]).toEqual([0, expect.stringMatching(/, 0 moved to another class, 0 deleted\.$/)]);
    expect(await stored()).toEqual(KEPT);
  });

  it('D17 a dry run says what becomes of each run, and changes nothing', async () => {
    await fill();
    const before = await bucket.classes();
    const { code, said } = await run({ args: ['--dry-run'] });
    expect(code).toBe(0);
    expect(said.split('\n').slice(0, 10)).toEqual([
      `expire-dumps: ${aged(400)}: would be moved to DEEP_ARCHIVE (yearly)`,
      `expire-dumps: ${aged(104)}: would be moved to GLACIER (monthly)`,
      `expire-dumps: ${aged(73)}: would be moved to DEEP_ARCHIVE (monthly,yearly)`,
      `expire-dumps: ${aged(51)}: would be deleted (incomplete)`,
      `expire-dumps: ${aged(50)}: would be deleted (incomplete)`,
      `expire-dumps: ${aged(42)}: would be moved to GLACIER (monthly)`,
      `expire-dumps: ${aged(31)}: would be deleted (expired)`,
      `expire-dumps: ${aged(30)}: stays (daily)`,
      `expire-dumps: ${aged(2)}: stays (incomplete,daily)`,
      `expire-dumps: ${aged(0)}: stays (newest,daily,monthly)`,
    ]);
    expect(summary(said)).toMatch(/^nothing was changed\. It would be: 7 runs kept .* 4 moved .*, 3 deleted\.$/);
    expect(await bucket.classes()).toEqual(before);
  });

  it('D17 deletes nothing that it does not know as a run of its platform', async () => {
    await fill();
    const others = [
      `${FOLDER}/README.md`,
      `${FOLDER}/${aged(31)}/notes.txt`,
      `${FOLDER}/${aged(31)}/copy/app.dump`,
      `${FOLDER}/${aged(31)}/back\\slash.dump`,
      `${FOLDER}/${aged(31)}-kept/app.dump`,
      `${FOLDER}/20249931T030000Z/manifest.json`,
      `backups/dumps/dict-2/${aged(31)}/app.dump`,
      `backups/dumps/dictionary/${aged(400)}/manifest.json`,
      `${aged(31)}/app.dump`,
    ];
    for (const key of others) await bucket.put(key, 'not ours');
    expect((await run()).code).toBe(0);
    const keys = await bucket.keys();
    expect(keys.filter((key) => others.includes(key))).toEqual([...others].sort());
    expect(keys).not.toContain(`${FOLDER}/${aged(31)}/app.dump`);
  });

  it('D17 an expiry that is killed leaves no manifest of dumps that are gone, and the next one goes on', async () => {
    await fill();
    const killed = await run({ wrappers: { rclone: '"$real" "$@"; [ "$1" != delete ] || kill -KILL "$PPID"' } });
    expect(killed.code).toBeNull();
    await putRun(aged(60));
    const second = await run({ wrappers: { rclone: '"$real" "$@"; [ "$1" != delete ] || kill -KILL "$PPID"' } });
    expect(second.code).toBeNull();
    for (const [name, files] of Object.entries(await stored())) {
      if ('manifest.json' in files) expect([name, Object.keys(files)]).toEqual([name, [...FILES].sort()]);
    }
    expect(await stored()).not.toEqual(KEPT);
    expect((await run()).code).toBe(0);
    expect(await stored()).toEqual(KEPT);
  });

  it('D17 two at once do no harm', async () => {
    await fill();
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await stored()).toEqual(KEPT);
  });

  it('D17 deletes nothing where the listing breaks off', async () => {
    await fill();
    const before = await bucket.keys();
    const { code, said } = await run({
      wrappers: { rclone: '[ "$1" != lsjson ] || { "$real" "$@" | head -n 3; exit 3; }\nexec "$real" "$@"' },
    });
    expect(code).toBe(1);
    expect(said).toContain(`expire-dumps: ${BUCKET}/${FOLDER} cannot be listed, so nothing was deleted. Check id of`);
    expect(await bucket.keys()).toEqual(before);
  });

  it('D17 deletes nothing where a run is of tomorrow', async () => {
    await fill();
    const tomorrow = stamp(new Date(Date.now() + DAY));
    await putRun(tomorrow);
    const before = await bucket.keys();
    const { code, said } = await run();
    expect(code).toBe(1);
    expect(said).toContain(`run ${tomorrow} is later than`);
    expect(said).toContain('a clock is wrong, or was, so nothing was deleted.');
    expect(await bucket.keys()).toEqual(before);
  });

  it('D17 fails where the bucket does not move a run, which stays readable', async () => {
    await fill();
    const { code, said } = await run({ wrappers: { rclone: '[ "$1" = settier ] || exec "$real" "$@"' } });
    expect(code).toBe(1);
    expect(said).toContain(`expire-dumps: ${aged(42)}: NOT moved to GLACIER, see the message above;`);
    expect(summary(said)).toMatch(/, 0 moved to another class, 3 deleted; FAILED: \d{8}T/);
    expect((await stored())[aged(42)]).toEqual(inClass('STANDARD'));
  });

  it('D17 leaves alone what an archive class holds already', async () => {
    await fill();
    await run();
    const { code, said } = await run({ env: { MONTHLY_CLASS: 'DEEP_ARCHIVE', MONTHLY_CLASS_DAYS: '180' } });
    expect([code, summary(said)]).toEqual([0, expect.stringMatching(/, 0 moved to another class, 0 deleted\.$/)]);
  });

  it('D17 clears away what killed dumps left behind, when it is older than a dump can be', async () => {
    await fill();
    await bucket.put(`${FOLDER}/.partial/${aged(3)}/app.dump`, 'half');
    expect((await run()).code).toBe(0);
    expect(await bucket.keys()).toContain(`${FOLDER}/.partial/${aged(3)}/app.dump`);
    const dry = await run({ args: ['--dry-run'], env: { DUMP_DEADLINE: '0' } });
    expect(dry.said).toContain('.dump: Skipped delete as --dry-run is set');
    expect(await bucket.keys()).toContain(`${FOLDER}/.partial/${aged(3)}/app.dump`);
    expect((await run({ env: { DUMP_DEADLINE: '0' } })).code).toBe(0);
    expect((await bucket.keys()).filter((key) => key.includes('.partial'))).toEqual([]);
  });

  it('D17 ends the unfinished uploads of its own platform, and of no other whose name begins as its own does', async () => {
    const others = ['dict-clone', 'dictionary', 'dict2'].map(
      (name) => `backups/dumps/${name}/.partial/${aged(0)}/app.dump`,
    );
    const own = [`${FOLDER}/.partial/${aged(3)}/app.dump`, `${FOLDER}/${aged(42)}/app.dump`];
    for (const key of [...others, ...own]) await bucket.beginUpload(key);
    const dry = await run({ args: ['--dry-run'] });
    expect([dry.code, await bucket.uploads()]).toEqual([0, [...others, ...own].sort()]);
    expect((await run()).code).toBe(0);
    expect(await bucket.uploads()).toEqual([...others].sort());
  });

  it('D17 an empty bucket is no failure, and credentials that it refuses are one', async () => {
    const empty = await run();
    expect([empty.code, summary(empty.said)]).toEqual([0, '0 runs kept, 0 moved to another class, 0 deleted.']);
    await fill();
    await bucket.refuseStrangers();
    try {
      const { code, said } = await run();
      expect(code).toBe(1);
      expect(said).toContain('cannot be listed, so nothing was deleted. Check id of Secret s3 and key of Secret s3');
    } finally {
      await bucket.admitStrangers();
    }
  });

  it('refuses an argument that it does not know', async () => {
    const { code, said } = await run({ args: ['--dryrun'] });
    expect([code, said]).toEqual([2, 'expire-dumps: what is --dryrun? The only argument is --dry-run.\n']);
  });

  const summary = (said: string) => said.trimEnd().split('\n').at(-1)?.replace('expire-dumps: ', '');

  async function run(options: Partial<RunOptions> = {}): Promise<ScheduledRun> {
    const folder = fs.mkdtempSync(path.join(scratch, 'run-'));
    return ended(
      startScheduled(folder, (chart) => new DumpExpiry(chart, 'expiry', props(bucket.url)), {
        secrets: SECRETS,
        ...options,
        env: { HOME: scratch, TMPDIR: scratch, ...options.env },
      }),
    );
  }

  async function putRun(name: string, files: readonly string[] = FILES): Promise<void> {
    for (const file of files) await bucket.put(`${FOLDER}/${name}/${file}`, `content of ${FOLDER}/${name}/${file}`);
  }

  async function fill(): Promise<void> {
    // 15 March, 13, 12 and 1 February, 1 January, 1 December, and 9 February of the year before.
    for (const days of [0, 30, 31, 42, 73, 104, 400]) await putRun(aged(days));
    for (const days of [2, 50]) await putRun(aged(days), FAILED);
    await putRun(aged(51), ['app.dump']);
  }

  /** The classes of each run's files. */
  async function stored(): Promise<Record<string, Record<string, string>>> {
    const runs: Record<string, Record<string, string>> = {};
    for (const [key, storageClass] of await bucket.classes()) {
      const [name = '', file = ''] = key.slice(FOLDER.length + 1).split('/');
      runs[name] = { ...runs[name], [file]: storageClass };
    }
    return runs;
  }
});

const KEPT = {
  [aged(400)]: inClass('DEEP_ARCHIVE'),
  [aged(104)]: inClass('GLACIER'),
  [aged(73)]: inClass('DEEP_ARCHIVE'),
  [aged(42)]: inClass('GLACIER'),
  [aged(30)]: inClass('STANDARD'),
  [aged(2)]: inClass('STANDARD', FAILED),
  [aged(0)]: inClass('STANDARD'),
};

function props(endpoint: string): DumpExpiryProps {
  return {
    platform: 'dict',
    name: 'postgres-dump-expiry',
    image: 'registry.example/postgres:15',
    schedule: { cron: '0 7 * * *' },
    destination: {
      bucket: BUCKET,
      prefix: 'backups/dumps',
      region: 'us-east-1',
      endpoint,
      accessKeyId: { secret: 's3', key: 'id' },
      secretAccessKey: { secret: 's3', key: 'key' },
    },
    dumpDeadlineSeconds: 14_400,
    days: 30,
    months: { count: 12, storageClass: { name: 'GLACIER', minimumDays: 90 } },
    years: { count: 7, storageClass: { name: 'DEEP_ARCHIVE', minimumDays: 180 } },
  };
}
