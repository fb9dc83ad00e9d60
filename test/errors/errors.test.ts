import { Program } from './program';

const program = new Program();
afterAll(() => program.remove());

const parameters = (text: string) =>
  `{ ...dict, accepts: {}, postgres: lib.Postgres.v16({ image: lib.PlatformImage.of('registry.example/postgres', '16.14-1'), parameters: { maxConnections: 200, ${text} } }) }`;

/** What goes wrong, the profiles with it, and what each line of the answer says. */
const FAULTS: ReadonlyArray<readonly [title: string, profiles: string, lines: readonly unknown[]]> = [
  [
    'an unknown field',
    '[{ ...dict, database: {} }]',
    ['dict: database: PostgresProfile has no field "database". Did you mean "databases"?'],
  ],
  [
    'a wrong unit: a number where a size belongs',
    `[${parameters('sharedBuffers: 2')}]`,
    [
      'dict: postgres.parameters.sharedBuffers: The number 2 has no unit; the server would read 16 kB. Write Size.kibibytes(16), or the Size that you mean.',
    ],
  ],
  [
    'a name that is no DNS label',
    "[{ ...dict, namespace: { name: 'Post_gres' } }]",
    [
      'dict: namespace.name: "Post_gres" is no DNS label. Use lower-case letters, digits and hyphens, beginning and ending with a letter or digit.',
    ],
  ],
  [
    'a role that is not declared',
    "[{ ...dict, databases: { ...dict.databases, dict: { owner: 'dict_admn' } } }]",
    ['dict: databases.dict.owner: the role "dict_admn" is not declared in roles. Did you mean "dict_admin"?'],
  ],
  [
    'a database that is not declared',
    "[{ ...dict, monitoring: { databases: ['dict_cor'] } }]",
    ['dict: monitoring.databases[0]: the database "dict_cor" is not declared in databases. Did you mean "dict_core"?'],
  ],
  [
    'a target that is not declared',
    "[{ ...dict, pools: { pgbouncer: { ...dict.pools?.pgbouncer, databases: { dict_core: { target: lib.Target.set('replica') } } } } }]",
    [
      'dict: pools.pgbouncer.databases.dict_core.target: the set "replica" is not declared in topology.sets. Declare it, or use Target.PRIMARY, Target.STANDBYS or Target.ALL_STANDBYS.',
    ],
  ],
  [
    'a ConfigMap over 1 MiB',
    `[${parameters("custom: { 'app.text': 'x'.repeat(1100000) }")}]`,
    [
      expect.stringMatching(
        /^dict\/0-config.yaml ConfigMap\/postgres-config data: The values are 11\d{5} bytes together, \d+ over the 1048576 bytes \(1 MiB\) that a ConfigMap holds. The largest is "postgresql.conf" with 11\d{5} bytes. Split it, or put it into the image.$/,
      ),
    ],
  ],
  [
    'SQL that is missing',
    "[{ ...dict, databases: { ...dict.databases, temporal: { owner: 'temporal_user', migrations: { path: '/nowhere/sql' } } } }]",
    [
      `dict: databases.temporal.migrations.path: there is no folder "/nowhere/sql". Name the folder with the .sql files, from the profile's own file on: path.join(__dirname, '../sql/...').`,
    ],
  ],
  [
    'two platforms of one name',
    "[dict, { ...dict, namespace: { name: 'elsewhere' } }]",
    ['dict: name: two profiles are called "dict", and each is rendered into the folder of its name. Rename one.'],
  ],
  [
    'two platforms with the same objects in one namespace',
    "[dict, { ...dict, name: 'second' }]",
    [
      'second: namespace.create: the Namespace "postgres" is rendered by the platform "dict" already. Set create: false in one of them.',
      'second: names.prefix: "postgres" is what the objects of the platform "dict" begin with, in the same namespace "postgres". Give one of them another prefix, or a namespace of its own.',
      'second: pools.pgbouncer: the platform "dict" has a pool "pgbouncer" in the same namespace "postgres" already. Rename one of them.',
    ],
  ],
  [
    'objects of two platforms whose names meet otherwise',
    "[dict, { ...dict, name: 'b', names: { prefix: 'postgres-exporter' }, namespace: { name: 'postgres', create: false }, pools: undefined, monitoring: undefined, accepts: {} }]",
    [
      'dict/0-config.yaml NetworkPolicy/postgres-exporter: NetworkPolicy "postgres-exporter" in namespace "postgres" is rendered 2 times: here (dict/0-config/config/policy-postgres-exporter) and in b/0-config.yaml (b/0-config/config/policy-postgres-exporter). Rename one, or render it once.',
    ],
  ],
  [
    'profiles that are none',
    "[undefined, 'dict']",
    [
      'profiles[0]: The profile is undefined; write an object with name, namespace, postgres, topology, roles, databases, secrets, tls and network.',
      'profiles[1]: The profile is the text "dict"; write an object with name, namespace, postgres, topology, roles, databases, secrets, tls and network.',
    ],
  ],
  [
    'faults of several profiles',
    "[{ ...dict, name: 'Dict', namespace: { name: 'other' } }, { ...dict, tls: undefined, network: { apiServer: dict.network.apiServer } }]",
    [
      'Dict: name: "Dict" is no DNS label. Use lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit.',
      'dict: tls: is missing. Where the certificates come from. Write Tls.certManager({ ... }) or Tls.existing({ ... }).',
      'dict: network.objectStorage: is missing, and backups.dumps uploads to it: the network is closed. Name its address ranges and ports.',
    ],
  ],
  [
    'an image of another major',
    "[{ ...dict, postgres: lib.Postgres.v17({ image: lib.PlatformImage.of('registry.example/postgres', '16.14-1'), parameters: { maxConnections: 200 } }) }]",
    [
      'dict: postgres.image.tag: "16.14-1" names PostgreSQL 16, and the profile says Postgres.v17. Use a tag such as 17.4-1, or the other factory.',
    ],
  ],
];

describe('the program prints path, figures and mend, and leaves what was rendered before, for', () => {
  test.each(FAULTS.map((fault) => [...fault] as const))('%s', (_title, profiles, lines) => {
    const before = program.output();
    const { status, stdout, stderr } = program.run(profiles);
    const count = lines.length === 1 ? '1 fault' : `${lines.length} faults`;
    expect(stderr.split('\n')).toEqual([...lines, `${count}; nothing was written.`, '']);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(status).toBe(1);
    expect(program.output()).toEqual(before);
  });
});

test('a profile without a fault is written, and a file that nobody rendered stays', () => {
  expect(program.run('[dict]')).toEqual({ status: 0, stdout: '', stderr: '' });
  const files = program.output();
  expect(Object.keys(files)).toContain('dist/dict/0-config.yaml');
  expect(files['dist/dict/0-config.yaml']).toContain('kind: NetworkPolicy');
  expect(files['dist/notes.txt']).toContain('Not rendered at all.');
});
