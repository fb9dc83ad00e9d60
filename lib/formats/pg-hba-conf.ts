/** One line of pg_hba.conf over the network: always encrypted, always SCRAM. */
export interface HbaRule {
  /** Names of databases, or what is none: every database, or the stream of WAL. */
  readonly databases: readonly string[] | 'all' | 'replication';
  /** Role names. */
  readonly roles: readonly string[];
  /** Why the line is there: the comment above it. */
  readonly comment: string;
  /** Address ranges of this rule alone. @default - those of all rules */
  readonly addresses?: readonly string[];
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
    `local   all             ${hbaNames(props.localRoles)}  peer map=${LOCAL_MAP}`,
    `local   replication     ${hbaNames(props.localRoles)}  peer map=${LOCAL_MAP}`,
    '',
  ];
  for (const { databases, roles, comment, addresses = props.addresses } of props.rules) {
    const named = typeof databases === 'string' ? databases : hbaNames(databases);
    lines.push(
      `# ${comment.replaceAll(/\s+/g, ' ')}`,
      ...addresses.map((address) => `hostssl ${named}  ${hbaNames(roles)}  ${address}  scram-sha-256`),
      '',
    );
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

// Unquoted they are keywords, in the column of databases or in that of roles.
const KEYWORDS = new Set(['all', 'replication', 'samegroup', 'samerole', 'sameuser']);

function hbaNames(names: readonly string[]): string {
  return names.map(hbaName).join(',');
}

// Quoted, a name loses its special meaning (`all`, `+group`, `@file`) and may hold spaces and commas. A slash at its
// beginning makes it a regular expression, quoted or not, since PostgreSQL 16: the profile refuses such a name.
function hbaName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
