import { Extension } from '../../../lib/profile/extensions';
import type { SystemUnderTest } from '../fixture';

/** Two databases, as the specification's commands and its connection strings name them; the services make the tables. */
export const conecta: SystemUnderTest = {
  name: 'conecta',
  roles: { conecta_user: {}, conecta: {} },
  databases: {
    conecta_db: {
      owner: 'conecta_user',
      schemas: { core: {}, auth: {}, network: {}, guardian: {}, messaging: {} },
      extensions: [Extension.UUID_OSSP, Extension.PGCRYPTO, Extension.PG_TRGM],
    },
    conecta_plus: { owner: 'conecta' },
  },
};
