import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { PoolMode } from '../../lib';
import { describePeer } from '../../lib/docs/peers';
import { dict } from '../../profiles/dict';
import { sagaz } from '../../profiles/sagaz';
import { tiny } from '../profile/examples';
import { all, documented, production, rowsOf } from './documented';

interface ServiceSpec {
  readonly clusterIP?: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: ReadonlyArray<{ readonly port: number }>;
}

/** The connection strings of a page. */
function strings(page: string, scheme: string): string[] {
  return page.split('\n').filter((line) => line.startsWith(`${scheme}://`));
}

describe.each(all.map(documented))('the endpoints of $profile.name', ({ profile, page, rendered }) => {
  const { name: namespace } = profile.namespace;
  const services = rendered.all<ServiceSpec>('Service');
  const rows = rowsOf(page, 'Service', 'port');
  const uris = strings(page, 'postgresql').map((uri) => new URL(uri));
  const serviceOf = (url: URL) => services.find(({ metadata }) => url.hostname.startsWith(`${metadata.name}.`));

  it('T6 are all Services, with their ports', () => {
    const expected = services.flatMap(({ metadata: { name }, spec: { ports } }) =>
      ports.map(({ port }) => [`${name}.${namespace}.svc.cluster.local`, String(port)]),
    );
    expect(rows.map((cells) => cells.slice(0, 2)).sort()).toEqual(expected.sort());
  });

  it('T6 say which pods each leads to', () => {
    for (const { metadata, spec } of services) {
      const [, , leadsTo = ''] = rows.find(([host]) => host?.startsWith(`${metadata.name}.`)) ?? [];
      const { 'cdk8s-postgres/role': role, ...labels } = spec.selector;
      const pods = rendered.workloads.filter(({ labels: own }) =>
        Object.entries(labels).every(([key, value]) => own[key] === value),
      );
      expect(leadsTo.startsWith('the primary, a pod of ')).toBe(role === 'primary');
      expect(leadsTo.startsWith('the standbys among the pods of ')).toBe(role === 'replica');
      const named = role === 'primary' ? pods.slice(0, 1) : pods;
      const missing = named.filter(({ name, labels: own }) => {
        const workload = own['cdk8s-postgres/workload'] ?? name;
        return spec.clusterIP !== 'None' && !leadsTo.split(/[ ,]+/).includes(workload);
      });
      expect([metadata.name, missing.map(({ name }) => name)]).toEqual([metadata.name, []]);
    }
  });

  it('T1 say of sets how far behind they may be', () => {
    const sets = Object.entries('sets' in profile.topology.props ? (profile.topology.props.sets ?? {}) : {});
    for (const [name, { toleratedLag }] of sets) {
      const [, , leadsTo = ''] = rows.find(([host]) => host?.startsWith(`${profile.name}-${name}.`)) ?? [];
      const [, amount, unit] = /more than (\d+) (min|h) behind/.exec(leadsTo) ?? [];
      const minutes = amount && Number(amount) * (unit === 'h' ? 60 : 1);
      expect([name, minutes]).toEqual([name, toleratedLag?.toMinutes()]);
    }
  });

  it('T8 name whoever the profile lets through, and nobody else', () => {
    const { pools = {}, access = {}, network } = profile;
    const peers = [...Object.values(pools), ...Object.values(access), { clients: network.scrapers }];
    const expected = peers.flatMap(({ clients = {} }) =>
      Object.entries(clients).map(([name, peer]) => `${name}: ${describePeer(peer)}`),
    );
    const shown = rows.flatMap(([, , , clients = '']) => clients.split('<br/>')).filter((one) => one !== 'nobody');
    expect([...new Set(shown)].sort()).toEqual(expected.sort());
    for (const [name, { clients = {} }] of Object.entries(pools)) {
      const [row] = rows.filter(([host]) => host?.startsWith(`${name}.`));
      expect(row?.[3]).toBe(
        Object.entries(clients)
          .map(([client, peer]) => `${client}: ${describePeer(peer)}`)
          .join('<br/>') || 'nobody',
      );
    }
  });

  it('T6 have URIs that a driver takes, without a password', () => {
    const scratch = mkdtempSync(path.join(tmpdir(), 'authority-'));
    const authority = path.join(scratch, 'ca.crt');
    writeFileSync(authority, 'the authority');
    try {
      expect(uris.length).toBeGreaterThan(0);
      for (const uri of uris) {
        const text = uri.href.replace('sslrootcert=ca.crt', `sslrootcert=${authority}`);
        expect(text).not.toBe(uri.href);
        const client = new Client(text);
        expect(client).toMatchObject({ host: uri.hostname, port: Number(uri.port), password: null });
        expect(Object.keys(profile.roles)).toContain(client.user);
        expect(client.ssl).toEqual({ ca: 'the authority' });
      }
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });

  it('T7 are verified: each host is a Service, and a name of the certificate that it shows', () => {
    const certificates = rowsOf(page, 'Secret', 'read by', 'names in its certificate');
    // Each block of URIs is followed by the Secret whose authority verifies them.
    const blocks = page.split('kubectl get secret ').slice(0, -1);
    const secrets = page.split('kubectl get secret ').slice(1);
    expect(blocks.flatMap((block) => strings(block, 'postgresql'))).toEqual(uris.map(({ href }) => href));
    for (const [index, block] of blocks.entries()) {
      const [secret] = secrets[index]?.split(' ') ?? [];
      const [, , names = ''] = certificates.find(([name]) => name === secret) ?? [];
      for (const uri of strings(block, 'postgresql').map((text) => new URL(text))) {
        expect(serviceOf(uri)?.spec.ports.map(({ port }) => String(port))).toContain(uri.port);
        expect(names.split(', ')).toContain(uri.hostname);
        expect(uri.searchParams.get('sslmode')).toBe('verify-full');
      }
    }
  });

  it('D14 lead to entries of the pool, with roles that pg_hba.conf lets in to their databases', () => {
    const hba = [...rendered.all('ConfigMap')].flatMap(({ data }) => (data['pg_hba.conf'] ?? '').split('\n'));
    for (const uri of uris) {
      const [database, role] = [decodeURIComponent(uri.pathname.slice(1)), decodeURIComponent(uri.username)];
      const pool = profile.pools?.[serviceOf(uri)?.metadata.name ?? ''];
      const entry = pool?.databases[database];
      if (pool !== undefined) expect(entry).toBeDefined();
      const behind = entry?.database ?? database;
      const quoted = `"${role.replaceAll('"', '""')}"`;
      const lines = hba.filter((line) => line.startsWith('hostssl') && line.split(/\s+/)[1] === behind);
      expect([role, lines.some((line) => line.includes(` ${role} `) || line.includes(` ${quoted} `))]).toEqual([
        role,
        true,
      ]);
    }
  });

  it('have a JDBC URL for each database of each of them', () => {
    const jdbc = strings(page, 'jdbc:postgresql').map((url) => new URL(url.slice('jdbc:'.length)));
    const places = (urls: readonly URL[]) =>
      [...new Set(urls.map(({ host, pathname }) => `${host}${pathname}`))].sort();
    expect(places(jdbc)).toEqual(places(uris));
  });
});

describe('connection strings', () => {
  const { page } = documented(production);

  it('ask for a server in the right role where no pool chooses one', () => {
    const direct = strings(page, 'postgresql').filter((uri) => uri.includes(':5432/'));
    expect(direct.map((uri) => [new URL(uri).hostname.split('.')[0], new URL(uri).search.split('attrs=')[1]])).toEqual([
      ['techcorp-production-primary', 'read-write'],
      ['techcorp-production-standby', 'standby'],
    ]);
    const pooled = strings(page, 'postgresql').filter((uri) => uri.includes(':6433/'));
    expect(pooled.join()).not.toContain('target_session_attrs');
    expect(pooled.length).toBeGreaterThan(0);
    expect(page).toContain('/techcorp?sslmode=verify-full&sslrootcert=ca.crt&targetServerType=primary');
    expect(page).toContain('/techcorp?sslmode=verify-full&sslrootcert=ca.crt&targetServerType=secondary');
  });

  it('S2 say what a mode forbids', () => {
    const paged = (mode: PoolMode, settings = {}) =>
      documented({
        ...tiny,
        pools: {
          pooled: {
            replicas: 1,
            mode,
            settings,
            databases: { app: {}, late: { database: 'app', mode: PoolMode.SESSION } },
          },
        },
      }).page;
    const transaction = paged(PoolMode.TRANSACTION);
    expect(transaction).toContain('### Pool `pooled`: transaction pooling');
    expect(transaction).toMatch(/^`transaction`: .*no `LISTEN`/m);
    expect(transaction).toMatch(/^`session`: .*Everything works/m);
    expect(transaction).toContain('Prepared statements of drivers work: PgBouncer keeps up to 200 a connection.');
    expect(rowsOf(transaction, 'connect to').map((cells) => cells[3])).toEqual(['transaction', 'session']);
    const without = paged(PoolMode.TRANSACTION, { maxPreparedStatements: 0 });
    expect(without).toContain('Prepared statements do not work');
    expect(without).toContain('/app?sslmode=verify-full&sslrootcert=ca.crt&prepareThreshold=0\n');
    expect(without).toContain('/late?sslmode=verify-full&sslrootcert=ca.crt\n');
    expect(paged(PoolMode.STATEMENT)).toContain('`BEGIN` is refused');
  });

  it('are missing where nobody may connect, and the page says so', () => {
    expect(documented(tiny).page).toContain('Nobody connects from outside');
  });
});

describe('what is beside a platform', () => {
  it('S12 has its host and port on the page, and nothing of it is rendered', () => {
    const { page, rendered } = documented(sagaz);
    expect(rowsOf(page, 'service', 'used for', 'where')).toEqual([
      ['redis', 'broker and cache of the orchestrator', 'sagaz-redis:6379'],
    ]);
    expect(rendered.text).not.toContain('6379');
  });

  it('S12 is not spoken of where there is nothing', () => {
    expect(documented(dict).page).not.toContain('Beside PostgreSQL');
  });
});
