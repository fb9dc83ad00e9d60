import { authoritySteps } from './authority.steps';
import { Booted, missing } from './booted';
import { bootstrapSteps } from './bootstrap.steps';
import { certificateSteps } from './certificates.steps';
import { containerSteps } from './containers.steps';
import { dumpSteps } from './dump.steps';
import { faultSteps } from './faults.steps';
import { lossSteps } from './loss.steps';
import { missingSteps } from './missing.steps';
import { monitoringSteps } from './monitoring.steps';
import { parameterSteps } from './parameters.steps';
import { poolSteps } from './pools.steps';
import { replicationPasswordSteps } from './replication-password.steps';
import { restartSteps } from './restart.steps';

const lack = missing();
if (lack !== undefined) process.stderr.write(`skipped: booting the rendered platform needs ${lack}.\n`);

(lack === undefined ? describe : describe.skip)('the rendered dict platform', () => {
  let running: Booted;
  const booted = () => running;

  beforeAll(async () => {
    running = await Booted.start();
  }, 1_200_000);

  afterAll(async () => {
    await running?.stop();
  }, 300_000);

  // One boot for all: the order is part of the test.
  bootstrapSteps(booted);
  containerSteps(booted);
  poolSteps(booted);
  monitoringSteps(booted);
  dumpSteps(booted);
  faultSteps(booted);
  missingSteps(booted);
  certificateSteps(booted);
  replicationPasswordSteps(booted);
  authoritySteps(booted);
  parameterSteps(booted);
  lossSteps(booted);
  restartSteps(booted);
});
