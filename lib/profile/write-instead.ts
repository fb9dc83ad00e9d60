import type { Descriptor, FieldType, LeafClass } from './descriptor';
import { classNameOf, isPlainObject } from './shapes';

/** What a value is, for the end of "is ...": `the number 2`, `a list`, `an instance of Secrets`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(shortened(value))}`;
  if (typeof value === 'number') return Number.isFinite(value) ? `the number ${value}` : String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value === 'bigint') return `the bigint ${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (isPlainObject(value)) return 'a plain object';
  return `an instance of ${classNameOf(value) || 'a class without a name'}`;
}

/** What to write where a value of that type belongs, made from the value that is there as far as it tells. */
export function writeInstead(type: FieldType, value: unknown, descriptor: Descriptor): string {
  switch (type.kind) {
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? `'${value}'` : 'a text';
    case 'number':
      return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? value : 'a number';
    case 'boolean':
      return value === 'true' || value === 'false' ? value : 'true or false';
    case 'enum':
      return listed(
        Object.keys(descriptor.enums[type.name]).map((member) => `${type.name}.${member}`),
        'or',
      );
    case 'leaf':
      return LEAVES[type.name].from(value) ?? `a ${type.name} such as ${LEAVES[type.name].example}`;
    case 'class':
      return listed(
        descriptor.classes[type.name].kinds.map(({ written }) => written),
        'or',
      );
    case 'list':
      return typeof value === 'string' && type.of.kind === 'string'
        ? `a list: [${codeText(value)}]`
        : 'a list: [ ... ]';
    case 'map':
      return 'an object with an entry for each name: { name: ... }';
    case 'interface':
      return fieldsText(type.name, descriptor);
    case 'opaque':
      return 'an object: { ... }';
  }
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(texts: readonly string[], conjunction: 'and' | 'or'): string {
  if (texts.length < 2) return texts.join('');
  return `${texts.slice(0, -1).join(', ')} ${conjunction} ${texts[texts.length - 1]}`;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function codeText(text: string): string {
  return `'${shortened(text).replace(/[\\']/g, '\\$&')}'`;
}

function fieldsText(name: string, { interfaces }: Descriptor): string {
  const { fields } = interfaces[name];
  const required = fields.filter((field) => field.required).map((field) => field.name);
  if (required.length > 0) return `an object with ${listed(required, 'and')}`;
  return `an object that may have ${listed(
    fields.map((field) => field.name),
    'and',
  )}`;
}

interface LeafText {
  readonly example: string;
  /** The same amount as code, where the value tells it. */
  from(value: unknown): string | undefined;
}

const LEAVES: Readonly<Record<LeafClass, LeafText>> = {
  Size: {
    example: 'Size.gibibytes(2)',
    // A larger number was meant in another unit, which only its author knows.
    from: (value) => (isCount(value) && value <= 1024 ? `Size.gibibytes(${value})` : withUnit(value, SIZE_UNITS)),
  },
  Duration: {
    example: 'Duration.minutes(5)',
    from: (value) => (isCount(value) ? `Duration.seconds(${value})` : withUnit(value, DURATION_UNITS)),
  },
  Cpu: {
    example: 'Cpu.units(2)',
    from: (value) => {
      if (isCount(value)) return `Cpu.units(${value})`;
      return typeof value === 'number' && isCount(value * 1000)
        ? `Cpu.millis(${value * 1000})`
        : withUnit(value, CPU_UNITS);
    },
  },
  Cron: { example: "Cron.schedule({ minute: '0', hour: '3' })", from: cronText },
};

const SIZE_UNITS: Readonly<Record<string, string>> = {
  Ki: 'Size.kibibytes',
  kB: 'Size.kibibytes',
  Mi: 'Size.mebibytes',
  MB: 'Size.mebibytes',
  Gi: 'Size.gibibytes',
  GB: 'Size.gibibytes',
  Ti: 'Size.tebibytes',
  TB: 'Size.tebibytes',
};

const DURATION_UNITS: Readonly<Record<string, string>> = {
  ms: 'Duration.millis',
  s: 'Duration.seconds',
  min: 'Duration.minutes',
  m: 'Duration.minutes',
  h: 'Duration.hours',
  d: 'Duration.days',
};

const CPU_UNITS: Readonly<Record<string, string>> = { m: 'Cpu.millis', '': 'Cpu.units' };

const CRON_FIELDS = ['minute', 'hour', 'day', 'month', 'weekDay'] as const;

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function withUnit(value: unknown, factories: Readonly<Record<string, string>>): string | undefined {
  const [, amount, unit] = (typeof value === 'string' && /^(\d{1,9})\s*([A-Za-z]*)$/.exec(value)) || [];
  return unit !== undefined && Object.hasOwn(factories, unit) ? `${factories[unit]}(${amount})` : undefined;
}

function cronText(value: unknown): string | undefined {
  const fields = typeof value === 'string' ? value.trim().split(/\s+/) : [];
  if (fields.length !== CRON_FIELDS.length) return undefined;
  const said = CRON_FIELDS.flatMap((name, index) =>
    fields[index] === '*' ? [] : [`${name}: ${codeText(fields[index])}`],
  );
  return said.length === 0 ? 'Cron.everyMinute()' : `Cron.schedule({ ${said.join(', ')} })`;
}
