import type { PostgresProfile } from '../../../lib';
import type { FieldDescriptor, FieldType, PropsType } from '../../../lib/profile/descriptor';
import { descriptor } from '../../../lib/profile/descriptor.generated';
import type { Strategy } from '../../../lib/profile/shapes';
import type { Place } from '../../profile/change';

/** A field of the descriptor, where a profile has it or could have it. */
export interface FieldPlace {
  /** `Role.connectionLimit`: the interface and the field. */
  readonly key: string;
  readonly place: Place;
  readonly field: FieldDescriptor;
  /** @default - it is absent */
  readonly value?: unknown;
}

/** Every field that a profile has or could have, the outer ones first. */
export function fieldPlaces(profile: PostgresProfile): FieldPlace[] {
  return ofInterface(descriptor.root, profile, []);
}

/** Every field of the descriptor, by `Interface.field`. */
export function descriptorFields(): ReadonlyMap<string, FieldDescriptor> {
  return new Map(
    Object.entries(descriptor.interfaces).flatMap(([name, { fields }]) =>
      fields.map((field) => [`${name}.${field.name}`, field] as const),
    ),
  );
}

function ofInterface(name: string, value: unknown, place: Place): FieldPlace[] {
  return (descriptor.interfaces[name]?.fields ?? []).flatMap((field) => {
    const at = [...place, field.name];
    const inner = Reflect.get(value as object, field.name) as unknown;
    const own = { key: `${name}.${field.name}`, place: at, field };
    return inner === undefined ? [own] : [{ ...own, value: inner }, ...within(field.type, inner, at)];
  });
}

function within(type: FieldType, value: unknown, place: Place): FieldPlace[] {
  switch (type.kind) {
    case 'interface':
      return ofInterface(type.name, value, place);
    case 'class':
      return ofInstance(type.name, value as Strategy, place);
    case 'map':
      return Object.entries(value as object).flatMap(([key, entry]) => within(type.of, entry, [...place, key]));
    case 'list':
      return (value as readonly unknown[]).flatMap((entry, index) => within(type.of, entry, [...place, index]));
    default:
      return [];
  }
}

function ofInstance(name: string, { kind, props }: Strategy, place: Place): FieldPlace[] {
  const known = propsOf(name, kind);
  return known?.kind === 'interface' ? ofInterface(known.name, props, place) : [];
}

/** What the props of a kind of a class are. */
export function propsOf(className: string, kind: string): PropsType | undefined {
  return descriptor.classes[className]?.kinds.find((known) => known.kind === kind)?.props;
}
