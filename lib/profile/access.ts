import type { Peer } from './network';
import type { Target } from './pools';

/** Clients that connect to the servers directly. */
export interface Access {
  /** The roles that they log in as. */
  readonly roles: readonly string[];
  /** The databases that they connect to. */
  readonly databases: readonly string[];
  /** Where they run, by a name of your choice. */
  readonly clients: { readonly [name: string]: Peer };
  /** How many sessions they hold at most on one server, all of them together. */
  readonly maxConnections: number;
  /** Which servers they connect to. @default Target.PRIMARY */
  readonly target?: Target;
}
