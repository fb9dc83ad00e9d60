import { stringify } from 'yaml';
import { LabelKeys, Ports, RoleLabels } from '../names';
import type { Major } from '../parameters';

/** What Patroni reads from its store, and what an initialization writes there. */
export interface PatroniStore {
  readonly ttl: number;
  readonly loop_wait: number;
  readonly retry_timeout: number;
  /** Bytes. */
  readonly maximum_lag_on_failover: number;
  /** Seconds. */
  readonly primary_start_timeout: number;
  readonly failsafe_mode: boolean;
  readonly synchronous_mode: boolean;
  readonly synchronous_mode_strict: boolean;
  readonly synchronous_node_count: number;
  readonly postgresql: {
    readonly use_pg_rewind: boolean;
    readonly use_slots: boolean;
    readonly parameters: Readonly<Record<string, string>>;
  };
}

export interface PatroniProps {
  readonly major: Major;
  /** What Patroni's own ConfigMaps start with. */
  readonly scope: string;
  readonly namespace: string;
  /** The platform's name, a label of Patroni's ConfigMaps. */
  readonly platform: string;
  /** Where postgresql.conf, pg_hba.conf and pg_ident.conf are mounted. */
  readonly configFolder: string;
  readonly operationsFolder: string;
  readonly tlsFolder: string;
  readonly dataDirectory: string;
  readonly socketFolder: string;
  /** Where the server's programs are. */
  readonly binFolder: string;
  readonly store: PatroniStore;
  /** Locale of the cluster's own databases. */
  readonly locale: string;
  /** Whether the instance may become primary. */
  readonly promotable: boolean;
  /** The instance that it streams from. @default - the primary */
  readonly source?: string;
}

/**
 * Patroni's configuration. User names, passwords, the pod's name and its addresses come from the environment.
 *
 * @see https://patroni.readthedocs.io/en/latest/yaml_configuration.html
 */
export function patroniYml(props: PatroniProps): string {
  // Patroni reads YAML 1.1, where `on` without quotes is no text.
  return stringify(patroniConfiguration(props), { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' });
}

function patroniConfiguration(props: PatroniProps): object {
  const { configFolder, operationsFolder, tlsFolder } = props;
  const verified = { sslmode: 'verify-full', sslrootcert: `${tlsFolder}/ca.crt` };
  return {
    scope: props.scope,
    log: { level: 'INFO' },
    restapi: {
      listen: `*:${Ports.PATRONI}`,
      certfile: `${tlsFolder}/tls.crt`,
      keyfile: `${tlsFolder}/tls.key`,
      cafile: `${tlsFolder}/ca.crt`,
    },
    kubernetes: {
      namespace: props.namespace,
      use_endpoints: false,
      labels: { [LabelKeys.PLATFORM]: props.platform },
      scope_label: LabelKeys.CLUSTER,
      role_label: LabelKeys.ROLE,
      leader_label_value: RoleLabels.PRIMARY,
      follower_label_value: RoleLabels.REPLICA,
      standby_leader_label_value: RoleLabels.PRIMARY,
    },
    bootstrap: {
      dcs: props.store,
      initdb: [
        { encoding: 'UTF8' },
        { locale: props.locale },
        'data-checksums',
        // On a node that has huge pages initdb's own server would die of a bus error. Version 15 cannot be told.
        ...(props.major >= 16 ? [{ set: 'huge_pages=off' }] : []),
      ],
    },
    postgresql: {
      listen: `*:${Ports.POSTGRES}`,
      bin_dir: props.binFolder,
      // An interrupted copy is marked, so that the next start of the container throws it away.
      bin_name: { pg_basebackup: `${operationsFolder}/pg-basebackup.sh` },
      basebackup: [{ checkpoint: 'fast' }, 'no-password'],
      data_dir: props.dataDirectory,
      pgpass: '/tmp/pgpass',
      use_unix_socket: true,
      use_unix_socket_repl: true,
      custom_conf: `${configFolder}/postgresql.conf`,
      // Patroni writes a file of its own unless it knows of ours; those in postgresql.conf come too late.
      parameters: {
        hba_file: `${configFolder}/pg_hba.conf`,
        ident_file: `${configFolder}/pg_ident.conf`,
        unix_socket_directories: props.socketFolder,
      },
      authentication: { superuser: verified, replication: verified, rewind: verified },
      callbacks: {
        on_start: `${operationsFolder}/on-role-change.sh`,
        on_role_change: `${operationsFolder}/on-role-change.sh`,
      },
    },
    tags: props.promotable
      ? {}
      : { nofailover: true, nosync: true, ...(props.source !== undefined && { replicatefrom: props.source }) },
  };
}
