import { statementsOf } from '../../lib/migrations/statements';

test.each([
  [
    'comments and strings with semicolons',
    "select 'a;b' /* ; /* ; */ ; */ -- ;\n, E'\\';'; select 2",
    ["select '' , ''", 'select 2'],
  ],
  ['names in quotes', 'drop table "a;b"; select U&"d;"', ['drop table "a;b"', 'select U&"d;"']],
  ['bodies in dollars', 'do $$ begin; end $$; do $a$ $$; $a$;', ['do $$', 'do $$']],
  ['parameters and names with dollars', 'select $1; select a$b$c; select 1', ['select $1', 'select a$b$c', 'select 1']],
  [
    'rules of several commands',
    'create rule r as on insert to t do (select 1; select 2); select 3',
    ['create rule r as on insert to t do (select 1; select 2)', 'select 3'],
  ],
  [
    'functions in standard SQL',
    'create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3',
    ['create function f() returns int begin atomic select case when true then 1 end; select 2; end', 'select 3'],
  ],
  ['text that ends within a string, a comment or a body', "select 1; select 'a;", ['select 1', "select ''"]],
  ['a comment that never ends', 'select 1; /* ; select 2;', ['select 1']],
  ['a body that never ends', 'select 1; do $$ ; ', ['select 1', 'do $$']],
  ['nothing', ' -- nothing\n ; ;', []],
])('%s are told apart', (_title, sql, statements) => {
  expect(statementsOf(sql)).toEqual(statements);
});
