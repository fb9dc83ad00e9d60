import contents from '../../images/postgres/contents.json';
import { DEFAULT_LOCALE } from '../formats/reconcile-databases';
import { didYouMean } from '../nearest';
import { fault } from '../profile/figures';
import { childPath } from '../profile/paths';
import type { PostgresProfile } from '../profile/profile';
import type { ResolvedProfile } from '../profile/resolve';
import { librariesAtStart, libraryNames } from '../profile/resolve-parameters';
import { figurePath, type ServerGroup, serverGroups } from '../profile/server-groups';
import { error, type Proof, type ProofFinding } from './proof';

/**
 * The image holds what the profile needs: each extension and each library to load, for its major; each database's
 * locale; each program that a job or a server calls. The build of the image fails where its contents are not as
 * declared, so that what is declared is there; `postgres.imageAdds` says what another build has beside.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SHARED-PRELOAD-LIBRARIES
 */
export function proveImage({ profile }: ResolvedProfile): Proof {
  return {
    name: 'image',
    findings: [
      ...extensions(profile),
      ...serverGroups(profile).flatMap((group) => libraries(profile, group)),
      ...locales(profile),
      ...programs(profile),
    ].map(({ path, message }) => error('image', path, message)),
  };
}

const MAJORS: Readonly<Record<string, { readonly extensions: readonly string[] }>> = contents.majors;

type Fault = Pick<ProofFinding, 'path' | 'message'>;

function extensions({ postgres, databases }: PostgresProfile): Fault[] {
  const held = MAJORS[postgres.major]?.extensions ?? [];
  return Object.entries(databases).flatMap(([name, { extensions: used = [] }]) =>
    used.flatMap((extension, index) =>
      fault(
        !held.includes(extension),
        `${childPath('databases', name)}.extensions[${index}]`,
        `the image for PostgreSQL ${postgres.major} does not hold "${extension}".${didYouMean(extension, held) || ' Leave it out.'}`,
      ),
    ),
  );
}

const LIBRARY_PARAMETERS = ['sharedPreloadLibraries', 'sessionPreloadLibraries', 'localPreloadLibraries'] as const;

function libraries(profile: PostgresProfile, group: ServerGroup): Fault[] {
  const { parameters = {}, imageAdds } = profile.postgres.props;
  const held = [...contents.preloadLibraries, ...(imageAdds?.preloadLibraries ?? [])];
  return LIBRARY_PARAMETERS.flatMap((name) => {
    const path = figurePath(group, name);
    // What a set has from the platform is said there.
    if (!group.promotable && path.startsWith('postgres.')) return [];
    const said = group.overrides[name] ?? parameters[name] ?? '';
    const named = name === 'sharedPreloadLibraries' ? librariesAtStart(profile, said) : libraryNames(said);
    return named
      .map(bareName)
      .flatMap((library) =>
        fault(
          !held.includes(library),
          path,
          `the image does not hold the library "${library}", and a server that cannot load it does not start.` +
            `${didYouMean(library, held) || ' Add it to your image, and to postgres.imageAdds.preloadLibraries.'}`,
        ),
      );
  });
}

/** `pg_cron` of `"$libdir/pg_cron.so"`. */
function bareName(library: string): string {
  return library
    .replaceAll('"', '')
    .replace(/^\$libdir\/(plugins\/)?/, '')
    .replace(/\.so$/, '');
}

/** With one that is missing a server does not start. */
const LOCALE_PARAMETERS = ['lcMessages', 'lcMonetary', 'lcNumeric', 'lcTime'] as const;

function locales(profile: PostgresProfile): Fault[] {
  const held = [...contents.locales, ...(profile.postgres.props.imageAdds?.locales ?? [])];
  const ofDatabases = Object.entries(profile.databases).map(([name, { locale = DEFAULT_LOCALE }]) => ({
    path: `${childPath('databases', name)}.locale`,
    locale,
  }));
  return [...serverGroups(profile).flatMap((group) => localesOfGroup(profile, group)), ...ofDatabases].flatMap(
    ({ path, locale }) =>
      fault(
        // Those two are in the C library itself.
        !['C', 'POSIX', ...held].includes(locale),
        path,
        `the image does not hold the locale "${locale}": it has ${held.join(', ')}.` +
          `${didYouMean(locale, held) || ' Add it to your image, and to postgres.imageAdds.locales.'}`,
      ),
  );
}

/** What a set has from the platform is said there; the empty locale is the environment's, which the image sets. */
function localesOfGroup({ postgres }: PostgresProfile, group: ServerGroup): { path: string; locale: string }[] {
  const said = group.promotable ? (postgres.props.parameters ?? {}) : group.overrides;
  return LOCALE_PARAMETERS.flatMap((name) => {
    const locale = said[name];
    return locale === undefined || locale === '' ? [] : [{ path: figurePath(group, name), locale }];
  });
}

/** What each part of a platform calls, beside coreutils. */
export const PROGRAMS = {
  servers: [
    'bash',
    'sh',
    'curl',
    'jq',
    'initdb',
    'patroni',
    'pg_basebackup',
    'pg_controldata',
    'pg_ctl',
    'pg_rewind',
    'postgres',
  ],
  jobs: ['bash', 'curl', 'jq', 'psql'],
  dumps: ['pg_dump', 'pg_dumpall', 'pg_restore', 'rclone'],
  physical: ['pgbackrest'],
} as const;

function programs({ backups }: PostgresProfile): Fault[] {
  const parts: ReadonlyArray<readonly [path: string, used: boolean, programs: readonly string[]]> = [
    ['postgres.image', true, [...PROGRAMS.servers, ...PROGRAMS.jobs]],
    ['backups.dumps', backups?.dumps !== undefined, PROGRAMS.dumps],
    ['backups.physical', backups?.physical !== undefined, PROGRAMS.physical],
  ];
  return parts.flatMap(([path, used, needed]) => {
    const missing = used ? needed.filter((program) => !contents.programs.includes(program)) : [];
    const message = `needs ${missing.join(', ')}, which the image does not hold. Add them to images/postgres.`;
    return fault(missing.length > 0, path, message);
  });
}
