import type { Cron, Duration, Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-28';
import { humanTime } from '../../lib/docs/markdown';
import { describePeer } from '../../lib/docs/peers';
import type { FieldDescriptor, FieldType, LeafClass } from '../../lib/profile/descriptor';
import { descriptor } from '../../lib/profile/descriptor.generated';
import type { Peer } from '../../lib/profile/network';
import { childPath } from '../../lib/profile/paths';
import type { Target } from '../../lib/profile/pools';
import { isLeaf, isPlainObject, type Strategy } from '../../lib/profile/shapes';
import { quantity } from '../../lib/tiers/pod';

/** What one profile says, and does not say. */
export interface WrittenLeaves {
  /** Every value in a person's words, by its path, in the order of the profile's fields. */
  readonly said: ReadonlyMap<string, string>;
  /** What holds for the fields that it leaves out, by their path, where the documentation says it. */
  readonly defaults: ReadonlyMap<string, string>;
}

/** The leaves of a profile that is right: a path as messages have it, and a text as one would write or say it. */
export function writtenLeaves(profile: object): WrittenLeaves {
  const said = new Map<string, string>();
  const defaults = new Map<string, string>();
  walk({ kind: 'interface', name: descriptor.root }, profile, '', { said, defaults });
  return { said, defaults };
}

interface Found {
  readonly said: Map<string, string>;
  readonly defaults: Map<string, string>;
}

function walk(type: FieldType, value: unknown, path: string, found: Found): void {
  if (type.kind === 'interface') {
    walkFields(descriptor.interfaces[type.name]?.fields ?? [], value as Fields, path, found);
  } else if (type.kind === 'map') {
    for (const [name, entry] of Object.entries(value as Fields)) walk(type.of, entry, childPath(path, name), found);
  } else if (type.kind === 'list') {
    walkList(type.of, value as readonly unknown[], path, found);
  } else if (type.kind === 'class') {
    walkInstance(type.name, value as Strategy, path, found);
  } else if (type.kind === 'opaque') {
    walkPlain(value, path, found);
  } else {
    found.said.set(path, type.kind === 'enum' ? enumMember(type.name, value) : describe(value));
  }
}

function enumMember(name: string, value: unknown): string {
  const [member] = Object.entries(descriptor.enums[name] ?? {}).find(([, one]) => one === value) ?? [];
  return `${name}.${member}`;
}

type Fields = Readonly<Record<string, unknown>>;

function walkFields(fields: readonly FieldDescriptor[], value: Fields, path: string, found: Found): void {
  for (const { name, type, default: standard } of fields) {
    const place = childPath(path, name);
    if (value[name] !== undefined) walk(type, value[name], place, found);
    else if (standard !== undefined) found.defaults.set(place, standard.replace(/^- /, ''));
  }
}

/** Names and figures stand in one line; what has fields has a line for each. */
function walkList(type: FieldType, values: readonly unknown[], path: string, found: Found): void {
  if (type.kind === 'interface' && values.length > 0) {
    for (const [index, value] of values.entries()) walk(type, value, childPath(path, index), found);
    return;
  }
  const each = values.map((value) => {
    const one: Found = { said: new Map(), defaults: new Map() };
    walk(type, value, '', one);
    return [...one.said.values()].join(' ');
  });
  found.said.set(path, each.join(', ') || 'none');
}

function walkInstance(className: string, value: Strategy, path: string, found: Found): void {
  const kinds = descriptor.classes[className]?.kinds ?? [];
  const kind = kinds.find((known) => known.kind === value.kind);
  const word = WORDS[className]?.(value.props) ?? '';
  if (word !== '' || kind === undefined) {
    found.said.set(path, word);
    return;
  }
  // Which major parameters are of is said where the server is.
  if (kinds.length > 1 && kind.props.kind !== 'opaque') found.said.set(path, kind.written.replace(/\(.*$/, ''));
  walk(kind.props, value.props, path, found);
}

/** Instances that a person says in a word. */
const WORDS: Readonly<Record<string, (props: unknown) => string>> = {
  Peer: (props) => describePeer({ props: props as Peer['props'] }),
  Target: (props) => ((props as Target['props']).set ? `Target.set('${(props as Target['props']).set}')` : ''),
  Image: imageReference,
  PlatformImage: imageReference,
};

function imageReference(props: unknown): string {
  const { repository, tag } = props as { readonly repository: string; readonly tag: string };
  return `${repository}:${tag}`;
}

/** Parameters and settings, whose checks know more of them than the descriptor. */
function walkPlain(value: unknown, path: string, found: Found): void {
  if (!isPlainObject(value)) found.said.set(path, describe(value));
  else
    for (const [name, one] of Object.entries(value)) {
      if (one !== undefined) walkPlain(one, childPath(path, name), found);
    }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value === '' ? "''" : value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(describe).join(', ') || 'none';
  const leaf = (Object.keys(LEAVES) as LeafClass[]).find((name) => isLeaf(name, value));
  return leaf === undefined ? describeAmount(value) : LEAVES[leaf](value);
}

const LEAVES: Readonly<Record<LeafClass, (value: object) => string>> = {
  Size: (value) => quantity(value as Size),
  Duration: (value) => humanTime(value as Duration),
  Cpu: (value) => (value as Cpu).amount,
  Cron: (value) => (value as Cron).expressionString,
};

/** Amounts that cdk8s has no class for: `Special.UNLIMITED`, `Bytes.of(512)`. */
function describeAmount(value: object): string {
  const name = value.constructor.name;
  if ('kind' in value) return `${name}.${value.kind}`;
  return 'amount' in value ? `${name}.of(${value.amount})` : name;
}
