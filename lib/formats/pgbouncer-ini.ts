import { createHash } from 'node:crypto';
import { type Finding, FindingsError } from '../findings';
import { pgBouncerOwned } from '../parameters/pgbouncer-owned';
import {
  LOOKUP_CONNECTIONS,
  LOOKUP_PREFIX,
  lookupOf,
  type PgBouncerLookup,
  pgbouncerLookups,
} from './pgbouncer-lookups';
import { PLATFORM_DEFAULTS, SETTING_GROUPS } from './pgbouncer-settings';

/** One line of the section [databases]. */
export interface PgBouncerDatabase {
  /** Full DNS name; the server's certificate carries it. */
  readonly host: string;
  /** TCP port. */
  readonly port: number;
  /** The database's name on the server. */
  readonly database: string;
  /** Server connections of this entry in this pod, all users together. */
  readonly maxServerConnections: number;
  /** Server connections per user. @default - the setting default_pool_size */
  readonly poolSize?: number;
  /** `session`, `transaction` or `statement`. @default - the pool's mode */
  readonly mode?: string;
  /** Whether a server that is a standby will not do. @default false */
  readonly primaryOnly?: boolean;
}

/** Where things stand in the pod. */
export interface PgBouncerFiles {
  /** Folder of the Unix-domain socket. */
  readonly socketFolder: string;
  /** The lookup role's name and password. */
  readonly authFile: string;
  /** What clients see. */
  readonly certificate: string;
  readonly key: string;
  /** What the servers' certificates are verified by. */
  readonly serverCa: string;
}

export interface PgBouncerIniProps {
  /** The Deployment's name. */
  readonly name: string;
  /** What clients can connect to, by the name that they use. */
  readonly databases: Readonly<Record<string, PgBouncerDatabase>>;
  readonly port: number;
  /** `session`, `transaction` or `statement`. */
  readonly mode: string;
  /** Roles that may run every command of the admin console. */
  readonly adminRoles: readonly string[];
  /** The role that looks up SCRAM secrets, and the query by which it does. */
  readonly lookup: { readonly role: string; readonly query: string };
  readonly files: PgBouncerFiles;
  /** The author's settings, by PgBouncer's names; they win over the platform's own choices. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * The setting that tells, in `SHOW CONFIG`, which file a running PgBouncer has loaded: the last line of the file, since
 * PgBouncer stops at a line that it refuses. Without `syslog` it has no other effect.
 */
export const CONFIG_HASH_SETTING = 'syslog_ident';

/**
 * PgBouncer's configuration file.
 *
 * @throws FindingsError for names and values that the file cannot hold, and settings that the platform owns
 * @see https://www.pgbouncer.org/config.html
 */
export function pgbouncerIni(props: PgBouncerIniProps): string {
  const findings = [...databaseFindings(props), ...settingFindings(props)];
  if (findings.length > 0) throw new FindingsError(findings);
  const lookups = pgbouncerLookups(props.databases);
  const databases = Object.entries(props.databases).map(([name, entry]) =>
    databaseLine(name, entry, lookupOf(entry, lookups)),
  );
  const primaryOnly = Object.values(props.databases).some((entry) => entry.primaryOnly);
  const notes = [...(primaryOnly ? PRIMARY_NOTE : []), ...LOOKUP_NOTE];
  const text = `[databases]\n${[...databases, ...notes, ...lookups.map(lookupLine)].join('\n')}\n\n[pgbouncer]\n${settingBlocks(props).join('\n\n')}\n`;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
  return `${text}\n; Which file this is. No other effect.\n${CONFIG_HASH_SETTING} = pgbouncer-${hash}\n`;
}

/** Every setting of the section [pgbouncer] but the file's hash: the platform's own, its defaults, the author's. */
export function pgbouncerSettings(props: PgBouncerIniProps): Readonly<Record<string, string>> {
  return { ...ownSettings(props), ...PLATFORM_DEFAULTS, ...props.settings };
}

function ownSettings({ databases, port, mode, adminRoles, lookup, files }: PgBouncerIniProps): Record<string, string> {
  return {
    listen_addr: '0.0.0.0',
    listen_port: String(port),
    unix_socket_dir: files.socketFolder,
    auth_type: 'scram-sha-256',
    auth_file: files.authFile,
    auth_user: lookup.role,
    auth_query: lookup.query,
    ...(adminRoles.length > 0 && {
      auth_dbname: pgbouncerLookups(databases)[0]?.name ?? '',
      admin_users: adminRoles.join(', '),
    }),
    pool_mode: mode,
    client_tls_sslmode: 'require',
    client_tls_cert_file: files.certificate,
    client_tls_key_file: files.key,
    server_tls_sslmode: 'verify-full',
    server_tls_ca_file: files.serverCa,
  };
}

function settingBlocks(props: PgBouncerIniProps): string[] {
  const settings = Object.entries(pgbouncerSettings(props));
  const groupOf = (name: string) => SETTING_GROUPS.findIndex(({ settings: pattern }) => pattern.test(name));
  return SETTING_GROUPS.flatMap(({ title, note = [] }, index) => {
    const lines = settings.filter(([name]) => groupOf(name) === index).map(([name, value]) => `${name} = ${value}`);
    const block = [...note.map((line) => `; ${line.replace('<name>', props.name)}`), ...lines];
    return block.length === 0 ? [] : [[`; ${title}`, ...block].join('\n')];
  });
}

function databaseLine(name: string, entry: PgBouncerDatabase, lookup: string | undefined): string {
  return entryLine(name, [
    ['host', entry.host],
    ['port', entry.port],
    ['dbname', entry.database],
    ['pool_mode', entry.mode],
    ['pool_size', entry.poolSize],
    ['max_db_connections', entry.maxServerConnections],
    ['auth_dbname', lookup],
    ['connect_query', entry.primaryOnly ? PRIMARY_ONLY : undefined],
  ]);
}

/**
 * For a moment after a failover a Service may still lead to the former primary. A connection that was opened there would
 * refuse writes for as long as it lives, so one that finds a standby ends itself, and PgBouncer tries again. An error
 * would not do: PgBouncer ignores those of this query.
 *
 * @see https://www.pgbouncer.org/config.html#connect_query
 */
const PRIMARY_ONLY = 'select pg_terminate_backend(pg_backend_pid()) where pg_is_in_recovery()';

const PRIMARY_NOTE = [
  '; connect_query: a connection that finds a standby, as it may for a moment after a failover, ends itself, and PgBouncer',
  '; tries again. It would refuse writes for as long as it lives.',
];

const LOOKUP_NOTE = [
  '; Logins are looked up by these, with connections that no traffic can take. A client that asks for one of them logs in',
  '; as itself, and gets no further than PostgreSQL lets it connect.',
];

function lookupLine({ name, host, port, database }: PgBouncerLookup): string {
  return entryLine(name, [
    ['host', host],
    ['port', port],
    ['dbname', database],
    // No client can keep a connection for longer than a statement.
    ['pool_mode', 'statement'],
    ['pool_size', LOOKUP_CONNECTIONS],
    ['max_db_connections', LOOKUP_CONNECTIONS],
    ['auth_dbname', name],
  ]);
}

function entryLine(name: string, pairs: ReadonlyArray<readonly [string, string | number | undefined]>): string {
  const said = pairs.flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${connectionValue(String(value))}`],
  );
  return `${name} = ${said.join(' ')}`;
}

function connectionValue(value: string): string {
  return /^[A-Za-z0-9_.:/-]+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

function databaseFindings({ databases }: PgBouncerIniProps): Finding[] {
  const names = Object.keys(databases);
  const empty = { path: 'databases', message: 'is empty; a pool without an entry serves nobody. Add one.' };
  return [...(names.length === 0 ? [empty] : []), ...names.flatMap((name) => entryFindings(name, databases[name]))];
}

function entryFindings(name: string, entry: PgBouncerDatabase | undefined): Finding[] {
  const path = `databases.${name}`;
  const found: Finding[] = [];
  if (name === 'pgbouncer') found.push({ path, message: 'the name belongs to the admin console. Use another name.' });
  if (name.startsWith(LOOKUP_PREFIX)) {
    const message = `names that begin with ${LOOKUP_PREFIX} belong to the entries that look up secrets. Use another name.`;
    found.push({ path, message });
  }
  // Releases before 1.25 have no quotes for it.
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) {
    found.push({
      path,
      message:
        `PgBouncer takes letters of ASCII, digits, "_", "." and "-" for the name that clients use, not ` +
        `${JSON.stringify(name)}. Choose such a name, and say the server's in database.`,
    });
  }
  for (const field of ['host', 'database'] as const) {
    const value = entry?.[field] ?? '';
    if (value !== '' && !hasLineBreak(value)) continue;
    found.push({
      path: `${path}.${field}`,
      message: `${JSON.stringify(value)} is empty or has several lines. Correct it.`,
    });
  }
  return found;
}

function settingFindings(props: PgBouncerIniProps): Finding[] {
  return [
    ...Object.keys(props.settings).flatMap((name) => {
      const owner = pgBouncerOwned[name];
      if (owner === undefined) return [];
      const mend = owner.field === undefined ? 'Remove it.' : `Remove it; ${owner.field} decides on it.`;
      return [{ path: `settings.${name}`, message: `is the platform's own: ${owner.reason}. ${mend}` }];
    }),
    ...Object.entries(pgbouncerSettings(props))
      .filter(([, value]) => hasLineBreak(value))
      .map(([name, value]) => ({
        path: `settings.${name}`,
        message: `${JSON.stringify(value)} holds a line break, which ends a setting in pgbouncer.ini. Write it in one line.`,
      })),
    ...props.adminRoles
      .filter((role) => !/^[^\s,]+$/.test(role))
      .map((role) => ({
        path: 'adminRoles',
        message: `${JSON.stringify(role)} holds a space or a comma, which separate the names of admin_users. Name another role.`,
      })),
  ];
}

function hasLineBreak(text: string): boolean {
  return /[\n\r\0]/.test(text);
}
