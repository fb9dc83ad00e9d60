import type { Finding } from '../findings';
import { PATRONI_STORE_PARAMETERS } from '../formats/postgresql-conf';
import { type Major, renderParameters } from '../parameters';
import { EXTENSIONS, Extension } from './extensions';
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
  return split({
    ...renderParameters(profile.postgres.major, profile.postgres.props.parameters ?? {}),
    ...derived(profile),
  });
}

/** The parameters of a set: the platform's, and its own over them. */
export function setParameters(profile: PostgresProfile, overrides: AnyParameters | undefined): ResolvedParameters {
  const own = overrides ? renderParameters(profile.postgres.major, overrides) : {};
  const members = memberParameters(profile);
  return { file: { ...members.file, ...own }, store: members.store };
}

/** A set cannot have a value of its own for what Patroni keeps in one store for all. */
export function checkSetParameters(path: string, major: Major, overrides: AnyParameters): Finding[] {
  return Object.keys(renderParameters(major, overrides))
    .filter((name) => PATRONI_STORE_PARAMETERS.has(name))
    .map((name) => ({
      path,
      message: `${name} is the same for all instances, since Patroni keeps it in one store. Set it in postgres.parameters.`,
    }));
}

/** Libraries that must be loaded at start, and where the one job scheduler of a server keeps its jobs. */
function derived(profile: PostgresProfile): Record<string, string> {
  const databases = Object.entries(profile.databases);
  const used = new Set(databases.flatMap(([, { extensions = [] }]) => extensions));
  const said = profile.postgres.props.parameters?.sharedPreloadLibraries;
  const libraries = [
    ...(said === undefined ? [] : said.split(',').map((name) => name.trim())),
    ...Object.values(Extension).filter((extension) => used.has(extension) && EXTENSIONS[extension].preload),
  ];
  const scheduler = databases.find(([, { extensions = [] }]) => extensions.includes(Extension.PG_CRON));
  return {
    ...(libraries.length > 0 && { shared_preload_libraries: [...new Set(libraries)].join(',') }),
    ...(scheduler && { 'cron.database_name': scheduler[0] }),
  };
}

function split(parameters: Readonly<Record<string, string>>): ResolvedParameters {
  const entries = Object.entries(parameters);
  return {
    file: Object.fromEntries(entries.filter(([name]) => !PATRONI_STORE_PARAMETERS.has(name))),
    store: Object.fromEntries(entries.filter(([name]) => PATRONI_STORE_PARAMETERS.has(name))),
  };
}
