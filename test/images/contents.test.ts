import * as fs from 'node:fs';
import * as path from 'node:path';
import contents from '../../images/postgres/contents.json';
import { UID } from '../../lib/names';
import { majors } from '../../lib/parameters/majors';
import { EXTENSIONS, Extension } from '../../lib/profile/extensions';
import { installationOf } from '../../scripts/embedded-postgres';

const folder = path.join(__dirname, '../../images/postgres');
const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
const declared: Readonly<Record<string, { readonly extensions: readonly string[] }>> = contents.majors;

/** Packages of their own, which the image does not hold. */
const LANGUAGES = /pl(perl|python3|tcl)u?$/;
/** Beside contrib. */
const ADDED = ['pg_cron', 'pg_partman'];

describe('the declared contents of the image', () => {
  it('cover every supported major', () => {
    expect(Object.keys(declared).map(Number)).toEqual(majors);
  });

  it.each(majors)('D9 for PostgreSQL %i are all of contrib, pg_partman and pg_cron', (major) => {
    const contrib = fs
      .readdirSync(extensionFolder(major))
      .filter((file) => file.endsWith('.control'))
      .map((file) => path.basename(file, '.control'))
      .filter((name) => !LANGUAGES.test(name));
    expect(declared[major]?.extensions).toEqual([...contrib, ...ADDED].sort());
  });

  it.each(majors)('D9 for PostgreSQL %i hold every extension that a profile can name', (major) => {
    expect(declared[major]?.extensions).toEqual(expect.arrayContaining(Object.values(Extension)));
  });

  it('D22 hold the library of every extension that must be preloaded', () => {
    const preloaded = Object.values(Extension).filter((extension) => EXTENSIONS[extension].preload);
    expect(contents.preloadLibraries).toEqual(expect.arrayContaining(preloaded));
  });

  it('hold every program that operations call', () => {
    expect(contents.programs).toEqual(
      expect.arrayContaining([
        'bash',
        'curl',
        'jq',
        'patroni',
        'pg_dump',
        'pg_dumpall',
        'pg_restore',
        'psql',
        'rclone',
      ]),
    );
  });

  it('have the user that pods run as', () => {
    expect([contents.uid, contents.gid]).toEqual([UID, UID]);
    expect(read('Containerfile')).toContain(`\nUSER ${UID}:${UID}\n`);
    expect(read('install-packages.sh')).toContain(`\nID=${UID}\n`);
  });

  it('are of the Debian release that the Containerfile builds on by default', () => {
    expect(read('Containerfile')).toMatch(new RegExp(`^ARG BASE=\\S+:16\\.\\d+-${contents.debianRelease}$`, 'm'));
  });

  it('are checked by the build, and nothing of the base initializes a cluster', () => {
    const containerfile = read('Containerfile');
    expect(containerfile).toMatch(/verify-contents\.sh \S+\/contents\.json "\$\{MAJOR\}"/);
    expect(containerfile).toMatch(/^ENTRYPOINT \[\]$/m);
    expect(containerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
  });
});

function extensionFolder(major: (typeof majors)[number]): string {
  const share = path.join(installationOf(major), 'share');
  const folders = [path.join(share, 'extension'), path.join(share, 'postgresql/extension')];
  return folders.find((candidate) => fs.existsSync(candidate)) ?? share;
}
