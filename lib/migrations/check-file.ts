import type { MigrationFile } from './folder';
import { concurrentIndex, isOutsideTransaction, type ParsedMigration, parseMigration } from './migration';

/** What dbmate or PostgreSQL would refuse of one file, or do otherwise than it looks: sentences with the mend. */
export function checkFile(file: MigrationFile): string[] {
  if (!file.utf8) return ['it is not text in UTF-8. Save it as UTF-8.'];
  if (file.text.includes('\0')) return ['it holds a zero byte. Save it as plain text.'];
  if (file.text.startsWith('\uFEFF')) {
    return ['it begins with a byte order mark (BOM), and dbmate refuses it for that. Save it as UTF-8 without BOM.'];
  }
  const migration = parseMigration(file.text);
  const format = checkFormat(migration);
  return format.length > 0 ? format : [...checkTransaction(migration), ...checkIndexes(migration)];
}

/** @see https://github.com/amacneil/dbmate#creating-migrations */
function checkFormat({ ups, downs, inOrder, before, options, statements }: ParsedMigration): string[] {
  if (ups === 0) return ['it has no line `-- migrate:up`. Begin it with one.'];
  const unknown = options.filter((option) => !/^transaction:(true|false)$/.test(option));
  const message = (wrong: boolean, text: string) => (wrong ? [text] : []);
  return [
    ...message(ups > 1, `it has ${ups} lines \`-- migrate:up\`, and a version is applied once. Make it ${ups} files.`),
    ...message(
      downs === 0,
      'it has no line `-- migrate:down`, without which dbmate refuses it. End it with one; nothing has to follow.',
    ),
    ...message(downs > 1 && ups === 1, `it has ${downs} lines \`-- migrate:down\`. Keep one.`),
    ...message(downs > 0 && !inOrder, 'its `-- migrate:down` comes before `-- migrate:up`. Put it at the end.'),
    ...message(before.length > 0, 'a statement comes before `-- migrate:up`. Move it behind that line.'),
    ...message(
      unknown.length > 0,
      `behind \`-- migrate:up\` stands ${unknown.join(' ')}, which dbmate passes over. Write transaction:false, or nothing.`,
    ),
    ...message(ups === 1 && inOrder && statements.length === 0, 'its up block holds no statement. Write one.'),
  ];
}

/** What PostgreSQL does in no transaction. */
const OUTSIDE_TRANSACTIONS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^create (?:unique )?index concurrently\b/i, 'CREATE INDEX CONCURRENTLY'],
  [/^drop index concurrently\b/i, 'DROP INDEX CONCURRENTLY'],
  [/^reindex\b.*\bconcurrently\b/i, 'REINDEX CONCURRENTLY'],
  [/^alter table\b.*\bdetach partition\b.*\bconcurrently$/i, 'DETACH PARTITION CONCURRENTLY'],
  [/^vacuum\b/i, 'VACUUM'],
  [/^(?:create|drop) database\b/i, 'CREATE and DROP DATABASE'],
  [/^alter system\b/i, 'ALTER SYSTEM'],
];

const TRANSACTION_CONTROL = /^(begin|start transaction|commit|end|rollback|abort|prepare transaction)\b(?! to\b)/i;

function checkTransaction(migration: ParsedMigration): string[] {
  const { statements } = migration;
  const controls = [...new Set(statements.flatMap((one) => TRANSACTION_CONTROL.exec(one)?.[1]?.toLowerCase() ?? []))];
  const apart = OUTSIDE_TRANSACTIONS.filter(([pattern]) => statements.some((one) => pattern.test(one)));
  const outside = isOutsideTransaction(migration);
  return [
    ...controls.map(
      (word) =>
        `it says \`${word}\`, and dbmate begins and ends its transaction. Remove it; several files are several transactions.`,
    ),
    ...apart
      .filter(() => !outside)
      .map(
        ([, name]) =>
          `${name} runs in no transaction. Give it a file of its own that begins with \`-- migrate:up transaction:false\`.`,
      ),
    ...(outside && statements.length > 1
      ? [
          `it has transaction:false and ${statements.length} statements, which PostgreSQL takes for one transaction ` +
            `after all. Make it ${statements.length} files.`,
        ]
      : []),
  ];
}

/** What lets the next run go on after one that was killed, or whose build failed. */
function checkIndexes({ statements }: ParsedMigration): string[] {
  return statements.flatMap((statement) => {
    const index = concurrentIndex(statement);
    if (index === undefined) return [];
    if (index.index === undefined) {
      return ['it builds an index without a name, so nobody would find the invalid one of a failed build. Name it.'];
    }
    return index.ifNotExists
      ? []
      : [
          `it builds ${index.index} without \`if not exists\`: a run that is killed once the index is there would stop the ` +
            'next one. Write `create index concurrently if not exists`; an invalid one is dropped first.',
        ];
  });
}
