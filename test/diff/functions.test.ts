import * as fs from 'node:fs';
import * as path from 'node:path';
import { parsePgbouncerIni, parsePostgresqlConf } from '../../lib/diff/conf-files';
import { describeEffects, EFFECTS, exitCodeOf, gravest } from '../../lib/diff/effect';
import { fieldChanges, shown } from '../../lib/diff/field-changes';
import { diffMarkdown } from '../../lib/diff/markdown';
import { NOT_LOWER_ON_STANDBY, PATRONI_DEFAULTS, parameterVerdict } from '../../lib/diff/parameter-verdict';
import type { Change, DiffReport } from '../../lib/diff/report';
import { sequenceChanges } from '../../lib/diff/sequence-changes';
import { fill } from '../../lib/diff/verdict';
import { quantity } from '../../lib/diff/volumes';
import { PATRONI_STORE_PARAMETERS } from '../../lib/formats/postgresql-conf';
import { quoteConfValue } from '../../lib/parameters';

describe('sequenceChanges', () => {
  const applied = (before: string, after: string) => {
    const changes = sequenceChanges([...before], [...after]);
    const removed = new Set(changes.map(({ from }) => from));
    const added = new Set(changes.map(({ to }) => to));
    const keptOfBefore = [...before].filter((_, index) => !removed.has(index)).join('');
    const keptOfAfter = [...after].filter((_, index) => !added.has(index)).join('');
    return { count: changes.length, keptOfBefore, keptOfAfter };
  };

  it.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['abcd', 'abxcd', 1],
    ['abcd', 'acbd', 2],
    ['aaaa', 'aa', 2],
    ['xaby', 'yabx', 4],
    ['abcabba', 'cbabac', 5],
  ])('turns %j into %j with %i changes', (before, after, count) => {
    const found = applied(before, after);
    expect(found.count).toBe(count);
    expect(found.keptOfBefore).toBe(found.keptOfAfter);
  });

  it('takes long sequences without anything in common as replaced', () => {
    const numbers = (offset: number) => Array.from({ length: 3000 }, (_, index) => index + offset);
    expect(sequenceChanges(numbers(0), numbers(10_000))).toHaveLength(6000);
  });
});

describe('fieldChanges', () => {
  it('matches items of lists by name, and tells where only their order differs', () => {
    const before = [{ name: 'a', value: '1' }, { name: 'b' }];
    expect(fieldChanges({ env: before }, { env: [{ name: 'b' }, { name: 'a', value: '2' }] })).toEqual([
      { path: 'env[a].value', before: '1', after: '2' },
    ]);
    expect(fieldChanges({ env: before }, { env: [...before].reverse() })).toEqual([
      { path: 'env', before: ['a', 'b'], after: ['b', 'a'] },
    ]);
  });

  it('takes what has no names by its place, or by what was put in and taken out', () => {
    expect(fieldChanges([{ port: 1 }], [{ port: 2 }], 'ports')).toEqual([
      { path: 'ports[0].port', before: 1, after: 2 },
    ]);
    expect(fieldChanges([{ port: 1 }], [{ port: 2 }, { port: 1 }], 'ports')).toEqual([
      { path: 'ports[]', before: undefined, after: { port: 2 } },
    ]);
    expect(fieldChanges(['a', 'b'], ['b', 'c'], 'args')).toEqual([
      { path: 'args[]', before: 'a', after: undefined },
      { path: 'args[]', before: undefined, after: 'c' },
    ]);
  });

  it('does not mind the order of keys, and tells null from nothing', () => {
    expect(fieldChanges({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
    expect(fieldChanges({ a: null }, {})).toEqual([{ path: 'a', before: null, after: undefined }]);
    expect([shown(null), shown(undefined), shown('x'), shown(1), shown('a\nb\n')]).toEqual([
      'null',
      null,
      'x',
      '1',
      '2 lines',
    ]);
  });
});

describe('parsePostgresqlConf', () => {
  it.each(['on', '16MB', "it's", 'a\\b', 'two words', '', 'a # b', 'line\nbreak', "''", '0.25', '%t [%p]: user=%u '])(
    'reads %j as it was rendered',
    (value) => {
      expect(parsePostgresqlConf(`a.b = ${quoteConfValue(value)} # why\n`).get('a.b')).toBe(value);
    },
  );

  it('takes the last line of a name in any case, without an equals sign too', () => {
    const settings = parsePostgresqlConf(
      "# comment = 1\n\nTimeZone = UTC\nwork_mem 4MB\ntimezone 'Etc/UTC'\n no setting at = all =\n",
    );
    expect([...settings]).toEqual([
      ['timezone', 'Etc/UTC'],
      ['work_mem', '4MB'],
      ['no setting at = all =', ''],
    ]);
  });
});

test('parsePgbouncerIni reads sections, and leaves comments out', () => {
  const text =
    '[databases]\na = host=x port=5432\n; no = 1\n[pgbouncer]\n# no = 2\nauth_query = select 1 = $1\nlist=\nodd\n';
  expect([...parsePgbouncerIni(text)]).toEqual([
    ['databases.a', 'host=x port=5432'],
    ['pgbouncer.auth_query', 'select 1 = $1'],
    ['pgbouncer.list', ''],
    ['pgbouncer.odd', ''],
  ]);
});

test('quantities are compared by what they amount to', () => {
  expect(quantity('100Gi')).toBe(100 * 1024 ** 3);
  expect(quantity('1.5G')).toBe(1.5e9);
  expect(quantity('102400Mi')).toBe(quantity('100Gi'));
  expect([quantity('10'), quantity('1e3'), quantity('500m')]).toEqual([10, 1000, 0.5]);
  expect([quantity('much'), quantity(undefined), quantity('1Xi')]).toEqual([undefined, undefined, undefined]);
});

describe('parameterVerdict', () => {
  const scope = { major: 16, promotable: true, restarts: true, lowers: false } as const;
  const verdict = (name: string, before: string | undefined, after: string | undefined, more = {}) => {
    const { effect, order } = parameterVerdict({ name, before, after }, { ...scope, ...more });
    return order === undefined ? effect : `${effect}, ${order}`;
  };

  it('takes a value for the same only where the server does', () => {
    expect(verdict('shared_buffers', '2GB', '2048MB')).toBe('reload');
    expect(verdict('shared_buffers', '128MB', '16384')).toBe('reload');
    expect(verdict('shared_buffers', '2GB', '2049MB')).toBe('restart, standbys-first');
    expect(verdict('huge_pages', 'on', 'ON')).toBe('reload');
    expect(verdict('wal_log_hints', 'on', 'true')).toBe('reload');
    expect(verdict('unix_socket_permissions', '0600', '600')).toBe('restart, standbys-first');
    expect(verdict('shared_preload_libraries', 'a', 'A')).toBe('restart, standbys-first');
  });

  it('knows the major: what one restarts for another reloads', () => {
    expect(verdict('autovacuum_max_workers', '3', '4', { major: 17 })).toBe('restart, standbys-first');
    expect(verdict('autovacuum_max_workers', '3', '4', { major: 18 })).toBe('reload');
    expect(verdict('work_mem', '4MB', '8MB', { major: undefined })).toBe('restart, standbys-first');
  });

  it('says who restarts the instances, or that nobody does', () => {
    const change = { name: 'shared_buffers', before: '1GB', after: '2GB' };
    expect(parameterVerdict(change, { ...scope, restarts: false }).what).toBe(
      'The instances wait for a restart, and nothing here restarts them.',
    );
    expect(parameterVerdict({ ...change, name: 'my.own' }, scope).what).toMatch(
      /^It is in no table .*: the standbys restart/,
    );
  });
});

test('the parameters that the primary takes first are those of apply-parameters.sh', () => {
  const script = fs.readFileSync(path.join(__dirname, '../../lib/operations/apply-parameters.sh'), 'utf8');
  const [, list = ''] = /NOT_LOWER_ON_STANDBY='(.*)'/.exec(script) ?? [];
  expect(JSON.parse(list)).toEqual(NOT_LOWER_ON_STANDBY);
  for (const name of NOT_LOWER_ON_STANDBY) expect(PATRONI_DEFAULTS).toHaveProperty(name);
  for (const name of Object.keys(PATRONI_DEFAULTS)) expect(PATRONI_STORE_PARAMETERS).toContain(name);
});

test('what tables say of an object is filled in, quoted where a shell reads it', () => {
  const object = { path: '', construct: '', manifest: {}, platform: 'p', kind: 'Job', namespace: 'a b', name: "$(x)'" };
  const verdict = {
    effect: 'forbidden',
    what: 'About {name} {other}.',
    steps: ['kubectl delete job {name}{in}'],
  } as const;
  expect(fill(verdict, object, { more: 'm' })).toEqual({
    effect: 'forbidden',
    what: "About $(x)' {other}.",
    steps: [`kubectl delete job '$(x)'\\''' --namespace 'a b'`],
  });
  expect(fill(verdict, { ...object, name: 'n', namespace: '' }).steps).toEqual(['kubectl delete job n']);
});

test('effects are told the gravest first, and two of them fail a pipeline', () => {
  expect(gravest(['nothing', 'restart', 'reload'])).toBe('restart');
  expect(gravest([])).toBe('nothing');
  expect(EFFECTS.map(exitCodeOf).filter((code) => code > 0)).toEqual([4, 3]);
  expect(
    describeEffects([
      { effect: 'nothing', order: null },
      { effect: 'reload', order: null },
      { effect: 'restart', order: 'primary-first' },
    ]),
  ).toBe('restart, primary first; reload');
});

test('a comment is never too long for GitHub', () => {
  const change: Change = {
    path: 'data.x',
    before: 'a'.repeat(90),
    after: 'b'.repeat(90),
    effect: 'reload',
    order: null,
    what: 'It is.',
    steps: [],
  };
  const objects = Array.from({ length: 100 }, (_, index) => ({
    change: 'changed' as const,
    group: '',
    kind: 'ConfigMap',
    namespace: 'n',
    name: `c-${index}`,
    file: 'f.yaml',
    effect: change.effect,
    order: null,
    changes: [change],
  }));
  const report = (count: number): DiffReport => ({
    version: 1,
    ref: 'main',
    commit: '0'.repeat(40),
    dist: 'dist',
    effect: 'reload',
    exitCode: 0,
    platforms: Array.from({ length: count }, (_, index) => ({
      name: `p${index}`,
      effect: change.effect,
      order: null,
      objects,
    })),
  });
  expect(diffMarkdown(report(1))).not.toContain('too long');
  for (const count of [5, 400]) {
    const comment = diffMarkdown(report(count));
    expect(comment.length).toBeLessThanOrEqual(60_000);
    if (count === 5) expect(comment).toContain('The rest is too long for a comment');
  }
});
