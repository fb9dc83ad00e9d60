import { type HbaProps, pgHbaConf, pgIdentConf } from '../../lib/formats/pg-hba-conf';

const props: HbaProps = {
  localRoles: ['dict_admin', 'replicator'],
  rules: [
    { databases: 'replication', roles: ['replicator'], comment: 'Standbys stream WAL.' },
    { databases: ['dict_core'], roles: ['dict_core_user'], comment: 'Logs in to dict_core.' },
  ],
  addresses: ['all'],
};

const rule = (databases: readonly string[], roles: readonly string[]) =>
  lines(pgHbaConf({ ...props, rules: [{ databases, roles, comment: 'x' }] })).find(([type]) => type === 'hostssl');

/** Fields of each line that is no comment; a comma in quotes separates nothing. */
function lines(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.match(/(?:"(?:[^"]|"")*"|[^\s"])+/g) ?? []);
}

describe('pg_hba.conf', () => {
  test('D3 lets roles in over the network by SCRAM and encrypted, and rejects everything else', () => {
    expect(lines(pgHbaConf(props))).toEqual([
      ['local', 'all', 'dict_admin,replicator', 'peer', 'map=pod'],
      ['local', 'replication', 'dict_admin,replicator', 'peer', 'map=pod'],
      ['hostssl', 'replication', 'replicator', 'all', 'scram-sha-256'],
      ['hostssl', 'dict_core', 'dict_core_user', 'all', 'scram-sha-256'],
      ['host', 'all', 'all', 'all', 'reject'],
    ]);
    expect(pgHbaConf(props)).not.toMatch(/trust|md5|password/);
  });

  test('has a line for each range of addresses, and a rule may have ranges of its own', () => {
    const rules = [{ databases: 'all' as const, roles: ['analyst'], comment: 'x', addresses: ['10.20.0.0/16'] }];
    const text = pgHbaConf({ ...props, rules: [...props.rules, ...rules], addresses: ['10.0.0.0/16', 'fd00::/64'] });
    expect(lines(text).map((fields) => fields.slice(1, -1).join(' '))).toEqual([
      'all dict_admin,replicator peer',
      'replication dict_admin,replicator peer',
      'replication replicator 10.0.0.0/16',
      'replication replicator fd00::/64',
      'dict_core dict_core_user 10.0.0.0/16',
      'dict_core dict_core_user fd00::/64',
      'all analyst 10.20.0.0/16',
      'all all all',
    ]);
  });

  test.each([
    ['all', '"all"'],
    ['replication', '"replication"'],
    ['sameuser', '"sameuser"'],
    ['samerole', '"samerole"'],
    ['samegroup', '"samegroup"'],
    ['+admins', '"+admins"'],
    ['@file', '"@file"'],
    ['with space', '"with space"'],
    ['a,b', '"a,b"'],
    ['Upper', '"Upper"'],
    ['say "hi"', '"say ""hi"""'],
    ['#comment', '"#comment"'],
    ['dict-core', '"dict-core"'],
    ['dict_core', 'dict_core'],
  ])('the name %s is written %s, for a database and for a role', (name, written) => {
    expect(rule([name], [name])?.slice(1, 3)).toEqual([written, written]);
  });

  test('names of one rule are separated by commas, each in its own quotes', () => {
    expect(rule(['a', 'b,c'], ['x', 'all'])?.slice(1, 3)).toEqual(['a,"b,c"', 'x,"all"']);
  });

  test('a comment has one line, whatever the name in it', () => {
    const comment = 'Direct access: a\nhostssl all all all trust.';
    const text = pgHbaConf({ ...props, rules: [{ databases: ['a'], roles: ['b'], comment }] });
    expect(text).toContain('# Direct access: a hostssl all all all trust.\n');
    expect(lines(text)).toHaveLength(4);
  });
});

test('pg_ident.conf lets the system user be the local roles and nobody else', () => {
  expect(lines(pgIdentConf('postgres', ['dict_admin', 'Repl Icator']))).toEqual([
    ['pod', 'postgres', 'dict_admin'],
    ['pod', 'postgres', '"Repl Icator"'],
  ]);
});
