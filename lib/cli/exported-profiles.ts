import type { Finding } from '../findings';
import type { PostgresProfile } from '../profile/profile';
import { isPlainObject } from '../profile/shapes';
import { describeValue } from '../profile/write-instead';

/** What a module, or several, are taken to export. */
export interface ExportedProfiles {
  readonly profiles: readonly PostgresProfile[];
  /** What would be passed over in silence, so that its platform would be removed where it was rendered before. */
  readonly findings: readonly Finding[];
}

/**
 * The profiles that a module exports, alone or in lists, each once.
 *
 * @param file the module's name, for the findings
 * @param exported what `require` gives
 */
export function exportedProfiles(file: string, exported: unknown): ExportedProfiles {
  const values = Array.isArray(exported) ? { 'module.exports': exported } : Object(exported);
  const named: ReadonlyArray<readonly [string, unknown]> = Object.entries(values);
  const profiles = [...new Set(named.flatMap(([, value]) => value))].filter(isProfile);
  if (profiles.length === 0 && isProfile(exported)) return { profiles: [exported], findings: [] };
  const findings = named.flatMap(([name, value]) => strays(`${file}: ${name}`, value, profiles));
  return { profiles, findings: profiles.length + findings.length > 0 ? findings : [none(file)] };
}

/**
 * What is meant as a profile; whether it is right is checked when it is rendered. One field may be misspelt: a profile
 * that nobody takes for one would be passed over without a word.
 */
function isProfile(value: unknown): value is PostgresProfile {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const [postgres, topology, named] = ['postgres', 'topology', 'name'].map((field) => field in value);
  return (postgres && topology) || (named && (postgres || topology || 'databases' in value));
}

/** Profiles where none are looked for, and what stands among profiles and is none. */
function strays(path: string, value: unknown, known: readonly PostgresProfile[]): Finding[] {
  if (isProfile(value)) return [];
  const within = profilesWithin(value);
  if (!Array.isArray(value)) {
    if (within.every((profile) => known.includes(profile))) return [];
    const message = `is no profile, and holds profiles. Export them alone or in a list: Object.values(...).`;
    return [{ path, message }];
  }
  if (within.length === 0 && !(value.length > 0 && value.every(isMissing))) return [];
  return value.flatMap((entry, index) =>
    isProfile(entry) ? [] : [{ path: `${path}[${index}]`, message: `is ${describeValue(entry)}, ${mendOf(entry)}` }],
  );
}

function mendOf(entry: unknown): string {
  if (Array.isArray(entry)) return 'and the list is one of profiles. Make it one list: profiles.flat().';
  if (isMissing(entry)) return 'and the list is one of profiles. Look where the entry comes from, or remove it.';
  return 'and the list is one of profiles: they have `name`, `postgres` and `topology`. Write them, or remove the entry.';
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The profiles in a list or a plain object, however deep. */
function profilesWithin(value: unknown, seen: Set<unknown> = new Set()): PostgresProfile[] {
  if (isProfile(value)) return [value];
  if (seen.has(value) || !(Array.isArray(value) || isPlainObject(value))) return [];
  seen.add(value);
  return Object.values(value).flatMap((inner) => profilesWithin(inner, seen));
}

function none(path: string): Finding {
  const message =
    'the module exports no profile. Export an object with `name`, `postgres` and `topology`: exports.orders = {...}.';
  return { path, message };
}
