import { bootstrapSteps } from './bootstrap.steps';
import { dumpSteps } from './dump.steps';
import { evictionSteps } from './eviction.steps';
import { failoverSteps } from './failover.steps';
import { networkSteps } from './network.steps';
import { parameterSteps } from './parameters.steps';
import { Platform } from './platform';
import { poolSteps } from './pools.steps';
import { missing, readSettings } from './settings';

const lack = missing(process.env);
if (lack !== undefined) process.stderr.write(`skipped: the dict platform on a cluster needs ${lack}.\n`);

(lack === undefined ? describe : describe.skip)('the rendered dict platform on the cluster of KUBECONFIG', () => {
  let platform: Platform;
  const started = () => platform;

  beforeAll(async () => {
    platform = await Platform.start(readSettings(process.env));
  }, 1_800_000);

  afterAll(async () => {
    await platform?.stop();
  }, 900_000);

  // One platform for all: the order is part of the test.
  bootstrapSteps(started);
  poolSteps(started);
  networkSteps(started);
  dumpSteps(started);
  failoverSteps(started);
  evictionSteps(started);
  parameterSteps(started);
});
