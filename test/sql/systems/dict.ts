import { dict as profile } from '../../../profiles/dict';
import type { SystemUnderTest } from '../fixture';

/** The roles and databases of the profile. */
export const dict: SystemUnderTest = {
  name: 'dict',
  superuser: profile.systemRoles?.superuser?.name,
  roles: profile.roles ?? {},
  databases: profile.databases,
};

/** The last migration that needs no extension beside PostgreSQL's own: the one after it needs pg_partman. */
export const BEFORE_PARTMAN = '20260101001000';
