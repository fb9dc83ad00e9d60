import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import contents from '../../images/postgres/contents.json';
import { onPath } from './debian-root';

const REPOSITORY = path.join(__dirname, '../..');
const IMAGE = path.join(REPOSITORY, 'images/postgres');
/** What the release of `SUITE` ships. */
const MAJOR = 18;
const SUITE = 'forky';

const able = process.getuid?.() === 0 && ['debootstrap', 'chroot', 'unshare'].every(onPath);
if (!able)
  console.warn('skipped: building the image from Debian packages needs root, debootstrap, chroot and unshare.');

(able ? describe : describe.skip)('the image, built from the packages of Debian testing alone', () => {
  let root: string;

  beforeAll(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'image-'));
    const make = path.join(REPOSITORY, 'scripts/debian-root.sh');
    execFileSync('bash', [make, SUITE, path.join(root, 'root'), 'ca-certificates'], { stdio: 'pipe' });
    fs.cpSync(IMAGE, path.join(root, 'root/opt/image'), { recursive: true });
    // With a /proc of its own, as a build has; it goes away with the command.
    const own = ['--mount', '--pid', '--fork', `--mount-proc=${root}/root/proc`, 'chroot', `${root}/root`];
    execFileSync('unshare', [...own, 'sh', '/opt/image/install-packages.sh'], {
      env: { ...ENVIRONMENT, MAJOR: String(MAJOR) },
      stdio: 'pipe',
      maxBuffer: 64 * 2 ** 20,
    });
  }, 900_000);

  afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

  it('D9 holds what contents.json declares', () => {
    expect(verify('contents.json')).toEqual({ status: 0, said: '' });
  });

  it('D9 holds no extension that contents.json keeps silent about', () => {
    const folder = path.join(root, `root/usr/share/postgresql/${MAJOR}/extension`);
    const real = fs.readdirSync(folder).filter((file) => file.endsWith('.control'));
    expect(real.map((file) => path.basename(file, '.control')).sort()).toEqual(contents.majors[MAJOR].extensions);
  });

  it('fails to build where one thing of each kind is missing', () => {
    const more = {
      ...contents,
      uid: 998,
      programs: [...contents.programs, 'wal-e'],
      preloadLibraries: ['no_library'],
      locales: ['tlh_QX.UTF-8'],
      majors: { [MAJOR]: { extensions: ['no_extension'] } },
    };
    fs.writeFileSync(path.join(root, 'root/opt/image/more.json'), JSON.stringify(more));
    const { status, said } = verify('more.json');
    expect(status).toBe(1);
    for (const missing of ['program wal-e', 'library no_library', 'locale tlh_QX.UTF-8', 'extension no_extension']) {
      expect(said).toContain(`verify-contents: no ${missing}\n`);
    }
    expect(said).toContain('verify-contents: no user postgres with 998:999: it is 999:999\n');
  });

  it('D24 has Patroni 4.1 or newer, which can keep its state in Kubernetes', () => {
    const version = inside('patroni', '--version');
    const [, major, minor] = /^patroni (\d+)\.(\d+)/.exec(version.said) ?? [];
    expect(Number(major) * 100 + Number(minor)).toBeGreaterThanOrEqual(401);
    expect(inside('python3', '-c', 'import patroni.dcs.kubernetes')).toEqual({ status: 0, said: '' });
  });

  it('is refused with a Patroni that is too old', () => {
    // As Debian 13 has it; the script's own check, against what dpkg says is installed.
    const script = path.join(root, 'root/opt/image/too-old.sh');
    const text = fs.readFileSync(path.join(IMAGE, 'install-packages.sh'), 'utf8');
    fs.writeFileSync(
      script,
      text.replace(/^MINIMUM_PATRONI=.*$/m, 'MINIMUM_PATRONI=99').replace(/^main$/m, 'require_patroni'),
    );
    const { status, said } = inside('sh', '/opt/image/too-old.sh');
    expect(status).toBe(1);
    expect(said).toMatch(
      /Patroni is 4\.\S+, and 99 is needed\. Take the official image or Debian testing as the base\./,
    );
  });

  it('has no cluster of its own, no server of the packages, and nothing that raises rights', () => {
    expect(fs.readdirSync(path.join(root, 'root/var/lib/postgresql'))).toEqual(['data']);
    expect(fs.readdirSync(path.join(root, 'root/etc/postgresql'))).toEqual([]);
    expect(inside('find', '/usr', '-perm', '/6000', '-type', 'f')).toEqual({ status: 0, said: '' });
  });

  it('initializes a cluster as its user, in a locale that it declares, with the libraries that it declares', () => {
    const bin = `/usr/lib/postgresql/${MAJOR}/bin`;
    const data = '/var/lib/postgresql/data/pgdata';
    const asUser = (...command: string[]) =>
      inside('setpriv', '--reuid=999', '--regid=999', '--clear-groups', '--', ...command);
    expect(asUser(`${bin}/initdb`, '-D', data, '--locale=pt_BR.UTF-8', '--no-sync')).toMatchObject({ status: 0 });
    const libraries = `shared_preload_libraries=${contents.preloadLibraries.join(',')}`;
    const single = asUser(
      'sh',
      '-c',
      `echo 'create extension pg_partman' | ${bin}/postgres --single -D ${data} -c ${libraries}`,
    );
    expect(single).toMatchObject({ status: 0 });
    expect(single.said).not.toContain('ERROR');
  });

  function verify(file: string) {
    return inside('bash', '/opt/image/verify-contents.sh', `/opt/image/${file}`, String(MAJOR));
  }

  function inside(...command: string[]): { status: number | null; said: string } {
    const { status, stdout, stderr } = spawnSync('chroot', [`${root}/root`, ...command], {
      env: ENVIRONMENT,
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  }
});

const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
