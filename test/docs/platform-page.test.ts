import { rmSync } from 'node:fs';
import { App, addPlatforms, MigrationApply, type PostgresProfile } from '../../lib';
import { picture } from '../../lib/docs/picture';
import { platformPage } from '../../lib/docs/platform-page';
import { resolve } from '../../lib/profile/resolve';
import { nameOf } from '../../lib/synth/manifest';
import { lockedFolder } from '../migrations/locked-folder';
import { tiny } from '../profile/examples';

describe('the page of a platform with migrations', () => {
  const folder = lockedFolder();
  const profile: PostgresProfile = {
    ...tiny,
    databases: {
      app: { owner: 'app', migrations: { path: folder } },
      ledger: { owner: 'app', migrations: { path: folder, apply: MigrationApply.MANUAL } },
    },
  };
  const app = new App();
  addPlatforms(app, [profile]);
  const objects = app.objects();
  const page = platformPage(resolve(profile), objects);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('A7 has the exact command that applies manual migrations, from a CronJob that there is', () => {
    const [, cronJob] =
      /^kubectl create job --namespace tiny --from=cronjob\/(\S+) \1-\$\(date \+%s\)$/m.exec(page) ?? [];
    expect(
      objects.filter(({ manifest }) => manifest.kind === 'CronJob').map(({ manifest }) => nameOf(manifest)),
    ).toContain(cronJob);
    expect(cronJob).toBe('tiny-migrate-ledger');
  });

  it('has the command that shows the log of each database, by the label of its pods', () => {
    const workloads = [...page.matchAll(/--selector cdk8s-postgres\/workload=(\S+) /g)].map(([, name]) => name);
    expect(workloads).toEqual(['tiny-migrate-app', 'tiny-migrate-ledger']);
  });

  it('does not say of a suspended CronJob that it runs by the clock', () => {
    expect(page).not.toContain('| `tiny-migrate-ledger` |');
    expect(page).toContain('| `tiny-reconcile` |');
  });

  it('says in the picture who applies them', () => {
    const lines = picture(resolve(profile), objects);
    expect(lines).toContain('"tiny-migrate-app<br/>with each sync"');
    expect(lines).toContain('"tiny-migrate-ledger<br/>by a person"');
  });
});
