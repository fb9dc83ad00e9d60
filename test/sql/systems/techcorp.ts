import { techcorp as profile } from '../../../profiles/techcorp';
import type { SystemUnderTest } from '../fixture';

/** The roles and databases of the profile. */
export const techcorp: SystemUnderTest = { name: 'techcorp', roles: profile.roles, databases: profile.databases };
