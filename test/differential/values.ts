import { Duration, Size } from 'cdk8s';
import fc from 'fast-check';
import {
  Bytes,
  type Major,
  Milliseconds,
  type ParameterFacts,
  parameterTable,
  platformOwned,
  Special,
} from '../../lib/parameters';
import { camelCase } from '../../lib/parameters/case';
import { type ExtensionFacts, extensionTable } from '../../lib/parameters/extension-table';
import { type Specials, specialsOf } from '../../lib/parameters/specials';
import { familyOf, inBaseUnit } from '../../lib/parameters/units';
import { BUILD_OPTIONS, COUNTED_PROCESSES, OF_THE_MACHINE, SHARE_OF_PROCESSES } from './exceptions';
import { TEXTS } from './texts';

/** A parameter that a profile may set, with what is known of it. */
export interface OpenParameter {
  /** As postgresql.conf has it. */
  readonly name: string;
  /** Where a profile has it, from `parameters` on. */
  readonly place: readonly string[];
  readonly facts: ParameterFacts | ExtensionFacts;
  readonly specials: Specials;
}

/** Everything that a profile may set in a major, but what no server here could tell about. */
export function openParameters(major: Major): OpenParameter[] {
  const own = Object.entries(parameterTable(major))
    .filter(([name]) => platformOwned[name] === undefined && !OF_THE_MACHINE.has(name))
    .map(([name, facts]) => ({ name, place: [camelCase(name)], facts, specials: specialsOf(name) }));
  return [...own, ...CONTRIB.flatMap((extension) => ofExtension(major, extension))];
}

/** Extensions whose libraries npm's servers have. */
const CONTRIB = ['pgStatStatements', 'autoExplain', 'pgTrgm', 'postgresFdw'];

function ofExtension(major: Major, extension: string): OpenParameter[] {
  const { prefix = '', parameters = {} } = extensionTable[extension] ?? {};
  return Object.entries(parameters)
    .filter(([, { since = major }]) => since <= major)
    .map(([name, facts]) => ({
      name: `${prefix}.${name}`,
      place: ['extensions', extension, camelCase(name)],
      facts,
      specials: facts.specials ?? {},
    }));
}

/** Values of a parameter that the profile's types can say and that are right. */
export function validValue({ name, facts, specials }: OpenParameter): fc.Arbitrary<unknown> {
  if (facts.vartype === 'bool') return fc.boolean();
  if (facts.vartype === 'enum') {
    const missing = BUILD_OPTIONS[name] ?? [];
    return fc.constantFrom(...(facts.enumValues ?? []).filter((value) => !missing.includes(value)));
  }
  if (facts.vartype === 'string') return TEXTS[name]?.valid ?? anyText;
  const special = Object.keys(specials).map((kind) => fc.constant(Reflect.get(Special, kind)));
  return fc.oneof(...special, { weight: 4, arbitrary: figure(bounded(name, facts)).map((one) => amount(facts, one)) });
}

/** Whatever the quotes of postgresql.conf have to keep apart, and other alphabets. */
const anyText = fc.string({
  unit: fc.constantFrom(...'aZ09 _-.,:;/%$&#=@\'"\\\n\t\rçß€日', '\u{1f418}'),
  maxLength: 24,
});

function bounded(name: string, facts: OpenParameter['facts']): OpenParameter['facts'] {
  return COUNTED_PROCESSES.has(name) ? { ...facts, max: SHARE_OF_PROCESSES } : facts;
}

/** Figures of a range: its ends, small ones, and any. Those below 0 have names. */
function figure({
  vartype,
  unit,
  min = 0,
  max = 0,
  multipleOf = 1,
}: ParameterFacts | ExtensionFacts): fc.Arbitrary<number> {
  const least = unit === undefined ? Math.max(min, -1e9) : Math.max(0, min);
  const most = Math.min(max, MOST);
  if (vartype === 'real') {
    const fine = fc.double({ min: least, max: most, noNaN: true }).map((one) => Math.round(one * 1e6) / 1e6);
    return fc.oneof(
      fc.constantFrom(least, most),
      fine.filter((one) => one >= least && one <= most),
    );
  }
  const [first, last] = [Math.ceil(least / multipleOf), Math.floor(most / multipleOf)];
  const powers = Array.from({ length: 31 }, (_, power) => 2 ** power).filter((one) => one >= first && one <= last);
  const any = fc.integer({ min: first, max: last });
  const nice = powers.length > 0 ? [fc.constantFrom(...powers)] : [];
  return fc.oneof(fc.constantFrom(first, last), any, ...nice).map((one) => one * multipleOf);
}

/** Larger numbers have exponents, and no server has a use for them. */
const MOST = 2 ** 31 - 1;

/** What a profile's author writes for a figure in the parameter's unit. */
export function amount({ unit, vartype }: Pick<ParameterFacts, 'unit' | 'vartype'>, one: number): unknown {
  if (unit === undefined) return one;
  const base = inBaseUnit(unit, one);
  if (familyOf(unit) === 'time') {
    return vartype === 'real' && !Number.isInteger(base) ? Milliseconds.of(base) : written(Duration, TIMES, base);
  }
  if (unit === 'B' && base % 1024 !== 0) return Bytes.of(base);
  return written(Size, SIZES, base);
}

type Factory<Value> = (amount: number) => Value;

/** By the largest unit that the amount is a whole number of. */
function written<Value>(
  _type: unknown,
  factories: ReadonlyArray<readonly [number, Factory<Value>]>,
  base: number,
): Value {
  const [size, factory] = factories.find(([each]) => base > 0 && base % each === 0) ?? factories.at(-1) ?? [];
  if (size === undefined || factory === undefined) throw new Error('there is no unit');
  return factory(base / size);
}

const SIZES: ReadonlyArray<readonly [number, Factory<Size>]> = [
  [1024 ** 4, Size.tebibytes],
  [1024 ** 3, Size.gibibytes],
  [1024 ** 2, Size.mebibytes],
  [1024, Size.kibibytes],
];

const TIMES: ReadonlyArray<readonly [number, Factory<Duration>]> = [
  [86_400_000, Duration.days],
  [3_600_000, Duration.hours],
  [60_000, Duration.minutes],
  [1000, Duration.seconds],
  [1, Duration.millis],
];
