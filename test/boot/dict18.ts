import { extendProfile, type Parameters18, type PostgresProfile, type ProfileOverrides } from '../../lib';
import { dict } from '../../profiles/dict';
import { on18 } from './on18';

/** The dict profile on PostgreSQL 18, with other parameters where given. */
export function dict18(parameters: Parameters18 = {}, overrides: ProfileOverrides = {}): PostgresProfile {
  return extendProfile(on18(dict, parameters), overrides);
}
