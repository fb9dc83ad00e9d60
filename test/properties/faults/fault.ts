import type { PostgresProfile } from '../../../lib';
import { childPath } from '../../../lib/profile/paths';
import { change, type Place } from '../../profile/change';
import type { Need } from './needs';

/** One kind of fault: how it is made, and what must be said of it. */
export interface Fault {
  /** A clause: what is wrong. */
  readonly kind: string;
  /** @default - whatever every profile has */
  readonly needs?: readonly Need[];
  /** The fault, put into a profile that is right. */
  readonly make: (profile: PostgresProfile) => Broken;
  readonly says: RegExp;
  /** The name of the proof's finding. @default - a check finds it, which needs no proof */
  readonly proof?: string;
  /** What else is said, since the fault is several at once. @default - nothing */
  readonly also?: RegExp;
}

export interface Broken {
  readonly profile: PostgresProfile;
  /** Where the finding must be: as the finding has it, or what it matches. */
  readonly path: string | RegExp;
}

/** A field with a value that is wrong there: the finding is at the field. */
export function wrong(profile: PostgresProfile, place: Place, value: unknown): Broken {
  return { profile: change(profile, place, value), path: pathOf(place) };
}

/** The same where the finding is elsewhere. */
export function wrongAt(path: string | RegExp, profile: PostgresProfile, place: Place, value: unknown): Broken {
  return { profile: change(profile, place, value), path };
}

export function pathOf(place: Place): string {
  return place.reduce<string>((path, key) => childPath(path, key), '');
}
