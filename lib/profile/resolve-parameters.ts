import { PATRONI_STORE_PARAMETERS } from '../formats/postgresql-conf';
import { renderParameters } from '../parameters';
import { derivedParameters } from './derived-parameters';
import { EXTENSIONS, Extension } from './extensions';
import type { PostgresProfile } from './profile';
import { type ServerGroup, serverGroups } from './server-groups';
import { singleOf } from './single';

/** Parameters as text, by PostgreSQL's name. */
export interface ResolvedParameters {
  /** For configuration files. */
  readonly file: Readonly<Record<string, string>>;
  /** For Patroni's store, which alone decides them; the same for all instances. Nothing without Patroni. */
  readonly store: Readonly<Record<string, string>>;
}

/** The parameters of the promotable members, or of the one instance. */
export function memberParameters(profile: PostgresProfile): ResolvedParameters {
  const [members] = serverGroups(profile);
  if (members === undefined) return { file: {}, store: {} };
  const parameters = withDerived(profile, members);
  return singleOf(profile) ? { file: parameters, store: {} } : split(parameters);
}

/** The parameters of a set: the platform's, and its own over them. */
export function setParameters(profile: PostgresProfile, set: ServerGroup): ResolvedParameters {
  return { file: split(withDerived(profile, set)).file, store: memberParameters(profile).store };
}

/** What is said, later over earlier, and what follows from the rest of the profile. */
function withDerived(profile: PostgresProfile, group: ServerGroup): Record<string, string> {
  const said = [profile.postgres.props.parameters ?? {}, group.overrides];
  const rendered = said.map((parameters) => renderParameters(profile.postgres.major, parameters));
  const parameters: Record<string, string> = Object.assign({}, ...rendered);
  return {
    ...derivedDefaults(profile),
    ...derivedParameters(profile, group),
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
  const libraries = librariesAtStart(profile, said);
  const scheduler = schedulerDatabase(profile);
  return {
    ...(libraries.length > 0 && { shared_preload_libraries: libraries.join(',') }),
    ...(scheduler !== undefined && { 'cron.database_name': scheduler }),
  };
}

/** What shared_preload_libraries names, and what the databases' extensions need of it. */
export function librariesAtStart({ databases }: PostgresProfile, said = ''): string[] {
  const used = new Set(Object.values(databases).flatMap(({ extensions = [] }) => extensions));
  const needed = Object.values(Extension).filter((extension) => used.has(extension) && EXTENSIONS[extension].preload);
  return [...new Set([...libraryNames(said), ...needed])];
}

/** The names in a list such as `auto_explain, pg_cron`. */
export function libraryNames(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
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
