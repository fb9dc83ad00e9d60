/** What a profile may hold, as data: made from the types of `lib/profile` by `scripts/generate-descriptor.ts`. */
export interface Descriptor {
  /** The interface that a profile is. */
  readonly root: string;
  /** What users write as objects, by the interface's name. Inherited fields are among each interface's own. */
  readonly interfaces: Readonly<Record<string, InterfaceDescriptor>>;
  /** The enums' members with their values, by the enum's name. */
  readonly enums: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What users write through factories (`Topology.replicated({ ... })`), by the class's name. */
  readonly classes: Readonly<Record<string, ClassDescriptor>>;
}

export interface InterfaceDescriptor {
  /** The documentation's first sentence. @default - it has none */
  readonly documentation?: string;
  /** The manual's page. @default - none */
  readonly see?: string;
  readonly fields: readonly FieldDescriptor[];
}

export interface FieldDescriptor {
  readonly name: string;
  readonly required: boolean;
  readonly type: FieldType;
  /** The documentation's first sentence. @default - it has none */
  readonly documentation?: string;
  /** The text of `@default`: code, or prose after a dash. @default - none */
  readonly default?: string;
  /** The manual's page. @default - none */
  readonly see?: string;
}

/** One class that users make instances of; each has a `kind` and the `props` that its factory was given. */
export interface ClassDescriptor {
  /** The documentation's first sentence. @default - it has none */
  readonly documentation?: string;
  readonly kinds: readonly KindDescriptor[];
}

export interface KindDescriptor {
  /** The instance's `kind`. */
  readonly kind: string;
  /** How one writes it: `Topology.replicated({ ... })`, `Image.of(repository, tag)`, `Target.PRIMARY`. */
  readonly written: string;
  /** The documentation's first sentence. @default - it has none */
  readonly documentation?: string;
  /** What its `props` are. */
  readonly props: PropsType;
  /** Optional fields of its props that this factory always gives. @default - none */
  readonly given?: readonly string[];
}

/** A class of the profile, to ask for its instances: its constructor is private. */
export interface ProfileClass {
  [Symbol.hasInstance](value: unknown): boolean;
}

/** Classes from elsewhere whose instances are values: told by their shape, since an app may hold two copies of cdk8s. */
export type LeafClass = 'Size' | 'Duration' | 'Cpu' | 'Cron';

/** Objects that checks of their own look into. */
export type OpaqueKind = 'parameters' | 'pgbouncerSettings';

export type PropsType =
  | { readonly kind: 'interface'; readonly name: string }
  | { readonly kind: 'opaque'; readonly name: OpaqueKind };

export type FieldType =
  | PropsType
  | { readonly kind: 'string' | 'number' | 'boolean' }
  | { readonly kind: 'enum'; readonly name: string }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'leaf'; readonly name: LeafClass }
  | { readonly kind: 'list' | 'map'; readonly of: FieldType };
