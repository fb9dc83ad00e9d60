import { PLATFORM_DEFAULTS } from '../formats/pgbouncer-settings';
import { Ports } from '../names';
import { renderPgBouncerSettings } from '../parameters';
import { databasesOfLogin } from '../profile/hba-rules';
import { type Pool, PoolMode, type Target } from '../profile/pools';
import type { ResolvedProfile } from '../profile/resolve';
import { targetService } from '../wiring/pools';
import { poolTlsSecret, serverTlsSecret } from '../wiring/server';
import { block, code, table } from './markdown';

/** How clients connect: through each pool, past them, and as a person. */
export function connectionStrings(resolved: ResolvedProfile): string {
  const { pools = {}, access = {} } = resolved.profile;
  const sections = [
    ...Object.entries(pools).flatMap(([name, pool]) => poolSection(resolved, name, pool)),
    ...Object.keys(access).flatMap((name) => accessSection(resolved, name)),
  ];
  return sections.length === 0
    ? 'Nobody connects from outside: there is neither a pool nor `access`.'
    : sections.join('\n\n');
}

/** A URI that libpq, and what is built on it, connects by. The password comes from elsewhere: `PGPASSWORD`, `.pgpass`. */
export function connectionUri({ host, port, database, role, attributes }: Connection): string {
  const user = role === undefined ? '' : `${encodeURIComponent(role)}@`;
  const attribute = attributes === undefined ? '' : `&target_session_attrs=${attributes}`;
  return `postgresql://${user}${host}:${port}/${encodeURIComponent(database)}?${VERIFIED}${attribute}`;
}

/** What the JDBC driver connects by; user and password are properties of their own. */
export function jdbcUrl({ host, port, database, attributes }: Connection, others: readonly string[] = []): string {
  const server = attributes === undefined ? [] : [`targetServerType=${JDBC_SERVERS[attributes]}`];
  return `jdbc:postgresql://${host}:${port}/${encodeURIComponent(database)}?${[VERIFIED, ...server, ...others].join('&')}`;
}

interface Connection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** @default - the client says it otherwise */
  readonly role?: string;
  /** Which server will do, where no pool chooses it. @default - any */
  readonly attributes?: 'read-write' | 'standby';
}

const VERIFIED = 'sslmode=verify-full&sslrootcert=ca.crt';
const JDBC_SERVERS = { 'read-write': 'primary', standby: 'secondary' } as const;

/** What each mode is called, and what it forbids. @see https://www.pgbouncer.org/features.html */
const MODES: Readonly<Record<PoolMode, { readonly title: string; readonly note: string }>> = {
  [PoolMode.TRANSACTION]: {
    title: 'transaction pooling',
    note:
      'A server connection serves one transaction and then somebody else. What belongs to a session gets lost or reaches' +
      ' others: no `SET` (`SET LOCAL` instead, or `sessionParameters` of the role), no `LISTEN`, no temporary tables past' +
      ' the transaction, no `WITH HOLD` cursors, no advisory locks but `pg_advisory_xact_lock`, no `PREPARE` in SQL.',
  },
  [PoolMode.SESSION]: {
    title: 'session pooling',
    note:
      'A server connection serves one client until it disconnects. Everything works that works without a pool; a client' +
      ' that stays connected and idle keeps others waiting.',
  },
  [PoolMode.STATEMENT]: {
    title: 'statement pooling',
    note: 'A server connection serves one statement. `BEGIN` is refused, and nothing of a session survives.',
  },
};

function poolSection(resolved: ResolvedProfile, name: string, pool: Pool): string[] {
  const { mode = PoolMode.TRANSACTION, port = Ports.PGBOUNCER } = pool;
  const entries = Object.entries(pool.databases).map(([entry, { database = entry, target, mode: own = mode }]) => ({
    entry,
    database,
    own,
    service: targetService(resolved, target),
    roles: loginRoles(resolved, database),
  }));
  const modes = [...new Set([mode, ...entries.map(({ own }) => own)])];
  const connection = (entry: string, role?: string): Connection => ({
    host: resolved.names.host(name),
    port,
    database: entry,
    ...(role !== undefined && { role }),
  });
  const prepared = preparedStatements(pool);
  return [
    `### Pool \`${name}\`: ${MODES[mode].title}`,
    ...modes.map((each) => `${modes.length > 1 ? `\`${each}\`: ` : ''}${MODES[each].note}`),
    ...(modes.some((each) => each !== PoolMode.SESSION) ? [prepared.note] : []),
    ...(pool.fallbackToPrimary ? ['While no standby answers, what is behind standbys leads to the primary.'] : []),
    table(
      ['connect to', 'which is', 'behind', ...(modes.length > 1 ? ['mode'] : []), 'log in as'],
      entries.map(({ entry, database, service, own, roles }) => [
        `\`${entry}\``,
        `database \`${database}\``,
        `\`${service}\``,
        ...(modes.length > 1 ? [own] : []),
        code(roles, 'nobody'),
      ]),
    ),
    block('text', [
      ...entries.flatMap(({ entry, roles }) => roles.map((role) => connectionUri(connection(entry, role)))),
      ...entries.map(({ entry, own }) => jdbcUrl(connection(entry), own === PoolMode.SESSION ? [] : prepared.jdbc)),
    ]),
    authority(resolved, poolTlsSecret(resolved)),
  ];
}

function accessSection(resolved: ResolvedProfile, name: string): string[] {
  const { roles = [], databases = [], maxConnections, target } = resolved.profile.access?.[name] ?? {};
  const service = targetService(resolved, target);
  const host = resolved.names.host(service);
  const attributes = isPrimary(target) ? 'read-write' : 'standby';
  const connection = (database: string) => ({ host, port: Ports.POSTGRES, database, attributes }) as const;
  const pairs = databases.flatMap((database) =>
    roles
      .filter((role) => databasesOfLogin(resolved.profile, role).includes(database))
      .map((role) => ({ ...connection(database), role })),
  );
  return [
    `### Without a pool: \`${name}\``,
    `Its clients have ${maxConnections} sessions on a server in the connection budget, all together. ${
      isPrimary(target)
        ? '`target_session_attrs=read-write` refuses a server that is no longer primary.'
        : 'Reads only; `target_session_attrs=standby` refuses a server that was promoted.'
    }`,
    block('text', [...pairs.map(connectionUri), ...databases.map((database) => jdbcUrl(connection(database)))]),
    authority(resolved, serverTlsSecret(resolved)),
  ];
}

function isPrimary(target: Target | undefined): boolean {
  return target === undefined || target.kind === 'primary';
}

/** Which roles of the profile may log in to a database. */
function loginRoles({ profile }: ResolvedProfile, database: string): string[] {
  return Object.keys(profile.roles).filter((role) => databasesOfLogin(profile, role).includes(database));
}

function preparedStatements({ settings = {} }: Pool): { readonly note: string; readonly jdbc: readonly string[] } {
  const { max_prepared_statements: most } = { ...PLATFORM_DEFAULTS, ...renderPgBouncerSettings(settings) };
  return most === '0'
    ? { note: 'Prepared statements do not work, those of drivers neither.', jdbc: ['prepareThreshold=0'] }
    : { note: `Prepared statements of drivers work: PgBouncer keeps up to ${most} a connection.`, jdbc: [] };
}

function authority({ profile }: ResolvedProfile, secret: string): string {
  const { name } = profile.namespace;
  return `The password is in the Secret below. \`ca.crt\`: \`kubectl get secret ${secret} --namespace ${name} --output 'jsonpath={.data.ca\\.crt}' | base64 -d >ca.crt\``;
}
