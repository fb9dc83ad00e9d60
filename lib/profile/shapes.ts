import type { LeafClass } from './descriptor';
import { classes } from './descriptor.generated';

/** An object that was written as `{ ... }`, or came from YAML or JSON. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** An instance of one of the profile's classes, from this copy of the package or, by the class's name, from another. */
export function isInstanceOf(className: string, value: unknown): value is Strategy {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof classes[className] || classNameOf(value) === className;
}

/** What all classes of a profile have. */
export interface Strategy {
  readonly kind: string;
  readonly props: unknown;
}

/** An instance of a class of cdk8s or cdk8s-plus, from whichever copy of it. */
export function isLeaf(className: LeafClass, value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isPlainObject(value) && LEAVES[className](value);
}

/** The name of an object's class; empty where it has none. */
export function classNameOf(value: object): string {
  return typeof value.constructor === 'function' ? value.constructor.name : '';
}

const LEAVES: Readonly<Record<LeafClass, (value: object) => boolean>> = {
  Size: (value) => 'toKibibytes' in value && typeof value.toKibibytes === 'function',
  Duration: (value) => 'toMilliseconds' in value && typeof value.toMilliseconds === 'function',
  // Cpu has one public property and no method; ours with an `amount` have a number there.
  Cpu: (value) => 'amount' in value && typeof value.amount === 'string',
  Cron: (value) => 'expressionString' in value && typeof value.expressionString === 'string',
};
