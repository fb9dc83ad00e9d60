import type { Finding } from '../findings';
import { PATRONI_STORE_PARAMETERS } from '../formats/postgresql-conf';
import { type Major, renderParameters, snakeName } from '../parameters';
import { EXTENSIONS, Extension } from './extensions';
import { childPath } from './paths';
import type { AnyParameters } from './postgres';
import type { PostgresProfile } from './profile';

/** Parameters as text, by PostgreSQL's name. */
export interface ResolvedParameters {
  /** For configuration files. */
  readonly file: Readonly<Record<string, string>>;
  /** For Patroni's store, which alone decides them; the same for all instances. */
  readonly store: Readonly<Record<string, string>>;
}

/** The parameters of the promotable members. */
export function memberParameters(profile: PostgresProfile): ResolvedParameters {
  return split(withDerived(profile, [profile.postgres.props.parameters ?? {}]));
}

/** The parameters of a set: the platform's, and its own over them. */
export function setParameters(profile: PostgresProfile, overrides: AnyParameters | undefined): ResolvedParameters {
  const all = withDerived(profile, [profile.postgres.props.parameters ?? {}, overrides ?? {}]);
  return { file: split(all).file, store: memberParameters(profile).store };
}

/** A set cannot have a value of its own for what Patroni keeps in one store for all. */
export function checkSetParameters(path: string, major: Major, overrides: AnyParameters): Finding[] {
  return Object.entries(overrides)
    .filter(([name, value]) => value !== undefined && PATRONI_STORE_PARAMETERS.has(snakeName(major, name) ?? ''))
    .map(([name]) => ({
      path: childPath(path, name),
      message: `is the same for all instances, since Patroni keeps it in one store. Set it in postgres.parameters.`,
    }));
}

/** What is said, later over earlier, and what follows from the rest of the profile. */
function withDerived(profile: PostgresProfile, said: readonly AnyParameters[]): Record<string, string> {
  const rendered = said.map((parameters) => renderParameters(profile.postgres.major, parameters));
  const parameters: Record<string, string> = Object.assign({}, ...rendered);
  return {
    ...derivedDefaults(profile),
    ...parameters,
    ...derived(profile, parameters.shared_preload_libraries),
  };
}

/**
 * pg_cron would connect to localhost without a password, which pg_hba.conf lets nobody do.
 *
 * @see https://github.com/citusdata/pg_cron#installing-pg_cron
 */
function derivedDefaults(profile: PostgresProfile): Record<string, string> {
  return schedulerDatabase(profile) === undefined ? {} : { 'cron.use_background_workers': 'on' };
}

/** Libraries that must be loaded at start, and where the one job scheduler of a server keeps its jobs. */
function derived(profile: PostgresProfile, said: string | undefined): Record<string, string> {
  const used = new Set(Object.values(profile.databases).flatMap(({ extensions = [] }) => extensions));
  const libraries = [
    ...(said === undefined ? [] : said.split(',').map((name) => name.trim())).filter((name) => name !== ''),
    ...Object.values(Extension).filter((extension) => used.has(extension) && EXTENSIONS[extension].preload),
  ];
  const scheduler = schedulerDatabase(profile);
  return {
    ...(libraries.length > 0 && { shared_preload_libraries: [...new Set(libraries)].join(',') }),
    ...(scheduler !== undefined && { 'cron.database_name': scheduler }),
  };
}

function schedulerDatabase({ databases }: PostgresProfile): string | undefined {
  return Object.keys(databases).find((name) => databases[name]?.extensions?.includes(Extension.PG_CRON));
}

function split(parameters: Readonly<Record<string, string>>): ResolvedParameters {
  const entries = Object.entries(parameters);
  return {
    file: Object.fromEntries(entries.filter(([name]) => !PATRONI_STORE_PARAMETERS.has(name))),
    store: Object.fromEntries(entries.filter(([name]) => PATRONI_STORE_PARAMETERS.has(name))),
  };
}
