/** One line of pg_hba.conf over the network: always encrypted, always SCRAM. */
export interface HbaRule {
  /** Database names; `all`; or `replication`. */
  readonly databases: readonly string[];
  /** Role names. */
  readonly roles: readonly string[];
  /** Why the line is there: the comment above it. */
  readonly comment: string;
}

export interface HbaProps {
  /** The roles that a process in the pod may be, through the Unix-domain socket: see `pgIdentConf`. */
  readonly localRoles: readonly string[];
  /** In the order in which PostgreSQL tries them. */
  readonly rules: readonly HbaRule[];
  /** Address ranges that the rules apply to; `all` for any. */
  readonly addresses: readonly string[];
}

/** The name of the map in pg_ident.conf. */
const LOCAL_MAP = 'pod';

/**
 * Who may connect, from where, how. No `trust`, no unencrypted line; whoever matches no line is rejected.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 */
export function pgHbaConf(props: HbaProps): string {
  const lines = [
    '# Inside the pod, over the Unix-domain socket: the operating-system user decides.',
    `local   all             ${props.localRoles.map(hbaName).join(',')}  peer map=${LOCAL_MAP}`,
    `local   replication     ${props.localRoles.map(hbaName).join(',')}  peer map=${LOCAL_MAP}`,
    '',
  ];
  for (const rule of props.rules) {
    lines.push(`# ${rule.comment}`);
    for (const address of props.addresses) {
      const databases = rule.databases.map(hbaDatabase).join(',');
      lines.push(`hostssl ${databases}  ${rule.roles.map(hbaName).join(',')}  ${address}  scram-sha-256`);
    }
    lines.push('');
  }
  lines.push(
    '# Everything else, and everything that is not encrypted.',
    'host    all             all             all             reject',
  );
  return `${lines.join('\n')}\n`;
}

/**
 * The operating-system user of the containers may be each of these roles, without a password.
 *
 * @see https://www.postgresql.org/docs/current/auth-username-maps.html
 */
export function pgIdentConf(systemUser: string, localRoles: readonly string[]): string {
  return `# MAP  SYSTEM-USER  ROLE\n${localRoles.map((role) => `${LOCAL_MAP}    ${systemUser}     ${hbaName(role)}\n`).join('')}`;
}

// The keyword, not a database of that name.
const KEYWORDS = new Set(['all', 'replication']);

function hbaDatabase(name: string): string {
  return KEYWORDS.has(name) ? name : hbaName(name);
}

// Quoted, a name loses its special meaning (`all`, `+group`, `@file`) and may hold spaces and commas.
function hbaName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
