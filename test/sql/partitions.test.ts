import { type System, startSystem } from './fixture';
import { calendarSteps } from './partitions/calendar.steps';
import { type Ledger, ledger as ledgerSystem, openLedger } from './partitions/ledger';
import { movingSteps } from './partitions/moving.steps';
import { sessionsSteps } from './partitions/sessions.steps';
import { upkeepSteps } from './partitions/upkeep.steps';

describe.each([15, 16, 17, 18] as const)('the partition library on PostgreSQL %i', (major) => {
  let system: System;
  let ledger: Ledger;

  beforeAll(async () => {
    system = await startSystem(major, ledgerSystem);
    ledger = await openLedger(system);
  });

  afterAll(() => system?.stop());

  calendarSteps(() => ledger);
  movingSteps(() => ledger);
  sessionsSteps(() => ledger);
  upkeepSteps(() => ledger);
});
