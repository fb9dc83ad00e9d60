import { createHash } from 'node:crypto';
import { contextOf, type Major } from '../parameters';
import { type PatroniProps, patroniYml } from './patroni-yml';
import { type HbaProps, pgHbaConf, pgIdentConf } from './pg-hba-conf';
import { CONFIG_HASH_PARAMETER, type ParameterGroup, postgresqlConf, setting } from './postgresql-conf';
import { type StandaloneProps, standaloneParameters } from './standalone';

export interface InstanceFilesProps {
  /** Names the instances in the files' first lines. */
  readonly title: string;
  readonly major: Major;
  /** The author's parameters, by category. */
  readonly parameters: readonly ParameterGroup[];
  /** Parameters of Patroni's store: shown, since they are not set here. */
  readonly store: Readonly<Record<string, string>>;
  readonly hba: HbaProps;
  /** @default - the server runs without Patroni */
  readonly patroni?: PatroniProps;
  /** What the server is told where no Patroni tells it. @default - Patroni tells it */
  readonly standalone?: StandaloneProps;
  /** Where the certificates are mounted. */
  readonly tlsFolder: string;
}

export interface InstanceFiles {
  /** File name and text: the data of one ConfigMap. */
  readonly files: Readonly<Record<string, string>>;
  /** What an instance reports once it has loaded these files. */
  readonly hash: string;
  /** Every parameter of postgresql.conf, the platform's own too, but for that report. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The operating-system user of the containers. */
const SYSTEM_USER = 'postgres';

/** The files of a group of equal instances. */
export function instanceFiles(props: InstanceFilesProps): InstanceFiles {
  const hba = pgHbaConf(props.hba);
  const patroni = props.patroni && patroniYml(props.patroni);
  const ident = pgIdentConf(SYSTEM_USER, props.hba.localRoles);
  const groups = [...props.parameters, defaultGroup(props.parameters), platformGroup(props)];
  const introduction = [props.title, ...storeComment(props.store)];
  const hash = createHash('sha256')
    .update(JSON.stringify([postgresqlConf([], groups), hba, ident, ...(patroni === undefined ? [] : [patroni])]))
    .digest('hex')
    .slice(0, 12);
  const own: ParameterGroup = {
    title: 'Shows which version of these files an instance has loaded',
    parameters: [[CONFIG_HASH_PARAMETER, hash]],
  };
  return {
    hash,
    parameters: Object.fromEntries(groups.flatMap(({ parameters }) => parameters)),
    files: {
      ...(patroni !== undefined && { 'patroni.yml': patroni }),
      'pg_hba.conf': hba,
      'pg_ident.conf': ident,
      'postgresql.conf': postgresqlConf(introduction, [...groups, own]),
    },
  };
}

/**
 * Values that the profile may change; of two lines for one parameter the last would win. This file takes the place of
 * the one that initdb writes, so what initdb would have found out stands here too.
 */
function defaultGroup(said: readonly ParameterGroup[]): ParameterGroup {
  // The server takes names in any case: `TimeZone` is its own way of writing one.
  const names = new Set(said.flatMap(({ parameters }) => parameters.map(([name]) => name.toLowerCase())));
  return { title: 'Unless the profile says otherwise', parameters: DEFAULTS.filter(([name]) => !names.has(name)) };
}

const DEFAULTS: ParameterGroup['parameters'] = [
  ['default_text_search_config', 'pg_catalog.english'],
  ['log_timezone', 'Etc/UTC'],
  ['ssl_min_protocol_version', 'TLSv1.2'],
  ['timezone', 'Etc/UTC'],
];

/** What every instance of every platform has. */
function platformGroup({ major, standalone, tlsFolder }: InstanceFilesProps): ParameterGroup {
  return {
    title: 'Set by the platform',
    parameters: [
      // What is reviewed is what runs.
      ...(contextOf(major, 'allow_alter_system') ? [['allow_alter_system', 'off'] as const] : []),
      // With `try` a server dies of a bus error on a node that has some: a container that asks for none may use none.
      ['huge_pages', 'off'],
      ['log_destination', 'stderr'],
      ['logging_collector', 'off'],
      ['password_encryption', 'scram-sha-256'],
      ['ssl', 'on'],
      ['ssl_ca_file', `${tlsFolder}/ca.crt`],
      ['ssl_cert_file', `${tlsFolder}/tls.crt`],
      ['ssl_key_file', `${tlsFolder}/tls.key`],
      ...(standalone ? standaloneParameters(standalone) : []),
    ],
  };
}

function storeComment(store: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(store).map(([name, value]) => `  ${setting(name, value)}`);
  if (lines.length === 0) return [];
  return ['', 'Not set here: Patroni takes these from its store, and passes them on the command line.', ...lines];
}
