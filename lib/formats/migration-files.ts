import { LOCK_FILE } from '../migrations/lock';
import { concurrentIndex, parseMigration } from '../migrations/migration';
import type { MigrationFiles } from '../migrations/read-migrations';
import { readOperation } from '../operations/read-operation';
import { sqlValue } from './sql';

/** What must be on the server before migrations begin: the work of the reconcile job. */
export interface MigrationNeeds {
  /** The role that migrations work as. */
  readonly owner: string;
  /** Schemas that the profile declares. */
  readonly schemas: readonly string[];
  readonly extensions: readonly string[];
}

/** The ConfigMap of one database: the files, their lock, and what `migrate.sh` needs beside them. */
export function migrationData(migrations: MigrationFiles, needs: MigrationNeeds): Record<string, string> {
  return {
    'migrate.sh': readOperation('migrate'),
    'migrate-locked.sh': readOperation('migrate-locked'),
    'ready.sql': readySql(needs),
    'indexes.tsv': indexesTsv(migrations.files),
    [LOCK_FILE]: migrations.lock,
    ...migrations.files,
  };
}

/** One line: `ready`, or what is missing. psql runs it as the role that logs in. */
export function readySql({ owner, schemas, extensions }: MigrationNeeds): string {
  return `-- Whether the reconcile job has made what migrations build on.
select coalesce(string_agg(missing, ', ' order by missing), 'ready')
from (
  select format('membership of %I in %I', current_user, name) as missing
  from unnest(${sqlValue([owner])}) name
  where not exists (select from pg_roles where rolname = name and pg_has_role(oid, 'MEMBER'))
  union all
  select format('schema %I', name)
  from unnest(${sqlValue(schemas)}) name
  where name not in (select nspname from pg_namespace)
  union all
  select format('extension %I', name)
  from unnest(${sqlValue(extensions)}) name
  where name not in (select extname from pg_extension)
) needed;
`;
}

/** The indexes that files build concurrently: file, index, table. The invalid one of a failed build is dropped first. */
export function indexesTsv(files: { readonly [name: string]: string }): string {
  return Object.entries(files)
    .flatMap(([file, text]) =>
      parseMigration(text).statements.flatMap((statement) => {
        const { index, table } = concurrentIndex(statement) ?? {};
        return index === undefined ? [] : [`${[file, index, table].join('\t')}\n`];
      }),
    )
    .sort()
    .join('');
}
