import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parse } from 'yaml';

const SCRIPT = path.join(__dirname, '../../lib/operations/patroni-passwords.sh');
const PASSWORDS = { superuser: 'one', replication: 'two', rewind: 'three', restapi: 'four' };

(jqIsMissing() ? describe.skip : describe)("the file of Patroni's passwords", () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patroni-passwords-'));
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** Runs the script on these passwords. */
  const write = (passwords: Readonly<Record<string, string | Buffer>>) => {
    for (const [name, password] of Object.entries({ ...PASSWORDS, ...passwords })) {
      fs.writeFileSync(path.join(folder, name), password);
    }
    const env = { PATH: process.env.PATH, PASSWORD_FOLDER: folder };
    const { status, stdout, stderr } = spawnSync(SCRIPT, [path.join(folder, 'out.yml')], { encoding: 'utf8', env });
    return { status, said: stdout + stderr };
  };
  /** As Patroni reads it: YAML 1.1. */
  const written = () => parse(fs.readFileSync(path.join(folder, 'out.yml'), 'utf8'), { version: '1.1' });

  test('C14 has each password where Patroni looks for it, for its user alone, and says nothing', () => {
    expect(write({})).toEqual({ status: 0, said: '' });
    expect(written()).toEqual({
      postgresql: {
        authentication: {
          superuser: { password: 'one' },
          replication: { password: 'two' },
          rewind: { password: 'three' },
        },
      },
      restapi: { authentication: { password: 'four' } },
    });
    expect(fs.statSync(path.join(folder, 'out.yml')).mode & 0o777).toBe(0o600);
  });

  test.each([
    `it's "quoted"`,
    'back\\slash \\n \\"',
    '*alias',
    '&anchor',
    '!tag',
    '%directive',
    '@at `tick`',
    'key: value # no comment',
    '- list',
    '{a: b}',
    '[a, b]',
    '| text',
    '~',
    'null',
    'on',
    '0o17',
    '1_000',
    '12:30:45',
    ' spaces ',
    'ñ€ and 𝄞',
    `$HOME $(id) \${PATH}`,
    'x'.repeat(2000),
  ])('C14 holds the password %j as it is', (password) => {
    expect(write({ superuser: password, replication: password, rewind: password }).status).toBe(0);
    const { superuser, replication, rewind } = written().postgresql.authentication;
    expect([superuser, replication, rewind]).toEqual(Array(3).fill({ password }));
  });

  test.each<readonly [string, string | Buffer, RegExp]>([
    ['none', '', /for replication is empty: correct it in the Secret\./],
    ['a line break at its end', 'hunter2\n', /for replication holds a line break or another control character/],
    ['a line break of Unicode', 'hun\u2028ter2', /holds a line break/],
    ['a next-line character', 'hun\u0085ter2', /holds a line break/],
    ['a tabulator', 'hun\tter2', /control character/],
    ['bytes of another encoding', Buffer.from('hunt\xe9r2', 'latin1'), /for replication is not UTF-8/],
  ])('C14 with %s is not written; the one before stays', (_what, password, message) => {
    write({});
    const before = written();
    const { status, said } = write({ replication: password });
    expect(status).toBe(1);
    expect(said).toMatch(message);
    expect(said).not.toContain('hun');
    expect(written()).toEqual(before);
    expect(fs.readdirSync(folder).sort()).toEqual([...Object.keys(PASSWORDS), 'out.yml'].sort());
  });

  test('C14 all that is wrong is said at once, and what goes through HTTP headers is ASCII', () => {
    expect(write({ superuser: '', restapi: 'señor' }).said).toBe(
      'patroni-passwords: the password for superuser is empty: correct it in the Secret.\n' +
        'patroni-passwords: the password for restapi holds a character that is not ASCII: correct it in the Secret.\n',
    );
  });
});

function jqIsMissing(): boolean {
  if (spawnSync('jq', ['--version']).status === 0) return false;
  console.warn('skipped: patroni-passwords.sh needs jq, which is not on this machine (Debian: jq).');
  return true;
}
