import * as path from 'node:path';
import * as ts from 'typescript';

/** What `extendProfile(base, { ... })` may be given, and whether it compiles. */
const CASES: ReadonlyArray<readonly [overrides: string, refused?: RegExp]> = [
  ["{ name: 'staging', namespace: { name: 'staging' } }"],
  ['{ postgres: PostgresOverrides.v16({ parameters: { workMem: Size.mebibytes(8) } }) }'],
  ['{ postgres: PostgresOverrides.v16({ parameters: { workMem: null, maxSlotWalKeepSize: Special.UNLIMITED } }) }'],
  ["{ postgres: PostgresOverrides.v16({ parameters: { custom: { 'x.y': null } } }) }"],
  ['{ topology: TopologyOverrides.replicated({ members: { count: 3 }, sets: { analytics: null } }) }'],
  ['{ topology: TopologyOverrides.replicated({ sets: { analytics: { storage: { storageClass: null } } } }) }'],
  ['{ topology: TopologyOverrides.single({ storage: { size: Size.gibibytes(1) } }) }'],
  ["{ tls: Tls.certManager({ issuer: 'ca' }), secrets: SecretsOverrides.external({ refreshInterval: null }) }"],
  ['{ pools: { a: null, b: { replicas: 1, mode: PoolMode.SESSION, settings: { maxClientConn: null } } } }'],
  ["{ roles: { a: { memberOf: ['b'], login: false, sessionParameters: { statement_timeout: null } } } }"],
  ['{ objectives: { rpo: Duration.minutes(5), rto: null }, monitoring: null }'],
  ['{ names: undefined }'],

  ['{ name: null }', /Type 'null' is not assignable to type 'string/],
  ['{ databases: { a: { owner: null } } }', /Type 'null' is not assignable to type 'string/],
  ['{ tls: null }', /Type 'null' is not assignable to type/],
  [
    '{ postgres: PostgresOverrides.v16({ parameters: { sharedBuffers: {} } }) }',
    /'\{\}' is not assignable to type 'Size|Type '\{\}'/,
  ],
  ['{ postgres: PostgresOverrides.v16({ parameters: { sharedBuffers: 2 } }) }', /'number' is not assignable to type/],
  [
    '{ postgres: PostgresOverrides.v16({ parameters: { sharedBufers: Size.gibibytes(1) } }) }',
    /Did you mean to write 'sharedBuffers'/,
  ],
  ['{ postgres: PostgresOverrides.v16({ image: null }) }', /Type 'null' is not assignable to type 'PlatformImage/],
  ['{ postgres: { parameters: { workMem: Size.mebibytes(8) } } }', /'parameters' does not exist in type/],
  ['{ topology: { members: { count: 3 } } }', /'members' does not exist in type/],
  ['{ topology: TlsOverrides.existing({}) }', /'TlsOverrides' is not assignable to type/],
  ['{ topology: PostgresOverrides.v16({}) }', /'PostgresOverrides' is not assignable to type/],
  [
    '{ topology: TopologyOverrides.replicated({ members: { storage: { size: {} } } }) }',
    /'\{\}' is missing|'\{\}' is not assignable/,
  ],
  [
    "{ topology: TopologyOverrides.replicated({ sets: { analytics: { count: '1' } } }) }",
    /'string' is not assignable to type 'number/,
  ],
  ['{ objectives: { rpo: 300 } }', /'number' is not assignable to type 'Duration/],
  ['{ objectives: { rpo: Size.gibibytes(1) } }', /'Size' is (missing|not assignable)/],
  ["{ pools: { a: { mode: 'transaction' } } }", /is not assignable to type 'PoolMode/],
  ['{ roles: { a: { memberOf: [null] } } }', /'null' is not assignable to type 'string'/],
  ["{ roles: { a: { memberOf: 'b' } } }", /'string' is not assignable to type 'readonly string\[\]'/],
  ["{ namespace: { nme: 'x' } }", /'nme' does not exist in type/],
];

const FOLDER = path.join(__dirname, '../../lib/profile');

const HEAD = [
  "import { Duration, Size } from 'cdk8s';",
  "import { Special } from '../parameters';",
  "import { extendProfile, ObjectStoreOverrides, PostgresOverrides, SecretsOverrides, TlsOverrides, TopologyOverrides } from './extend';",
  "import { PoolMode } from './pools';",
  "import { Tls } from './tls';",
  "import type { PostgresProfile } from './profile';",
  'declare const base: PostgresProfile;',
  'export const extended: PostgresProfile = ',
].join(' ');

/** All cases in one program: loading the libraries is what costs time. */
function messagesByCase(): string[][] {
  const { config } = ts.readConfigFile(path.join(__dirname, '../../tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, path.join(__dirname, '../..'));
  const sources = new Map(
    CASES.map(([overrides], index) => [
      path.join(FOLDER, `case-${index}.ts`),
      `${HEAD}extendProfile(base, ${overrides});`,
    ]),
  );
  const settings = { ...options, noEmit: true, noUnusedLocals: false, types: [] };
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  host.getSourceFile = (file, version) => {
    const source = sources.get(file);
    return source === undefined ? getSourceFile(file, version) : ts.createSourceFile(file, source, version);
  };
  const program = ts.createProgram([...sources.keys()], settings, host);
  return [...sources.keys()].map((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '),
    );
  });
}

describe('A1 the compiler', () => {
  let messages: string[][];
  beforeAll(() => {
    messages = messagesByCase();
  });

  const numbered = CASES.map(([overrides, refused], index) => ({ overrides, refused, index }));

  test.each(numbered.filter(({ refused }) => !refused))('accepts $overrides', ({ index }) => {
    expect(messages[index]).toEqual([]);
  });

  test.each(numbered.filter(({ refused }) => refused))('refuses $overrides', ({ index, refused }) => {
    expect(messages[index]).toEqual([expect.stringMatching(refused as RegExp)]);
  });
});
