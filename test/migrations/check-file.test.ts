import { checkFile } from '../../lib/migrations/check-file';
import { concurrentIndex } from '../../lib/migrations/migration';

const check = (text: string, utf8 = true) => checkFile({ name: 'a.sql', text, bytes: text.length, sha256: '', utf8 });
const up = (sql: string, options = '') => `-- migrate:up${options}\n${sql}\n\n-- migrate:down\n`;

describe('a file is right', () => {
  test.each([
    ['with statements in a transaction', up('create table a (b int); insert into a values (1);')],
    ['with comments before it', `-- Why.\n\n${up('select 1;')}`],
    ['with a down block', `${up('create table a (b int);')}drop table a;\n`],
    [
      'with an index of its own',
      up('create index concurrently if not exists b on public.a (b);', ' transaction:false'),
    ],
    ['with one statement outside of a transaction', up('vacuum a', ' transaction:false')],
    ['with savepoints', up('savepoint a; select 1; rollback to a; release a;')],
    ['with transactions in a body', up('create procedure p() language plpgsql as $$ begin commit; end $$;')],
    ['with lines that end as on Windows', up('select 1;').replaceAll('\n', '\r\n')],
    ['with tabs for spaces', '--\tmigrate:up\ttransaction:true\nselect 1;\n--migrate:down'],
  ])('%s', (_title, text) => {
    expect(check(text)).toEqual([]);
  });
});

describe('a file is refused', () => {
  test.each([
    [
      'that begins with a byte order mark',
      `\uFEFF${up('select 1;')}`,
      /byte order mark \(BOM\).* UTF-8 without BOM\.$/,
    ],
    ['without an up block', 'create table a (b int);', /no line `-- migrate:up`\. Begin it with one\.$/],
    [
      'without a down block',
      '-- migrate:up\nselect 1;',
      /no line `-- migrate:down`, without which dbmate refuses it\. End it with one/,
    ],
    ['with two up blocks', up('select 1;') + up('select 2;'), /2 lines `-- migrate:up`.* Make it 2 files\.$/],
    ['with two down blocks', `${up('select 1;')}\n-- migrate:down\n`, /2 lines `-- migrate:down`\. Keep one\.$/],
    [
      'with its blocks the wrong way round',
      '-- migrate:down\n-- migrate:up\nselect 1;',
      /comes before `-- migrate:up`\. Put it at the end\.$/,
    ],
    [
      'with a statement before the up block',
      `select 1;\n${up('select 1;')}`,
      /before `-- migrate:up`\. Move it behind that line\.$/,
    ],
    [
      'with an option that dbmate does not know',
      up('select 1;', ' transaction:fasle'),
      /stands transaction:fasle, which dbmate passes over\. Write transaction:false, or nothing\.$/,
    ],
    ['without a statement', up('-- later'), /holds no statement\. Write one\.$/],
    [
      'with an index that is built concurrently in a transaction',
      up('create unique index concurrently if not exists b on a (b);'),
      /^CREATE INDEX CONCURRENTLY runs in no transaction\. Give it a file of its own that begins with `-- migrate:up transaction:false`\.$/,
    ],
    [
      'with an index that is dropped concurrently in a transaction',
      up('select 1; DROP INDEX\n CONCURRENTLY b;'),
      /^DROP INDEX CONCURRENTLY runs in no transaction/,
    ],
    [
      'with an index that is rebuilt concurrently in a transaction',
      up('reindex (verbose) table concurrently a;'),
      /^REINDEX CONCURRENTLY runs/,
    ],
    [
      'with a partition that is detached concurrently in a transaction',
      up('alter table a detach partition b concurrently;'),
      /^DETACH PARTITION CONCURRENTLY runs/,
    ],
    [
      'with several statements outside of a transaction',
      up('vacuum a; vacuum b;', ' transaction:false'),
      /transaction:false and 2 statements, which PostgreSQL takes for one transaction after all\. Make it 2 files\.$/,
    ],
    ['with a transaction of its own', up('begin; select 1; commit;'), /^it says `begin`/],
    [
      'with an index without a name',
      up('create index concurrently on a (b);', ' transaction:false'),
      /without a name, .* Name it\.$/,
    ],
    [
      'with an index that may be there already',
      up('create index concurrently b on a (b);', ' transaction:false'),
      /builds b without `if not exists`: .* Write `create index concurrently if not exists`/,
    ],
    ['with a zero byte', up("select 'a\0b';"), /zero byte\. Save it as plain text\.$/],
  ])('%s', (_title, text, message) => {
    expect(check(text)[0]).toMatch(message);
  });

  test('in another encoding', () => {
    expect(check('\ufffd', false)).toEqual(['it is not text in UTF-8. Save it as UTF-8.']);
  });

  test('with all its faults at once', () => {
    expect(check(up('commit; vacuum a; create index concurrently b on a (b);'))).toHaveLength(4);
  });
});

test.each([
  [
    'create index concurrently if not exists Orders_Placed on only public.orders using btree (a)',
    'orders_placed',
    'public.orders',
    true,
  ],
  ['create unique index concurrently "Odd ""one""" on "The Table"(a)', 'Odd "one"', '"The Table"', false],
  ['create index concurrently on a (b)', undefined, 'a', false],
  ['CREATE INDEX CONCURRENTLY onset ON a . "b" (c)', 'onset', 'a . "b"', false],
])('%s is understood', (statement, index, table, ifNotExists) => {
  expect(concurrentIndex(statement)).toEqual({ index, table, ifNotExists });
});
