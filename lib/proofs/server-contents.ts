import contents from '../../images/postgres/contents.json';
import type { PostgresProfile } from '../profile/profile';
import { runsPlatformImage, singleOf } from '../profile/single';

/** What is in the image that instances run. */
export interface ServerContents {
  /** As messages name it. */
  readonly name: string;
  readonly extensions: readonly string[];
  readonly preloadLibraries: readonly string[];
  readonly locales: readonly string[];
  readonly programs: string[];
  /** How one comes to a program that it lacks. */
  readonly withProgram: string;
  /** How one comes to an extension that it lacks, where there is a way. */
  readonly withExtension: string;
}

/** What the official image has of all that: contrib, and the locale that its Dockerfile makes. */
export const OFFICIAL = {
  /** Packages beside contrib, which it does not hold. */
  lacks: ['pg_cron', 'pg_partman'],
  preloadLibraries: ['auto_explain', 'pg_prewarm', 'pg_stat_statements'],
  locales: ['C.UTF-8', 'en_US.UTF-8'],
  programs: ['bash', 'initdb', 'pg_controldata', 'pg_ctl', 'pg_isready', 'postgres', 'psql', 'sh'],
} as const;

/**
 * The contents of the servers' image, and what `postgres.imageAdds` says of it.
 *
 * @see https://github.com/docker-library/postgres/blob/master/Dockerfile-debian.template
 */
export function serverContents(profile: PostgresProfile): ServerContents {
  const { major, props } = profile.postgres;
  const { locales = [], preloadLibraries = [] } = props.imageAdds ?? {};
  const majors: Readonly<Record<string, { readonly extensions: readonly string[] }>> = contents.majors;
  const all = majors[major]?.extensions ?? [];
  const lacks: readonly string[] = OFFICIAL.lacks;
  const image = runsPlatformImage(profile)
    ? {
        ...contents,
        name: 'image',
        extensions: all,
        withExtension: ' Leave it out.',
        withProgram: 'Add them to images/postgres.',
      }
    : {
        ...OFFICIAL,
        name: 'official image',
        extensions: all.filter((extension) => !lacks.includes(extension)),
        withExtension: ` Leave it out, or ${RUN_THE_OTHER}.`,
        withProgram: `Leave it out, or ${RUN_THE_OTHER}.`,
      };
  return {
    ...image,
    programs: [...image.programs],
    preloadLibraries: [...image.preloadLibraries, ...preloadLibraries],
    locales: [...image.locales, ...locales],
  };
}

const RUN_THE_OTHER = 'run postgres.image: write it in topology.image too';

/** What the servers' containers call, beside coreutils. */
export function serverPrograms(profile: PostgresProfile): readonly string[] {
  return singleOf(profile) ? SINGLE_PROGRAMS : PATRONI_PROGRAMS;
}

export const SINGLE_PROGRAMS = ['sh', 'initdb', 'pg_controldata', 'pg_isready', 'postgres', 'psql'];
export const PATRONI_PROGRAMS = [
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
];
