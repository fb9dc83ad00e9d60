import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dict } from '../../profiles/dict';
import { containerOf, environmentOf, render } from './rendered';
import { readYaml } from './yaml';

const rendered = render(dict);
const patroni = readYaml(rendered.config('postgres-config', 'patroni.yml'));
const environment = environmentOf(containerOf(rendered.pod('StatefulSet', 'postgres'), 'postgres'));

/** A volume, the rendered scripts, and stand-ins for the two programs that they end in. */
class Volume {
  public readonly folder = mkdtempSync(path.join(tmpdir(), 'clone-'));
  public readonly data = path.join(this.folder, 'pgdata');
  public readonly active = path.join(this.folder, 'active');
  public readonly marker = path.join(this.folder, 'clone-in-progress');

  public constructor() {
    for (const script of ['start-patroni.sh', 'patroni-passwords.sh', 'pg-basebackup.sh']) {
      this.program(script, rendered.config('postgres-operations', script));
    }
    this.program('patroni', '#!/bin/sh\necho "patroni $*"\n');
    for (const [name, text] of Object.entries(rendered.one('ConfigMap', 'postgres-config').data)) {
      writeFileSync(path.join(this.folder, name), text);
    }
    for (const name of ['superuser', 'replication', 'rewind', 'restapi']) {
      writeFileSync(path.join(this.folder, name), `of ${name}`);
    }
    mkdirSync(this.active);
  }

  public program(name: string, text: string): void {
    writeFileSync(path.join(this.folder, name), text, { mode: 0o755 });
  }

  /** Files of the data directory, by name. */
  public holds(...files: readonly string[]): void {
    for (const file of files) {
      mkdirSync(path.dirname(path.join(this.data, file)), { recursive: true });
      writeFileSync(path.join(this.data, file), '');
    }
  }

  public run(script: string, args: readonly string[] = [], env: Record<string, string> = {}) {
    return spawnSync(path.join(this.folder, script), [...args], {
      encoding: 'utf8',
      env: {
        PATH: `${this.folder}:${process.env.PATH}`,
        CONFIG_FOLDER: this.folder,
        ACTIVE_FOLDER: this.active,
        PASSWORD_FOLDER: this.folder,
        PGDATA: this.data,
        CLONE_MARKER: this.marker,
        POSTGRES_BIN: this.folder,
        EXPECTED_SUPERUSER: 'dict_admin',
        PATRONI_SUPERUSER_USERNAME: 'dict_admin',
        ...env,
      },
    });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

describe('dict: a standby that copies itself', () => {
  let volume: Volume;

  beforeEach(() => {
    volume = new Volume();
  });

  afterEach(() => volume.remove());

  it('D5 is a hot standby on a slot of its own, which Patroni makes, keeps and drops', () => {
    expect(patroni.map('bootstrap', 'dcs', 'postgresql')).toMatchObject({ use_slots: true });
    // pg_basebackup with --create-slot fails where the slot is there already.
    expect(patroni.value('postgresql', 'basebackup')).toEqual([{ checkpoint: 'fast' }, 'no-password']);
    expect(rendered.config('postgres-config', 'postgresql.conf')).not.toContain('primary_slot_name');
  });

  it('D5 is copied by the script that marks it, with the marker on the volume beside the data', () => {
    expect(patroni.map('postgresql', 'bin_name')).toEqual({ pg_basebackup: '/opt/operations/pg-basebackup.sh' });
    expect(path.dirname(environment.CLONE_MARKER ?? '')).toBe(path.dirname(environment.PGDATA ?? ''));
    expect(environment.POSTGRES_BIN).toBe(patroni.at('postgresql', 'bin_dir'));
  });

  it('D5 the marker is there while the copy runs and gone afterwards, and a failure stays a failure', () => {
    volume.program('pg_basebackup', '#!/bin/sh\n[ -e "$CLONE_MARKER" ] || exit 9\nexit "$1"\n');
    expect(volume.run('pg-basebackup.sh', ['0']).status).toBe(0);
    expect(volume.run('pg-basebackup.sh', ['3']).status).toBe(3);
    expect(existsSync(volume.marker)).toBe(false);
  });

  it('D5 a copy that was killed half-way leaves the marker, and the next start throws the copy away', () => {
    volume.program('pg_basebackup', '#!/bin/sh\nmkdir -p "$PGDATA"; : >"$PGDATA/PG_VERSION"; kill -9 "$PPID"\n');
    expect(volume.run('pg-basebackup.sh').signal).toBe('SIGKILL');
    expect(existsSync(volume.marker)).toBe(true);
    const start = volume.run('start-patroni.sh');
    expect(start.stdout).toBe(`patroni ${volume.active}\n`);
    expect(start.stderr).toContain('an interrupted copy is removed');
    expect([existsSync(volume.data), existsSync(volume.marker)]).toEqual([false, false]);
  });

  it('D5 a copy that was whole but never started is made anew, too', () => {
    volume.holds('PG_VERSION', 'global/pg_control', 'backup_label');
    writeFileSync(volume.marker, '');
    expect(volume.run('start-patroni.sh').status).toBe(0);
    expect(existsSync(volume.data)).toBe(false);
  });

  it('D5 data that a server has run on is never removed', () => {
    volume.holds('PG_VERSION', 'global/pg_control');
    for (const marked of [true, false]) {
      if (marked) writeFileSync(volume.marker, '');
      expect(volume.run('start-patroni.sh').status).toBe(0);
      expect(existsSync(path.join(volume.data, 'PG_VERSION'))).toBe(true);
    }
  });

  it('D7 an instance does not start as another superuser than the profile names', () => {
    const start = volume.run('start-patroni.sh', [], { PATRONI_SUPERUSER_USERNAME: 'root' });
    expect(start.status).toBe(1);
    expect(start.stderr).toContain('the Secret names the superuser "root", the profile "dict_admin"');
  });
});
