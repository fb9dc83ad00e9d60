import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const OPERATIONS = path.join(__dirname, '../../lib/operations');

/** Programs of the pod, as far as the script asks them: `$DOWN` names the hosts that answer nobody. */
const PROGRAMS = {
  pg_isready: `#!/bin/sh
while [ "$1" != --host ]; do shift; done
! grep -qxF "$2" "$DOWN"
`,
  // The console takes every file but those with a line "refused"; a server takes the password "new".
  psql: `#!/bin/sh
case "$*" in
  *'SHOW CONFIG'*) sed -n 's/^syslog_ident = \\(.*\\)/syslog_ident|\\1||/p' "$LOADED" ;;
  *RELOAD*) ! grep -q '^refused' "$ACTIVE_FILE" || exit 0; cp "$ACTIVE_FILE" "$LOADED" ;;
  *--host*)
    while [ "$1" != --host ]; do shift; done
    if grep -qxF "$2" "$DOWN"; then echo "no answer from $2"; exit 2; fi
    [ "$PGPASSWORD" = new ] ;;
esac
`,
};

const [STANDBY, PRIMARY] = [`standby-${process.pid}.example`, `primary-${process.pid}.example`];
const ini = (version: string, more = '') =>
  `[databases]\nreads = host=${STANDBY} port=5432 dbname=app\nwrites = host=${PRIMARY} port=5432 dbname=app\n\n${more}syslog_ident = ${version}\n`;

describe('the reload container of a pool whose reads fall back', () => {
  let folder: string;
  let script: ChildProcess;
  let said = '';
  const file = (name: string) => path.join(folder, name);
  const write = (name: string, text: string) => fs.writeFileSync(file(name), text);
  const read = (name: string) => fs.readFileSync(file(name), 'utf8');

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reload-pgbouncer-'));
    for (const name of ['bin', 'mounted']) fs.mkdirSync(file(name));
    for (const [name, text] of Object.entries(PROGRAMS)) fs.writeFileSync(file(`bin/${name}`), text, { mode: 0o755 });
    write('down', '');
    write('password', 'old');
    write('userlist.txt', '"lookup" "old"\n');
    for (const name of ['mounted/pgbouncer.ini', 'active.ini', 'loaded.ini']) write(name, ini('first'));
    said = '';
    script = spawn('sh', [path.join(OPERATIONS, 'reload-pgbouncer.sh')], {
      env: {
        PATH: `${file('bin')}:${process.env.PATH}`,
        DOWN: file('down'),
        LOADED: file('loaded.ini'),
        WATCHED: file('mounted'),
        CONFIG_FILE: file('mounted/pgbouncer.ini'),
        ACTIVE_FILE: file('active.ini'),
        WRITE_USERLIST: path.join(OPERATIONS, 'pgbouncer-userlist.sh'),
        LOOKUP_ROLE: 'lookup',
        LOOKUP_HOST: STANDBY,
        LOOKUP_PORT: '5432',
        LOOKUP_DATABASE: 'app',
        PASSWORD_FILE: file('password'),
        AUTH_FILE: file('userlist.txt'),
        SERVER_CA: '/none',
        PGHOST: folder,
        PGPORT: '6432',
        INTERVAL: '0.1',
        FALLBACK_HOST: PRIMARY,
        FALLBACK_FROM: STANDBY,
      },
    });
    script.stderr?.on('data', (data) => {
      said += data;
    });
  });

  afterEach(async () => {
    const ended = new Promise((done) => script.once('exit', done));
    script.kill('SIGTERM');
    await ended;
    fs.rmSync(folder, { recursive: true });
  });

  const until = async (check: () => void) => {
    for (const end = Date.now() + 15_000; ; await new Promise((done) => setTimeout(done, 50))) {
      try {
        return check();
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  };
  const loaded = () => [...read('loaded.ini').matchAll(/host=(\w+)/g)].map(([, host]) => host);

  it('leads reads to the primary while no standby answers, and back', async () => {
    await until(() => expect(said).toContain('has loaded first'));
    write('down', `${STANDBY}\n`);
    await until(() => expect(loaded()).toEqual(['primary', 'primary']));
    write('down', '');
    await until(() => expect(loaded()).toEqual(['standby', 'primary']));
  });

  it('takes over a new password while no standby answers, or nobody could log in any more', async () => {
    write('down', `${STANDBY}\n`);
    await until(() => expect(loaded()).toEqual(['primary', 'primary']));
    write('password', 'other');
    await until(() => expect(said).toContain('PgBouncer keeps the former password'));
    write('password', 'new');
    await until(() => expect(read('userlist.txt')).toBe('"lookup" "new"\n'));
  });

  it('falls back, and returns, while a file that PgBouncer refuses is mounted', async () => {
    await until(() => expect(said).toContain('has loaded first'));
    write('mounted/pgbouncer.ini', ini('second', 'refused\n'));
    await until(() => expect(said).toContain('refused second'));
    write('down', `${STANDBY}\n`);
    await until(() => expect(loaded()).toEqual(['primary', 'primary']));
    expect(read('loaded.ini')).toContain('syslog_ident = first');
    write('down', '');
    await until(() => expect(loaded()).toEqual(['standby', 'primary']));
  });
});
