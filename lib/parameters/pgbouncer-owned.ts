import type { Ownership } from './owned';

const lookup: Ownership = { reason: 'users are looked up in PostgreSQL and log in by scram-sha-256', field: 'roles' };
const stderr: Ownership = { reason: 'the log goes to stderr, where kubectl and log collectors read it' };
const pod: Ownership = { reason: 'the pod decides it' };
const tls: Ownership = { reason: 'certificates are mounted, and servers are always verified', field: 'tls' };
const peers: Ownership = { reason: 'every pod is one process of its own', field: 'replicas' };

/** Settings of PgBouncer that the platform sets, by their names in pgbouncer.ini; fields are those of the pool. */
export const pgBouncerOwned: Readonly<Record<string, Ownership>> = {
  admin_users: { reason: 'administrators are declared with the pool', field: 'adminRoles' },
  auth_dbname: lookup,
  auth_file: lookup,
  auth_hba_file: lookup,
  auth_ident_file: lookup,
  auth_ldap_options: lookup,
  auth_query: lookup,
  auth_type: lookup,
  auth_user: lookup,
  client_tls13_ciphers: tls,
  client_tls_ca_file: tls,
  client_tls_cert_file: tls,
  client_tls_ciphers: tls,
  client_tls_dheparams: tls,
  client_tls_ecdhcurve: tls,
  client_tls_key_file: tls,
  client_tls_protocols: tls,
  client_tls_sslmode: tls,
  conffile: pod,
  job_name: pod,
  listen_addr: { reason: 'a pod listens on all its addresses, and `clients` says who reaches it', field: 'clients' },
  listen_port: { reason: 'the Service has the same port', field: 'port' },
  logfile: stderr,
  max_db_connections: {
    reason: 'it is derived from what the target server has left',
    field: 'databases.<name>.maxServerConnections',
  },
  peer_id: peers,
  pidfile: pod,
  pool_mode: { reason: 'the mode is said once', field: 'mode' },
  resolv_conf: pod,
  server_tls13_ciphers: tls,
  server_tls_ca_file: tls,
  server_tls_cert_file: tls,
  server_tls_ciphers: tls,
  server_tls_key_file: tls,
  server_tls_protocols: tls,
  server_tls_sslmode: tls,
  service_name: pod,
  so_reuseport: peers,
  stats_users: { reason: 'the exporter reads the statistics', field: 'monitoring' },
  syslog: stderr,
  syslog_facility: stderr,
  syslog_ident: stderr,
  unix_socket_dir: pod,
  unix_socket_group: pod,
  unix_socket_mode: pod,
  user: pod,
};
