import { quoteLiteral, sqlValue, temporaryTable } from '../../lib/formats/sql';

test('literals double their quotes and leave backslashes alone', () => {
  expect(quoteLiteral(`it's \\n`)).toBe(`'it''s \\n'`);
});

test('what PostgreSQL cannot hold is refused', () => {
  expect(() => quoteLiteral('a\0')).toThrow('zero byte');
});

test('values are written by their type', () => {
  expect([null, true, -1, "o'x", ['a', "b'"], []].map(sqlValue)).toEqual([
    'null',
    'true',
    '-1',
    "'o''x'",
    "array['a', 'b''']::text[]",
    'array[]::text[]',
  ]);
});

test('a table without rows is made all the same', () => {
  const columns = [
    { name: 'name', type: 'text' },
    { name: 'many', type: 'integer' },
  ];
  expect(temporaryTable('t', columns, [])).toBe('create temporary table t (name text, many integer);\n');
  expect(
    temporaryTable('t', columns, [
      ['a', 1],
      ['b', 2],
    ]),
  ).toBe("create temporary table t (name text, many integer);\ninsert into t values\n  ('a', 1),\n  ('b', 2);\n");
});
