/** One breach of a schema. */
export interface SchemaFault {
  /** JSON pointer: `/spec/replicas`. */
  readonly path: string;
  /** JSON Schema's keyword: `type`, `required`... */
  readonly keyword: string;
  /** The keyword's value, or the field that is missing or unknown. */
  readonly wanted: unknown;
}

export interface Validator {
  (manifest: unknown): boolean;
  readonly errors: readonly SchemaFault[] | null;
}

/** By kind: `apps/v1 StatefulSet`. */
export const validators: Readonly<Record<string, Validator | undefined>>;
/** `apps/v1 StatefulSet` -> the name of its type. */
export const kinds: Readonly<Record<string, string | undefined>>;
/** Type -> its fields, each with the type that it leads to, or an empty string. */
export const fields: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
/** Type -> key of the manifest -> the property that cdk8s-plus-28's types call it by, where the two differ. */
export const renamed: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
/** Every `<apiVersion> <kind>` of Kubernetes 1.28, with a schema here or without. */
export const known: readonly string[];
