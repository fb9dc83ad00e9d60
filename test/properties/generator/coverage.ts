import type { PostgresProfile } from '../../../lib';
import type { FieldDescriptor, FieldType } from '../../../lib/profile/descriptor';
import { descriptor } from '../../../lib/profile/descriptor.generated';
import type { Strategy } from '../../../lib/profile/shapes';
import { NOT_RENDERED, OF_NOT_RENDERED } from './not-rendered';
import { descriptorFields, fieldPlaces } from './places';

/**
 * What of the descriptor some profiles had: each field with a value that no base has, and absent; both values of what is
 * true or false; each member of an enum, each kind of a class.
 */
export class Coverage {
  private readonly seen = new Set<string>();
  /** Values of the bases, as text, by the field's key. */
  private readonly known = new Map<string, Set<string>>();

  public constructor(bases: readonly PostgresProfile[]) {
    for (const { key, value } of bases.flatMap(fieldPlaces)) {
      this.known.set(key, (this.known.get(key) ?? new Set()).add(JSON.stringify(value)));
    }
  }

  public add(profile: PostgresProfile): void {
    for (const { key, field, value } of fieldPlaces(profile)) {
      if (value === undefined) this.seen.add(`${key} absent`);
      else {
        this.addNew(key, value);
        this.addValue(key, field.type, value);
      }
    }
  }

  /** What none of them had. */
  public get missing(): string[] {
    const fields = [...descriptorFields()].flatMap(([key, field]) => {
      const [owner = ''] = key.split('.');
      return NOT_RENDERED.has(key) || OF_NOT_RENDERED.has(owner) ? [] : wantedOf(key, field);
    });
    const members = Object.entries(descriptor.enums).flatMap(([name, known]) =>
      Object.values(known).map((member) => `${name} ${member}`),
    );
    const kinds = Object.entries(descriptor.classes).flatMap(([name, { kinds: all }]) =>
      all.map(({ kind }) => `${name}.${kind}`).filter((kind) => !NOT_RENDERED.has(kind)),
    );
    return [...fields, ...members, ...kinds].filter((one) => !this.seen.has(one));
  }

  private addNew(key: string, value: unknown): void {
    const seen = `${key} anew`;
    if (!this.seen.has(seen) && !this.known.get(key)?.has(JSON.stringify(value))) this.seen.add(seen);
  }

  private addValue(key: string, type: FieldType, value: unknown): void {
    if (type.kind === 'boolean') this.seen.add(`${key} ${value}`);
    else if (type.kind === 'enum') this.seen.add(`${type.name} ${value}`);
    else if (type.kind === 'class') this.seen.add(`${type.name}.${(value as Strategy).kind}`);
    else if (type.kind === 'list' || type.kind === 'map') {
      for (const entry of Object.values(value as object)) this.addValue(key, type.of, entry);
    }
  }
}

function wantedOf(key: string, { type, required }: FieldDescriptor): string[] {
  const absent = required || NEVER_ABSENT.has(key) ? [] : [`${key} absent`];
  if (type.kind === 'boolean') return [...absent, `${key} true`, `${key} false`];
  return type.kind === 'enum' || NEVER_ANEW.has(key) ? absent : [...absent, `${key} anew`];
}

/** Folders of migrations that are locked are those of the bases. */
const NEVER_ANEW: ReadonlySet<string> = new Set(['Migrations.path']);

/** A target of a set has its name: its factory decides. */
const NEVER_ABSENT: ReadonlySet<string> = new Set(['TargetProps.set']);
