import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { FindingsError } from '../../lib/findings';
import { runApp } from '../../lib/synth/run-app';

/** A main program, run as a process of its own by run-app.test.ts. Its argument says what goes wrong. */
const fault = process.argv[2];

runApp((app) => {
  const platform = new Construct(app, 'dict');
  const chart = new Chart(platform, '0-config', { namespace: 'postgres' });
  new k8s.KubeConfigMap(chart, 'config', {
    metadata: { name: fault === 'object' ? 'Config' : 'config' },
    data: { a: 'on' },
  });
  if (fault === 'profile') throw new FindingsError([{ path: 'name', message: 'It is wrong.' }]);
  if (fault === 'bug') throw new TypeError('a bug');
});
