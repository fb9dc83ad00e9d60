import type * as k8s from '../../imports/k8s';
import { dict } from '../../profiles/dict';
import { readConf, readHba } from './formats';
import { containerOf, containersOf, environmentOf, mountsOf, render } from './rendered';
import { LOG_FILES, PARAMETERS, PATRONI_PASSES, SECRET_KEYS } from './specification';
import { readYaml } from './yaml';

const rendered = render(dict);
const conf = readConf(rendered.config('postgres-config', 'postgresql.conf'));
const patroni = readYaml(rendered.config('postgres-config', 'patroni.yml'));
const hba = readHba(rendered.config('postgres-config', 'pg_hba.conf'));
const members = rendered.pod('StatefulSet', 'postgres');

describe('dict: configuration', () => {
  it('D1 the namespace has the labels name and environment, and enforces restricted pods', () => {
    expect(rendered.one('Namespace', 'postgres').metadata.labels).toMatchObject({
      name: 'postgres',
      environment: 'production',
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  it('D1 every object is in the namespace, and the Namespace itself is in none', () => {
    const outside = rendered.all().filter(({ metadata }) => metadata.namespace !== 'postgres');
    expect(outside.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([['Namespace', undefined]]);
  });

  it('D2 every parameter of the specification stands with its value where the server takes it from', () => {
    const written: Record<string, string> = { log_min_duration_statement: '1s' };
    const [address, port] = patroni.at('postgresql', 'listen').split(':');
    const taken = new Map([
      ...conf,
      ...Object.entries(patroni.map('bootstrap', 'dcs', 'postgresql', 'parameters')),
      ...Object.entries(PATRONI_PASSES),
      ['listen_addresses', address],
      ['port', port],
    ]);
    for (const [name, value] of Object.entries(PARAMETERS)) {
      expect([name, taken.get(name)]).toEqual([name, written[name] ?? value]);
    }
  });

  it('D2 nothing stands in postgresql.conf that Patroni would silently override', () => {
    const ignored = ['listen_addresses', 'port', 'cluster_name', 'wal_log_hints', ...Object.keys(PATRONI_PASSES)];
    const stored = Object.keys(patroni.map('bootstrap', 'dcs', 'postgresql', 'parameters'));
    expect(stored).toEqual(['max_connections', 'max_replication_slots', 'max_wal_senders']);
    expect([...ignored, ...stored].filter((name) => conf.has(name))).toEqual([]);
  });

  it('D2 the server reads these very files: Patroni is told of each, where the container has it mounted', () => {
    const container = containerOf(members, 'postgres');
    const folder = mountsOf(container).config;
    expect(members.volumes?.find(({ name }) => name === 'config')?.configMap?.name).toBe('postgres-config');
    expect(container.command).toEqual([`${mountsOf(container).operations}/start-patroni.sh`]);
    expect(rendered.config('postgres-operations', 'start-patroni.sh')).toContain(
      'ln -sf "$CONFIG_FOLDER/patroni.yml" "$ACTIVE_FOLDER/patroni.yml"\nexec patroni "$ACTIVE_FOLDER"',
    );
    expect(environmentOf(container).CONFIG_FOLDER).toBe(folder);
    expect(patroni.at('postgresql', 'custom_conf')).toBe(`${folder}/postgresql.conf`);
    expect(patroni.map('postgresql', 'parameters')).toMatchObject({
      hba_file: `${folder}/pg_hba.conf`,
      ident_file: `${folder}/pg_ident.conf`,
    });
  });

  it('D2 the log goes to stderr, one destination, and to no file', () => {
    expect(conf.get('logging_collector')).toBe('off');
    expect(conf.get('log_destination')).toBe('stderr');
    expect(LOG_FILES.filter((name) => conf.has(name))).toEqual([]);
  });

  it('D2 a changed file is reloaded without a restart, by a container that watches the mounted folders', () => {
    const reload = containerOf(members, 'reload');
    const watched = environmentOf(reload).WATCHED?.split(' ') ?? [];
    expect(watched).toEqual([mountsOf(reload).config, mountsOf(reload).tls]);
    const subPaths = containersOf(members).flatMap(({ volumeMounts = [] }) =>
      volumeMounts.filter((one) => one.subPath),
    );
    expect(subPaths).toEqual([]);
  });

  it('D3 every line over the network is encrypted and SCRAM, and the last rejects everybody else', () => {
    const network = hba.filter(([type]) => type !== 'local');
    expect(network.pop()).toEqual(['host', 'all', 'all', 'all', 'reject']);
    expect(network.length).toBeGreaterThan(5);
    for (const line of network) expect([line[0], line.at(-1)]).toEqual(['hostssl', 'scram-sha-256']);
  });

  it('D3 nobody is trusted: over the socket the operating-system user decides', () => {
    const local = hba.filter(([type]) => type === 'local');
    expect(local.map(([, database, roles, ...method]) => [database, roles, method.join(' ')])).toEqual([
      ['all', 'dict_admin,replicator', 'peer map=pod'],
      ['replication', 'dict_admin,replicator', 'peer map=pod'],
    ]);
    expect(rendered.config('postgres-config', 'pg_hba.conf')).not.toMatch(/^[^#]*\b(trust|md5|password)\b/m);
    const ident = readHba(rendered.config('postgres-config', 'pg_ident.conf'));
    expect(ident).toEqual([
      ['pod', 'postgres', 'dict_admin'],
      ['pod', 'postgres', 'replicator'],
    ]);
  });

  it('D3 replication is for the replicator, and each application reaches its own database alone', () => {
    const reach = (role: string) =>
      hba.filter(([type, , roles]) => type === 'hostssl' && roles === role).map(([, to]) => to);
    const replicating = hba.filter(([type, database]) => type === 'hostssl' && database === 'replication');
    expect(replicating.map(([, , roles]) => roles)).toEqual(['replicator']);
    expect(reach('replicator')).toEqual(['replication']);
    expect(reach('dict_core_user')).toEqual(['dict_core']);
    expect(reach('dict_connect_user')).toEqual(['dict_connect']);
    expect(reach('temporal_user')).toEqual(['temporal']);
    expect(reach('rewind')).toEqual(['postgres']);
  });

  it('D7 the pods take exactly the keys of the contract from the Secret, and all of them', () => {
    const pods = rendered.workloads.map(({ pod }) => pod);
    const keys = pods.flatMap((pod) => [...variableKeys(pod), ...volumeKeys(pod)]);
    expect([...new Set(keys)].sort()).toEqual(SECRET_KEYS.map((key) => `postgres-secrets/${key}`));
  });

  it('D7 no Secret is rendered, and no variable for a password has a value', () => {
    expect(rendered.all('Secret')).toEqual([]);
    const variables = rendered.workloads
      .flatMap(({ pod }) => containersOf(pod).flatMap(({ env = [] }) => env))
      .filter(({ name }) => /PASS(WORD)?|SECRET_ACCESS|ACCESS_KEY/.test(name))
      .filter(({ name }) => !/_(FILE|FOLDER)$|^PASSWORD_SOURCE$/.test(name));
    expect(variables.length).toBeGreaterThan(10);
    for (const variable of variables) expect([variable.name, variable.value]).toEqual([variable.name, undefined]);
  });

  // Each with an example of what it would find.
  it.each([
    ['a SCRAM verifier', /SCRAM-SHA-256\$\d/, 'SCRAM-SHA-256$4096:c2FsdA=='],
    ['an md5 verifier', /\bmd5[0-9a-f]{32}\b/, '"md5d41d8cd98f00b204e9800998ecf8427e"'],
    ['a private key', /-----BEGIN/, '-----BEGIN EC PRIVATE KEY-----'],
    ['a password in a URL', /:\/\/[^\s/"']*:[^\s/"']*@/, 'postgresql://dict_admin:hunter2@postgres-primary'],
    ['a password set in SQL', /\bpassword\s+'[^']/i, "create role a password 'hunter2'"],
    ['a password in a connection string', /\bpassword=(?!["'\\]?\$|''?$)[^\s"']/im, 'user=a password=hunter2'],
    ['a password beside a key', /^\s*"?[\w-]*password"?\s*:\s+(?!>|\|)(?!.*key)\S/im, '  postgres-password: hunter2'],
    ['an access key of Amazon', /\bAKIA[0-9A-Z]{16}\b/, 'AKIAIOSFODNN7EXAMPLE'],
    ['a placeholder', /CHANGE_ME|REPLACE_WITH/, "password 'CHANGE_ME'"],
  ])('D7 no byte that is rendered is part of %s', (_what, pattern, example) => {
    expect(example).toMatch(pattern);
    expect(rendered.text.match(pattern)).toBeNull();
  });
});

function variableKeys(pod: k8s.PodSpec): string[] {
  return containersOf(pod).flatMap((container) =>
    (container.env ?? [])
      .flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])
      .filter(({ name }) => name === 'postgres-secrets')
      .map(({ name, key }) => `${name}/${key}`),
  );
}

function volumeKeys(pod: k8s.PodSpec): string[] {
  const volumes = (pod.volumes ?? []).flatMap(({ secret }) => secret ?? []);
  const projected = (pod.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? []);
  const sources = [
    ...volumes.map(({ secretName, items }) => ({ name: secretName, items })),
    ...projected.flatMap(({ secret }) => secret ?? []),
  ];
  return sources
    .filter(({ name }) => name === 'postgres-secrets')
    .flatMap(({ name, items }) => (items ?? []).map(({ key }) => `${name}/${key}`));
}
