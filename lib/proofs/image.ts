import contents from '../../images/postgres/contents.json';
import { DEFAULT_LOCALE } from '../formats/reconcile-databases';
import { didYouMean } from '../nearest';
import { fault } from '../profile/figures';
import { childPath } from '../profile/paths';
import type { PostgresProfile } from '../profile/profile';
import type { ResolvedProfile } from '../profile/resolve';
import { librariesAtStart, libraryNames } from '../profile/resolve-parameters';
import { figurePath, type ServerGroup, serverGroups } from '../profile/server-groups';
import { singleOf } from '../profile/single';
import { error, type Proof, type ProofFinding } from './proof';
import { serverContents, serverPrograms } from './server-contents';

/**
 * The image holds what the profile needs: each extension and each library to load, for its major; each database's
 * locale; each program that a job or a server calls. One instance
 * runs the official image, and its jobs the platform's. The build of the image fails where its contents are not as
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

type Fault = Pick<ProofFinding, 'path' | 'message'>;

function extensions(profile: PostgresProfile): Fault[] {
  const { postgres, databases } = profile;
  const { name: image, extensions: held, withExtension } = serverContents(profile);
  return Object.entries(databases).flatMap(([name, { extensions: used = [] }]) =>
    used.flatMap((extension, index) =>
      fault(
        !held.includes(extension),
        `${childPath('databases', name)}.extensions[${index}]`,
        `the ${image} for PostgreSQL ${postgres.major} does not hold "${extension}".${didYouMean(extension, held) || withExtension}`,
      ),
    ),
  );
}

const LIBRARY_PARAMETERS = ['sharedPreloadLibraries', 'sessionPreloadLibraries', 'localPreloadLibraries'] as const;

function libraries(profile: PostgresProfile, group: ServerGroup): Fault[] {
  const { parameters = {} } = profile.postgres.props;
  const { name: image, preloadLibraries: held } = serverContents(profile);
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
          `the ${image} does not hold the library "${library}", and a server that cannot load it does not start.` +
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
  const { name: image, locales: held } = serverContents(profile);
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
        `the ${image} does not hold the locale "${locale}": it has ${held.join(', ')}.` +
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

/** What the parts of a platform call, beside coreutils and what servers need. */
export const PROGRAMS = {
  jobs: ['bash', 'curl', 'jq', 'psql'],
  dumps: ['pg_dump', 'pg_dumpall', 'pg_restore', 'rclone'],
  physical: ['pgbackrest'],
} as const;

/** Jobs run on the platform's image, whatever instances do. */
function programs(profile: PostgresProfile): Fault[] {
  const { backups } = profile;
  const servers = serverContents(profile);
  const jobs = { name: 'image', programs: contents.programs, withProgram: 'Add them to images/postgres.' };
  const parts: ReadonlyArray<readonly [path: string, used: boolean, programs: readonly string[], image: typeof jobs]> =
    [
      [singleOf(profile) ? 'topology' : 'postgres.image', true, serverPrograms(profile), servers],
      ['postgres.image', true, PROGRAMS.jobs, jobs],
      ['backups.dumps', backups?.dumps !== undefined, PROGRAMS.dumps, jobs],
      ['backups.physical', backups?.physical !== undefined, PROGRAMS.physical, servers],
    ];
  return parts.flatMap(([path, used, needed, image]) => {
    const missing = used ? needed.filter((program) => !image.programs.includes(program)) : [];
    const message = `needs ${missing.join(', ')}, which the ${image.name} does not hold. ${image.withProgram}`;
    return fault(missing.length > 0, path, message);
  });
}
