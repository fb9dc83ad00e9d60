/** Why a parameter is not the profile's to set, and the field that sets it where there is one. */
export interface Ownership {
  readonly reason: string;
  /** The profile's field that decides it. */
  readonly field?: string;
}

const image: Ownership = { reason: 'the image and its mounts decide where files are' };
const tls: Ownership = { reason: 'certificates are mounted and rotated by the platform', field: 'tls' };
const archive: Ownership = { reason: 'WAL is archived to the repositories of the backups', field: 'backups.physical' };
const recovery: Ownership = { reason: 'a restore sets it on the restored volume only', field: 'backups.physical' };
const logs: Ownership = { reason: 'logs go to stderr, where kubectl and log collectors read them' };
const replication: Ownership = { reason: 'Patroni connects each standby to the primary of now', field: 'topology' };
const socket: Ownership = { reason: 'the socket is for the containers of the pod only' };
const scram: Ownership = { reason: 'clients authenticate by scram-sha-256 or a certificate' };
const otherSystem: Ownership = { reason: 'it is of another operating system' };

function oneTransaction(field: string): Ownership {
  return { reason: 'it is a state of one transaction', field };
}

/** Parameters of PostgreSQL that the platform sets or leaves alone, by their names in postgresql.conf. */
export const platformOwned: Readonly<Record<string, Ownership>> = {
  allow_alter_system: { reason: 'what was reviewed is what runs, so ALTER SYSTEM stays off' },
  archive_cleanup_command: recovery,
  archive_command: archive,
  archive_library: archive,
  archive_mode: archive,
  archive_timeout: {
    reason: 'it bounds what a disaster can lose, which the objectives are checked against',
    field: 'backups.physical.archiveTimeout',
  },
  bonjour: otherSystem,
  bonjour_name: otherSystem,
  cluster_name: { reason: 'it is the name of the instance', field: 'name' },
  config_file: image,
  data_directory: image,
  db_user_namespace: { reason: 'it cannot work with scram-sha-256, and PostgreSQL 17 removed it' },
  dynamic_library_path: image,
  event_source: otherSystem,
  external_pid_file: image,
  hba_file: { reason: 'pg_hba.conf is rendered from what the profile declares', field: 'access' },
  hot_standby: { reason: 'standbys are always hot' },
  huge_pages: {
    reason: 'the pods ask for no huge pages, and on a node that has some a server that tries them dies of a bus error',
  },
  ident_file: image,
  krb_server_keyfile: scram,
  listen_addresses: {
    reason: 'an instance listens on every address of its pod, and the network policies say who reaches it',
    field: 'network',
  },
  log_destination: logs,
  log_directory: logs,
  log_file_mode: logs,
  log_filename: logs,
  log_rotation_age: logs,
  log_rotation_size: logs,
  log_truncate_on_rotation: logs,
  logging_collector: logs,
  password_encryption: { reason: 'passwords are always stored as scram-sha-256' },
  port: { reason: 'instances listen on 5432, behind Services that have names and ports of their own', field: 'names' },
  primary_conninfo: replication,
  primary_slot_name: replication,
  promote_trigger_file: { reason: 'Patroni promotes', field: 'topology' },
  recovery_end_command: recovery,
  recovery_target: recovery,
  recovery_target_action: recovery,
  recovery_target_inclusive: recovery,
  recovery_target_lsn: recovery,
  recovery_target_name: recovery,
  recovery_target_time: recovery,
  recovery_target_timeline: recovery,
  recovery_target_xid: recovery,
  restore_command: archive,
  ssl: { reason: 'every connection over the network is encrypted', field: 'tls' },
  ssl_ca_file: tls,
  ssl_cert_file: tls,
  ssl_crl_dir: tls,
  ssl_crl_file: tls,
  ssl_dh_params_file: tls,
  ssl_key_file: tls,
  ssl_passphrase_command: tls,
  ssl_passphrase_command_supports_reload: tls,
  synchronous_standby_names: {
    reason: 'Patroni names the standbys that a commit waits for',
    field: 'topology.synchronous',
  },
  syslog_facility: logs,
  syslog_ident: logs,
  syslog_sequence_numbers: logs,
  syslog_split_messages: logs,
  transaction_deferrable: oneTransaction('parameters.defaultTransactionDeferrable'),
  transaction_isolation: oneTransaction('parameters.defaultTransactionIsolation'),
  transaction_read_only: oneTransaction('parameters.defaultTransactionReadOnly'),
  unix_socket_directories: socket,
  unix_socket_group: socket,
  unix_socket_permissions: socket,
  wal_log_hints: { reason: 'pg_rewind needs it, so it is always on under Patroni' },
};

/** The sentences of a finding about an owned parameter or setting. */
export function ownershipFault(name: string, ownership: Ownership): string {
  const mend = ownership.field === undefined ? 'Leave it out.' : `Leave it out; \`${ownership.field}\` sets it.`;
  return `The platform sets ${name}: ${ownership.reason}. ${mend}`;
}
