import { conecta as profile } from '../../../profiles/conecta';
import type { SystemUnderTest } from '../fixture';

/** The roles and databases of the profile. */
export const conecta: SystemUnderTest = { name: 'conecta', roles: profile.roles, databases: profile.databases };
