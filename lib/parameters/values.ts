/** The names of special values; which of them a parameter takes is in its documentation. */
export type SpecialName = 'DISABLED' | 'UNLIMITED' | 'AUTOMATIC' | 'INHERITED' | 'ALL' | 'SYSTEM';

/**
 * What PostgreSQL writes as -1 or 0 where it means no amount at all.
 *
 * @example { maxSlotWalKeepSize: Special.UNLIMITED, logMinDurationStatement: Special.DISABLED }
 */
export class Special {
  /** The feature is off. */
  public static readonly DISABLED = new Special('DISABLED');
  /** There is no limit. */
  public static readonly UNLIMITED = new Special('UNLIMITED');
  /** The server chooses. */
  public static readonly AUTOMATIC = new Special('AUTOMATIC');
  /** The more general parameter's value, for example `maintenanceWorkMem` for `autovacuumWorkMem`. */
  public static readonly INHERITED = new Special('INHERITED');
  /** Everything is logged, however small. */
  public static readonly ALL = new Special('ALL');
  /** The operating system's default. */
  public static readonly SYSTEM = new Special('SYSTEM');

  private constructor(public readonly kind: SpecialName) {}
}

/** A time that may be a fraction of a millisecond, which cdk8s's Duration refuses. */
export class Milliseconds {
  /** @throws Error where the amount is negative or no number */
  public static of(amount: number): Milliseconds {
    return new Milliseconds(atLeastZero(amount, 'Milliseconds'));
  }

  private constructor(public readonly amount: number) {}
}

/** A size in bytes, which cdk8s's Size does not have. */
export class Bytes {
  /** @throws Error where the amount is negative, a fraction, or no number */
  public static of(amount: number): Bytes {
    if (!Number.isInteger(amount)) throw new Error(`Bytes must be a whole number. Received: ${amount}.`);
    return new Bytes(atLeastZero(amount, 'Bytes'));
  }

  private constructor(public readonly amount: number) {}
}

function atLeastZero(amount: number, what: string): number {
  if (!Number.isFinite(amount) || amount < 0) {
    throw new Error(`${what} must be a number of at least 0. Received: ${amount}.`);
  }
  return amount;
}
