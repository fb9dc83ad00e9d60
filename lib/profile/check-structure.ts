import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import type { FieldDescriptor, FieldType, KindDescriptor, PropsType } from './descriptor';
import { descriptor } from './descriptor.generated';
import { amountFault } from './leaf-amounts';
import { childPath } from './paths';
import { isInstanceOf, isLeaf, isPlainObject } from './shapes';
import { describeValue, listed, writeInstead } from './write-instead';

/**
 * Fields that a profile cannot have, that it lacks, and values of the wrong type: what the compiler says to users of
 * TypeScript, for those of JavaScript and of casts. What parameters and settings hold is checked by their own checks.
 */
export function checkStructure(profile: unknown): Finding[] {
  if (isPlainObject(profile)) return checkFields(descriptor.root, profile, '');
  const root = { kind: 'interface', name: descriptor.root } as const;
  return [
    {
      path: '',
      message: `The profile is ${describeValue(profile)}; write ${writeInstead(root, profile, descriptor)}.`,
    },
  ];
}

function checkValue(type: FieldType, value: unknown, path: string): Finding[] {
  switch (type.kind) {
    case 'string':
    case 'boolean':
      return typeof value === type.kind ? [] : wrongType(type, value, path);
    case 'number':
      return Number.isFinite(value) ? [] : wrongType(type, value, path);
    case 'enum':
      return checkEnum(type.name, value, path);
    case 'leaf':
      return isLeaf(type.name, value) ? checkAmount(type, value, path) : wrongType(type, value, path);
    case 'class':
      return checkInstance(type, value, path);
    case 'list':
      return Array.isArray(value) ? checkList(type.of, value, path) : wrongType(type, value, path);
    case 'map':
      return isPlainObject(value) ? checkMap(type.of, value, path) : wrongType(type, value, path);
    default:
      return isPlainObject(value) ? checkProps(type, value, path) : wrongType(type, value, path);
  }
}

function wrongType(type: FieldType, value: unknown, path: string, before = ''): Finding[] {
  return [{ path, message: `is ${describeValue(value)}; ${before}write ${writeInstead(type, value, descriptor)}.` }];
}

function checkAmount(type: FieldType & { kind: 'leaf' }, value: object, path: string): Finding[] {
  const wrong = amountFault(type.name, value);
  return wrong === undefined ? [] : [{ path, message: `is ${wrong}; write ${writeInstead(type, value, descriptor)}.` }];
}

function checkEnum(name: string, value: unknown, path: string): Finding[] {
  const members = Object.entries(descriptor.enums[name]);
  if (typeof value !== 'string') return wrongType({ kind: 'enum', name }, value, path);
  if (members.some(([, text]) => text === value)) return [];
  // Whoever writes JavaScript may have the member's name in mind or the value.
  const meant = members.find((names) => nearest(value, members.flat()).some((near) => names.includes(near)));
  const mend = meant ? ` Did you mean ${name}.${meant[0]}?` : '';
  const all = listed(
    members.map(([member]) => `${name}.${member}`),
    'and',
  );
  return [{ path, message: `is ${describeValue(value)}, which is no ${name}.${mend} There are ${all}.` }];
}

/** The known name that a misspelt one most likely meant, or nothing. */
function nearest(name: string, known: readonly string[]): string[] {
  const question = didYouMean(name, known);
  return question === '' ? [] : known.filter((candidate) => question.includes(`"${candidate}"`));
}

function checkInstance(type: FieldType & { kind: 'class' }, value: unknown, path: string): Finding[] {
  if (!isInstanceOf(type.name, value)) return wrongType(type, value, path);
  const kind = descriptor.classes[type.name].kinds.find((known) => known.kind === value.kind);
  if (!kind) {
    const mend = writeInstead(type, value, descriptor);
    return [{ path, message: `is a ${type.name} of an unknown kind, ${describeValue(value.kind)}; write ${mend}.` }];
  }
  if (isPlainObject(value.props)) return checkProps(kind.props, value.props, path, kind);
  const written = writeInstead(kind.props, value.props, descriptor);
  return [{ path, message: `${kind.written} was given ${describeValue(value.props)}; give it ${written}.` }];
}

function checkProps(
  type: PropsType,
  value: Readonly<Record<string, unknown>>,
  path: string,
  kind?: KindDescriptor,
): Finding[] {
  return type.kind === 'opaque' ? [] : checkFields(type.name, value, path, kind?.given);
}

function checkFields(
  name: string,
  value: Readonly<Record<string, unknown>>,
  path: string,
  given: readonly string[] = [],
): Finding[] {
  const { fields } = descriptor.interfaces[name];
  const known = fields.map((field) => field.name);
  return [
    ...Object.keys(value)
      .filter((key) => !known.includes(key))
      .map((key) => unknownField(name, key, known, path)),
    ...fields.flatMap((field) => {
      const required = field.required || given.includes(field.name);
      return checkField({ ...field, required }, value[field.name], childPath(path, field.name));
    }),
  ];
}

function unknownField(name: string, key: string, known: readonly string[], path: string): Finding {
  const mend = didYouMean(key, known) || ` Its fields are ${listed(known, 'and')}.`;
  return { path: childPath(path, key), message: `${name} has no field ${JSON.stringify(key)}.${mend}` };
}

function checkField(field: FieldDescriptor, value: unknown, path: string): Finding[] {
  if (value === undefined) return field.required ? [missing(field, path)] : [];
  if (value === null) return wrongType(field.type, value, path, field.required ? '' : 'leave it out, or ');
  return checkValue(field.type, value, path);
}

function missing({ documentation, type }: FieldDescriptor, path: string): Finding {
  const purpose = documentation === undefined ? '' : ` ${documentation}`;
  return { path, message: `is missing.${purpose} Write ${writeInstead(type, undefined, descriptor)}.` };
}

function checkMap(type: FieldType, map: Readonly<Record<string, unknown>>, path: string): Finding[] {
  return Object.entries(map).flatMap(([name, value]) => checkEntry(type, value, childPath(path, name)));
}

function checkList(type: FieldType, list: readonly unknown[], path: string): Finding[] {
  return Array.from(list, (value, index) => checkEntry(type, value, childPath(path, index))).flat();
}

function checkEntry(type: FieldType, value: unknown, path: string): Finding[] {
  if (value === undefined || value === null) return wrongType(type, value, path, 'remove it, or ');
  return checkValue(type, value, path);
}
