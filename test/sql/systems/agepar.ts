import { ageparHomologation as profile } from '../../../profiles/agepar';
import type { SystemUnderTest } from '../fixture';

/** The roles and databases of the profiles, which are the same in both environments. */
export const agepar: SystemUnderTest = { name: 'agepar', roles: profile.roles, databases: profile.databases };
