import { existsSync } from 'node:fs';
import { Extension } from '../../lib/profile/extensions';
import { EXAMPLE } from '../operations/reconcile-example';
import { passwordOf, psqlIsMissing, startReconcileServer } from '../operations/reconcile-server';

/** Where Debian's package postgresql-15-partman puts the extension: SQL alone, which a newer server runs too. */
const SHARE = '/usr/share/postgresql/15';

const present = existsSync(`${SHARE}/extension/pg_partman.control`);
if (!present) console.warn('skipped: pg_partman is not on this machine (Debian: postgresql-15-partman).');

(present && !psqlIsMissing() ? test : test.skip)(
  'D9 D13 owners without superuser rights partition tables by pg_partman, and others do not',
  async () => {
    // Only PostgreSQL 18 looks for extensions in further folders.
    const server = await startReconcileServer(18, `extension_control_path = '$system:${SHARE}'\n`);
    try {
      const { app } = EXAMPLE.databases ?? {};
      const props = { ...EXAMPLE, databases: { app: { ...app, extensions: [Extension.PG_PARTMAN] } } };
      const run = await server.run(props);
      expect(run.said).toContain('reconcile: database app: create schema partman\n');
      expect(run.code).toBe(0);
      const migrator = (sql: string) => server.as('migrator', passwordOf('migrator'), sql, 'app');
      await migrator(
        'create table audit_logs (id int, created_at timestamptz not null) partition by range (created_at)',
      );
      await migrator(`select partman.create_parent(p_parent_table := 'public.audit_logs', p_control := 'created_at',
        p_type := 'native', p_interval := '1 month', p_premake := 3)`);
      await migrator("insert into audit_logs values (1, now()); select partman.run_maintenance('public.audit_logs')");
      const app_user = (sql: string) => server.as('app', passwordOf('app'), sql, 'app');
      await app_user('insert into audit_logs values (2, now()); select * from audit_logs_default');
      await expect(app_user('select * from partman.part_config')).rejects.toThrow('permission denied');
      expect((await server.run(props)).said).toBe('reconcile: done: the server holds what the profile says.\n');
    } finally {
      await server.stop();
    }
  },
);
