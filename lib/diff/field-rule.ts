import type { FieldChange } from './field-changes';
import type { ChangedObject, Verdict } from './verdict';

/** What a change of some fields of a kind does. */
export interface FieldRule extends Verdict {
  /** The fields: their paths match it. */
  readonly path: RegExp;
  /** @default - whatever the values are */
  readonly when?: (change: FieldChange, object: ChangedObject) => boolean;
  /** How `volumes.ts` tells a person to let a volume grow, in place of steps that stand here. @default false */
  readonly expands?: boolean;
  /** It only mirrors what else changes. @default false */
  readonly mirrors?: boolean;
}

/** What the API server says of many fields. */
export const IMMUTABLE = 'The API server takes no change of it.';
