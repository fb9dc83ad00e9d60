import { sagaz as profile } from '../../../profiles/sagaz';
import type { SystemUnderTest } from '../fixture';

/** The roles and databases of the profile. */
export const sagaz: SystemUnderTest = { name: 'sagaz', roles: profile.roles, databases: profile.databases };
