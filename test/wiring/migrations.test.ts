import * as fs from 'node:fs';
import { Duration } from 'cdk8s';
import { Image, MigrationApply, PartitionInterval, type PostgresProfile } from '../../lib';
import { PlatformNames } from '../../lib/names';
import { resolve } from '../../lib/profile/resolve';
import { wireFlows } from '../../lib/wiring/flows';
import { wireMembers } from '../../lib/wiring/instances';
import { wireMigrations } from '../../lib/wiring/migrations';
import { FILE, lockedFolder, MIGRATION } from '../migrations/locked-folder';
import { tiny } from '../profile/examples';
import { type Rendered, render } from './render';

let folder: string;
let profile: PostgresProfile;

beforeAll(() => {
  folder = lockedFolder();
  const { app } = tiny.databases;
  if (!app) throw new Error('tiny has no database app');
  const migrations = { path: folder, lockTimeout: Duration.seconds(3), deadline: Duration.minutes(10) };
  profile = {
    ...tiny,
    roles: { ...tiny.roles, audit_owner: { login: false } },
    databases: {
      app: { ...app, schemas: { audit: { owner: 'audit_owner' } }, migrations },
      big_app: { ...app, migrations: { path: folder, apply: MigrationApply.MANUAL } },
      other: app,
    },
    images: { dbmate: Image.of('registry.example/dbmate', '2.36.0') },
  };
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const find = (objects: readonly Rendered[], name: RegExp) =>
  objects.filter(({ kind, metadata }) => name.test(`${kind}/${metadata.name}`)).map(({ metadata }) => metadata.name);
const data = (objects: readonly Rendered[], name: string) =>
  objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data ?? {};

test('A7 each database with migrations has a Job, or where they are manual a suspended CronJob', () => {
  const objects = render(profile);
  expect(find(objects, /^Job\/tiny-migrate/)).toEqual([expect.stringMatching(/^tiny-migrate-app-[0-9a-f]{10}$/)]);
  expect(find(objects, /^CronJob\/tiny-migrate/)).toEqual(['tiny-migrate-big-app']);
  expect(data(objects, 'tiny-migrate-app')[FILE]).toBe(MIGRATION);
});

test('a migration has its own role, its image, its times, and what it waits for', () => {
  const pulled = { ...profile, images: { ...profile.images, pullSecrets: ['registry'] } };
  expect(wireMigrations(resolve(pulled))[0]).toMatchObject({
    image: 'registry.example/dbmate:2.36.0',
    pullSecrets: ['registry'],
    login: { role: 'migration', password: { secret: 'tiny-postgres', key: 'migration-password' } },
    server: { host: 'tiny-primary.tiny.svc.cluster.local' },
    schemas: ['audit'],
    lockTimeoutSeconds: 3,
    deadlineSeconds: 600,
  });
});

test('partitions are made ahead where the database declares them, once their functions are there', () => {
  const logs = { interval: PartitionInterval.DAY, premake: 7 };
  const databases = { app: { owner: 'app', migrations: { path: folder }, partitions: { logs } } };
  const [partitioned] = wireMigrations(resolve({ ...tiny, databases }));
  expect(partitioned).toMatchObject({ maintainPartitions: true, schemas: ['partitions'] });
  expect(wireMigrations(resolve(profile))[0]).not.toHaveProperty('maintainPartitions');
});

test('the role may log in to those databases alone, and be their owners without having their rights', () => {
  const objects = render(profile);
  const hba = data(objects, 'tiny-config')['pg_hba.conf'] ?? '';
  expect(hba).toMatch(/^hostssl\s+"?app"?,"?big_app"?\s+"?migration"?\s+all\s+scram-sha-256$/m);
  const reconcile = data(objects, 'tiny-reconcile');
  expect(reconcile['10-roles.sql']).toContain("('migration', true, false, false, false, false, false, -1)");
  expect(reconcile['10-roles.sql']).toContain("('migration', 'app'),\n  ('migration', 'audit_owner')");
  expect(reconcile['20-databases.sql']).toContain("('app', 'migration', 'CONNECT')");
  expect(reconcile['20-databases.sql']).not.toContain("('other', 'migration', 'CONNECT')");
  expect(reconcile['logins.tsv']).toMatch(/^migration\tPASSWORD_MIGRATION\tdatabase\t.*\tapp\tbig_app$/m);
});

test('a platform without migrations has no such role and no such image', () => {
  expect(JSON.stringify(render(tiny))).not.toMatch(/dbmate|migration/);
});

test('their pods reach the members, and nothing else', () => {
  const resolved = resolve(profile);
  const flows = wireFlows(resolved, [wireMembers(resolved)]).filter(
    ({ from }) => from.kind === 'workload' && from.workload.includes('migrate'),
  );
  expect(flows).toEqual(
    ['tiny-migrate-app', 'tiny-migrate-big-app'].map((workload) => ({
      from: { kind: 'workload', workload },
      to: { kind: 'workload', workload: 'tiny' },
      ports: [5432],
    })),
  );
});

test('names of objects are told apart, and fit, whatever a database and a platform are called', () => {
  const names = new PlatformNames({ platform: 'p', prefix: 'p'.repeat(30), namespace: 'p' });
  const databases = ['app', 'a_b', 'a-b', 'App', 'é', 'x'.repeat(60), `${'x'.repeat(60)}y`, "it's", '_', 'a__b'];
  const all = databases.map((database) => names.migrations(database));
  expect(all.slice(0, 2)).toEqual([`${'p'.repeat(30)}-migrate-app`, `${'p'.repeat(30)}-migrate-a-b`]);
  expect(new Set(all).size).toBe(all.length);
  for (const name of all) {
    expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
    expect(name.length).toBeLessThanOrEqual(52);
  }
});
