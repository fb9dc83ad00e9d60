/** A supported major version of PostgreSQL. */
export type Major = 15 | 16 | 17 | 18;

/**
 * Every supported major with the minor that its parameters were read from, ascending.
 *
 * @see https://www.postgresql.org/support/versioning/
 */
export const supportedMajors: ReadonlyMap<Major, string> = new Map<Major, string>([
  [15, '15.18'],
  [16, '16.14'],
  [17, '17.10'],
  [18, '18.4'],
]);

/** The supported majors, ascending. */
export const majors: readonly Major[] = [...supportedMajors.keys()];
