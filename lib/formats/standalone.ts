import { Ports } from '../names';
import type { ParameterGroup } from './postgresql-conf';

/** A server without Patroni: what that would pass on the command line. */
export interface StandaloneProps {
  /** The instance's name, which its processes show. */
  readonly name: string;
  /** Where pg_hba.conf and pg_ident.conf are mounted. */
  readonly configFolder: string;
  readonly socketFolder: string;
}

/** What such a server must be told in postgresql.conf. */
export function standaloneParameters({
  name,
  configFolder,
  socketFolder,
}: StandaloneProps): ParameterGroup['parameters'] {
  return [
    ['cluster_name', name],
    ['hba_file', `${configFolder}/pg_hba.conf`],
    ['ident_file', `${configFolder}/pg_ident.conf`],
    ['listen_addresses', '*'],
    ['port', String(Ports.POSTGRES)],
    ['unix_socket_directories', socketFolder],
  ];
}
