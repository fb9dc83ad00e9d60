import { techcorp as example } from '../../profile/techcorp';
import type { SystemUnderTest } from '../fixture';

const { roles, databases } = example;
const { techcorp: database } = databases;
if (database === undefined) throw new Error('The example of techcorp has no database techcorp.');

/** Six services, each the owner of its schema; beside what the example profile has, the three that it leaves out. */
export const techcorp: SystemUnderTest = {
  name: 'techcorp',
  roles: { ...roles, user_service: {}, inventory_service: {}, catalog_service: {} },
  databases: {
    techcorp: {
      ...database,
      schemas: {
        ...database.schemas,
        users: { owner: 'user_service' },
        inventory: { owner: 'inventory_service' },
        products: { owner: 'catalog_service' },
      },
    },
  },
};
