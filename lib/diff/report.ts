import type { Effect, RestartOrder } from './effect';

/** What the changes of dist/ do; the output of `cdk8s-postgres diff --json`. Fields are added, never changed or removed. */
export interface DiffReport {
  /** Of this format. */
  readonly version: 1;
  /** What was compared with, as it was named. */
  readonly ref: string;
  /** The commit that it is, in full. */
  readonly commit: string;
  /** The folder, as it was named. */
  readonly dist: string;
  /** The gravest of all platforms. */
  readonly effect: Effect;
  /** What the program ends with. */
  readonly exitCode: number;
  /** Those with changes, the gravest first, then by name. */
  readonly platforms: readonly PlatformDiff[];
}

/** The changes of one platform. */
export interface PlatformDiff {
  /** What the objects' label says; the folder of those without one. */
  readonly name: string;
  /** The gravest of all objects. */
  readonly effect: Effect;
  /** How its instances restart. Null where they do not. */
  readonly order: RestartOrder | null;
  /** Those with changes, the gravest first, then as they stand in the files. */
  readonly objects: readonly ObjectDiff[];
}

/** The changes of one object. */
export interface ObjectDiff {
  readonly change: 'added' | 'removed' | 'changed';
  /** The API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Null for cluster-scoped objects, and where the manifest has none. */
  readonly namespace: string | null;
  readonly name: string;
  /** Its file, in the folder that was compared. */
  readonly file: string;
  /** The gravest of all its changes. */
  readonly effect: Effect;
  /** How instances restart. Null where they do not. */
  readonly order: RestartOrder | null;
  /** The gravest first; a single one for an object that is added or removed. */
  readonly changes: readonly Change[];
}

/** One change of one field, parameter or line. */
export interface Change {
  /** Where: `spec.replicas`, `data["postgresql.conf"].shared_buffers`. Empty for a whole object. */
  readonly path: string;
  /** The former value: text as it is, anything else as JSON, a text of several lines as its length. Null where none was. */
  readonly before: string | null;
  /** The new value, likewise. Null where none is left. */
  readonly after: string | null;
  readonly effect: Effect;
  /** How instances restart. Null where they do not. */
  readonly order: RestartOrder | null;
  /** What happens: sentences. */
  readonly what: string;
  /** What a person does: lines of shell, in this order. */
  readonly steps: readonly string[];
}
