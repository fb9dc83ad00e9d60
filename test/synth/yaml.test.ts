import { parseAllDocuments } from 'yaml';
import { toYaml } from '../../lib/synth/yaml';

const VERSIONS = ['1.1', '1.2'] as const;

function parsed(text: string, version: '1.1' | '1.2'): unknown[] {
  const documents = parseAllDocuments(text, { version, strict: true });
  return [...documents].map((document) => {
    expect(document.errors).toEqual([]);
    expect(document.warnings).toEqual([]);
    return document.toJS();
  });
}

function expectRoundTrip(...manifests: object[]): void {
  for (const version of VERSIONS) expect(parsed(toYaml(manifests), version)).toEqual(manifests);
}

/** The value in every place where a value can stand, and as a key. */
function everywhere(value: string): object {
  return {
    top: value,
    [value]: 'key',
    list: [value, [value, [value]], { first: value, second: value }, value],
    deep: { deeper: { [value]: { [value]: value, after: [{ [value]: [value] }] } } },
    last: value,
  };
}

const MISREAD = [
  ...[
    '',
    ' ',
    '~',
    'null',
    'Null',
    'NULL',
    'true',
    'True',
    'TRUE',
    'false',
    'yes',
    'Yes',
    'no',
    'NO',
    'on',
    'On',
    'off',
  ],
  ...[
    'y',
    'Y',
    'n',
    'N',
    '0',
    '00',
    '07',
    '08',
    '0o17',
    '0o8',
    '0x1f',
    '0xZZ',
    '0b101',
    '-0b1',
    '1_000',
    '+1',
    '-1',
    '1.',
  ],
  ...[
    '.5',
    '+.5',
    '1e3',
    '1E3',
    '1e+3',
    '1.5e-3',
    '.inf',
    '-.inf',
    '+.INF',
    '.nan',
    '.NaN',
    'NaN',
    'Infinity',
    '12:30:45',
  ],
  ...['190:20:30.15', '2001-01-01', '2001-12-14t21:59:43.10-05:00', '2001-12-14 21:59:43.10 -5', '16.14', '10.0.0.1'],
  ...[
    '1.2.3',
    '685_230.15',
    '=',
    '<<',
    '---',
    '...',
    '--- a',
    '-',
    '- a',
    '?',
    '? a',
    ':',
    ': a',
    'a:',
    'a: b',
    'a :b',
    'a #b',
  ],
  ...[
    '#a',
    '&a',
    '*a',
    '!a',
    '!!str a',
    '|',
    '>',
    '%YAML 1.2',
    '@a',
    '`a`',
    "'a'",
    '"a"',
    '"',
    "'",
    '[a]',
    '{a}',
    'a, b',
  ],
  ...['{"a": 1}', "it's", 'it\'s "so"', 'C:\\a', '\\', ' a', 'a ', '\ta', 'a\t', 'a\tb', '__proto', 'constructor'],
];

const LINES = [
  ...[
    'a\n',
    'a\nb',
    'a\nb\n',
    'a\n\nb\n\n',
    '\n',
    '\n\n',
    '\na',
    '\n\na\n',
    ' a\nb\n',
    '  a\n b\n',
    '\ta\nb',
    'a\n\tb\n',
  ],
  ...[
    'a \nb\n',
    'a\n  \nb\n',
    'a\n  ',
    'a\n  \n',
    'a\n\t\n',
    ' \na',
    '  \n  a\n',
    '#!/bin/sh\nset -eu\n',
    '# a\n# b\n',
    '---\na\n',
  ],
  ...[
    '...\n',
    'a: b\n- c\n',
    'it\'s\n"so"\n',
    'a\r\nb\r\n',
    'a\rb',
    '\n  a\n b',
    '- a\n- b',
    '%a\nb',
    'a\n#b\n',
    '\\n\n',
  ],
];

const CHARACTERS = [
  ...[
    '\u0000',
    '\u0007',
    '\u001b[0m',
    '\u007f',
    '\u0085',
    '\u00a0',
    'a\u00a0\nb',
    '\u2028',
    'a\u2028b\n',
    '\u2029',
    '\ufeff',
  ],
  ...[
    'a\ufeff\n',
    '\ud800',
    'a\udfffb\n',
    '\ufffe',
    '😀',
    'a 😀\nb\n',
    'é',
    'zażółć\ngęślą\n',
    '日本',
    '\ue000',
    '\ufffd',
  ],
];

describe('toYaml', () => {
  test.each([...MISREAD, ...LINES, ...CHARACTERS].map((value) => [JSON.stringify(value), value]))(
    'YAML 1.1 and 1.2 read %s back as that very string, wherever it stands',
    (_name, value) => expectRoundTrip(everywhere(value)),
  );

  test('random strings of troublesome parts are read back by YAML 1.1 and 1.2', () => {
    const next = generator(20_240_229);
    const parts = [
      ...' \t\n\n-?:,[]{}#&*!|>\'"%@`=~.+_0123456789abceEfnoxyYN\\/$()<',
      '\n  ',
      ': ',
      ' #',
      '--',
      '\u0085',
      'é',
      '😀',
    ];
    for (let round = 0; round < 4000; round += 1) {
      const length = next() % 9;
      const value = Array.from({ length }, () => parts[next() % parts.length]).join('');
      expectRoundTrip(everywhere(value));
    }
  });

  test('numbers, booleans, null and empty collections are read back by YAML 1.1 and 1.2', () => {
    const numbers = [0, -1, 1.5, 1e21, 1.5e300, 1e-7, 2 ** 53, -2.5e-9, 0o777];
    expectRoundTrip({ numbers, true: true, no: [false, null], map: {}, list: [], nested: [[], {}, [[]], [{}]] });
  });

  test('strings that any reader takes for something else are quoted, and others are not', () => {
    const text = toYaml([
      { octal: '0o17', cpu: '500m', size: '10Gi', args: ['-c', '--flag=a', '/bin/sh', '$(POD)'], yes: 'on' },
    ]);
    expect(text).toBe(
      'octal: "0o17"\ncpu: 500m\nsize: 10Gi\nargs:\n  - -c\n  - --flag=a\n  - /bin/sh\n  - $(POD)\n"yes": "on"\n',
    );
  });

  test('text of several lines is a literal block, never folded, and long lines stay whole', () => {
    const line = 'word '.repeat(100);
    const text = toYaml([{ data: { 'a.conf': `${line}\n\tindented \n` } }]);
    expect(text).toBe(`data:\n  a.conf: |\n    ${line}\n    \tindented \n`);
  });

  test('documents are divided by ---, keys keep their order, and equal objects are written out each time', () => {
    const shared = { z: 1, a: 2 };
    expect(toYaml([{ one: shared, two: shared }, { list: [shared] }])).toBe(
      'one:\n  z: 1\n  a: 2\ntwo:\n  z: 1\n  a: 2\n---\nlist:\n  - z: 1\n    a: 2\n',
    );
  });
});

/** The same numbers on every machine. @see https://en.wikipedia.org/wiki/Linear_congruential_generator */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
}
