import { AccessLevel } from '../../../lib/profile/databases';
import { PartitionInterval, PartitionRetire } from '../../../lib/profile/partitions';
import type { SystemUnderTest } from '../fixture';

const months = { interval: PartitionInterval.MONTH, premake: 3, retention: 12, retire: PartitionRetire.DROP };
const days = { interval: PartitionInterval.DAY, premake: 7, retention: 30, retire: PartitionRetire.DROP };

/** The orchestrator writes, dashboards read; neither owns anything. */
export const sagaz: SystemUnderTest = {
  name: 'sagaz',
  roles: { sagaz_owner: { login: false }, sagaz_app: {}, sagaz_analytics: {} },
  databases: {
    sagaz: {
      owner: 'sagaz_owner',
      access: { sagaz_app: AccessLevel.WRITE, sagaz_analytics: AccessLevel.READ },
      partitions: { saga_executions: months, saga_outbox: days, saga_audit_log: months },
    },
  },
};
