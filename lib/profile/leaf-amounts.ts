import { type Duration, type Size, SizeRoundingBehavior } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-28';
import type { LeafClass } from './descriptor';

/**
 * What is wrong with the amount of a Size, a Duration or a Cpu, for the end of "is ...": its class takes whatever a
 * calculation gave, and throws where it is read, or writes `NaN`.
 */
export function amountFault(name: LeafClass, value: object): string | undefined {
  return AMOUNTS[name](value);
}

const AMOUNTS: Readonly<Record<LeafClass, (value: object) => string | undefined>> = {
  Size: (value) => {
    const amount = (value as Size).toKibibytes({ rounding: SizeRoundingBehavior.NONE });
    return amount <= Number.MAX_SAFE_INTEGER
      ? undefined
      : `a Size of ${amount} KiB, which must be less than 2^53 of them`;
  },
  Duration: (value) => {
    const amount = (value as Duration).toMilliseconds({ integral: false });
    const must = 'which must be a whole number of them, and less than 2^53';
    return Number.isSafeInteger(amount) ? undefined : `a Duration of ${amount} ms, ${must}`;
  },
  Cpu: (value) => {
    const { amount } = value as Cpu;
    const must = 'which must be at least 1m: units with at most three decimals, or whole millis';
    return /^(?!0*\.?0*m?$)(\d+(\.\d{1,3})?|\d+m)$/.test(amount) ? undefined : `a Cpu of ${amount}, ${must}`;
  },
  // The check of schedules reads it.
  Cron: () => undefined,
};
