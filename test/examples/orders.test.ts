import * as fs from 'node:fs';
import * as path from 'node:path';
import { orders } from '../../examples/orders/profiles/orders';
import type * as k8s from '../../imports/k8s';
import { App, addPlatforms } from '../../lib';
import { warningsOf } from '../../lib/synth/warnings';
import { Rendered } from '../platforms/rendered';

const FOLDER = path.join(__dirname, '../../examples/orders');
const readme = fs.readFileSync(path.join(FOLDER, 'README.md'), 'utf8');

describe('examples/orders', () => {
  const app = new App();
  addPlatforms(app, [orders]);
  const rendered = new Rendered(app.render());

  it('renders without a finding, and without a warning that it would have to accept', () => {
    expect(warningsOf(app)).toEqual([]);
    expect(orders.accepts).toBeUndefined();
    expect([...rendered.files.keys()].map((file) => path.posix.dirname(file))).toContain('orders');
  });

  it('is what its README says: three members, one pool, a nightly dump, migrations, certificates, PodMonitors', () => {
    expect(rendered.one<k8s.StatefulSetSpec>('StatefulSet', 'orders').spec.replicas).toBe(3);
    const { data } = rendered.one('ConfigMap', 'orders-pgbouncer');
    expect(data['pgbouncer.ini']).toMatch(/^orders = host=orders-primary\./m);
    expect(data['pgbouncer.ini']).toMatch(/^orders_readonly = host=orders-standby\./m);
    expect(rendered.one<k8s.CronJobSpec>('CronJob', 'orders-dump').spec.schedule).toBe('30 2 * * *');
    expect(rendered.all('CronJob').map(({ metadata }) => metadata.name)).toContain('orders-dump-expiry');
    expect(rendered.job('orders-migrate-orders').kind).toBe('Job');
    expect(rendered.all('Certificate').length).toBeGreaterThan(0);
    expect(rendered.all('PodMonitor').length).toBeGreaterThan(0);
  });

  it('links to files that there are, and needs what the package needs', () => {
    for (const [, target = ''] of readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      expect([target, fs.existsSync(path.join(FOLDER, target))]).toEqual([target, true]);
    }
    const own = JSON.parse(fs.readFileSync(path.join(FOLDER, 'package.json'), 'utf8'));
    const { name, version, peerDependencies } = require('../../package.json');
    expect(own.dependencies).toEqual({ ...peerDependencies, [name]: `^${version}` });
  });
});
