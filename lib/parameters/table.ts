import type { Unit } from './units';

/**
 * When a changed value takes effect.
 *
 * - `postmaster`: after a restart
 * - `sighup`: after a reload
 * - `superuser-backend`, `backend`: after a reload, in sessions that start later
 * - `superuser`, `user`: after a reload, in every session that has not set its own
 *
 * @see https://www.postgresql.org/docs/current/view-pg-settings.html
 */
export type Context = 'postmaster' | 'sighup' | 'superuser-backend' | 'backend' | 'superuser' | 'user';

/** What the server says about one parameter. */
export interface ParameterFacts {
  readonly vartype: 'bool' | 'enum' | 'integer' | 'real' | 'string';
  /** What one of `min` and `max` is. */
  readonly unit?: Unit;
  readonly min?: number;
  readonly max?: number;
  /** The server takes only multiples of this many units. */
  readonly multipleOf?: number;
  readonly enumValues?: readonly string[];
  readonly context: Context;
  /** The manual's chapter. */
  readonly category: string;
}

/** Parameters by their names in postgresql.conf, in the order of the manual's chapters. */
export type ParameterTable = Readonly<Record<string, ParameterFacts>>;
