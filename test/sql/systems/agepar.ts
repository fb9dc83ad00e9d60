import { AccessLevel } from '../../../lib/profile/databases';
import { Extension } from '../../../lib/profile/extensions';
import { PartitionInterval } from '../../../lib/profile/partitions';
import type { SystemUnderTest } from '../fixture';

/** One role for the portal, and one for its migrations, which owns what they make. */
export const agepar: SystemUnderTest = {
  name: 'agepar',
  roles: { agepar_user: {}, agepar_admin: {} },
  databases: {
    agepar: {
      owner: 'agepar_admin',
      access: { agepar_user: AccessLevel.WRITE },
      extensions: [Extension.PGCRYPTO, Extension.PG_STAT_STATEMENTS],
      // Nobody says how long audits are kept: for ever.
      partitions: { audits: { interval: PartitionInterval.MONTH, premake: 3 } },
      // The key and what it encrypts come as bind parameters: no statement log may hold them.
      sessionParameters: { log_parameter_max_length: '0', log_parameter_max_length_on_error: '0' },
    },
  },
};
