import { Duration, Size } from 'cdk8s';
import { Bytes, type ParameterFacts } from '../../lib/parameters';
import { familyOf, type Unit } from '../../lib/parameters/units';

/** What a profile's author writes for the server's text of a value, given in the parameter's unit. */
export function typedValue({ vartype, unit }: ParameterFacts, text: string): unknown {
  if (vartype === 'bool') return text === 'on';
  if (vartype === 'string' || vartype === 'enum') return text;
  return unit === undefined ? Number(text) : amount(unit, Number(text));
}

function amount(unit: Unit, figure: number): Bytes | Size | Duration {
  if (unit === 'B') return Bytes.of(figure);
  return familyOf(unit) === 'size' ? Size.kibibytes(figure * factors[unit]) : Duration.millis(figure * factors[unit]);
}

const factors: Readonly<Record<Unit, number>> = { B: 1 / 1024, kB: 1, '8kB': 8, MB: 1024, ms: 1, s: 1e3, min: 6e4 };
