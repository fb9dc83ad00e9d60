import { type Policy, stamp } from './dump-plan';

/** A dump that was ever made. */
export interface Dump {
  readonly at: Date;
  readonly complete: boolean;
}

const DAY = 86_400_000;

/** A dump, and until when it is kept besides being a daily one: midnights of UTC, 0 where it is not. */
interface Entry {
  readonly run: string;
  readonly midnight: number;
  readonly complete: boolean;
  readonly monthEnd: number;
  readonly yearEnd: number;
}

/**
 * What a bucket holds after an expiry, told from all dumps that were ever made and not from what an earlier expiry left:
 * the storage class of each run that is there. Runs that are archived stay so.
 */
export class Oracle {
  private readonly entries: Entry[] = [];
  private readonly periods = new Set<string>();
  private readonly classes = new Map<string, string>();
  private newest: Entry | undefined;

  public constructor(private readonly policy: Policy) {}

  /** Learns of dumps, in order of time. */
  public add(dumps: readonly Dump[]): void {
    for (const { at, complete } of dumps) {
      const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
      const [months, years] = [Number(this.policy.MONTHLY), Number(this.policy.YEARLY)];
      const entry: Entry = {
        run: stamp(at),
        midnight: at.getTime() - (at.getTime() % DAY),
        complete,
        monthEnd: complete && this.isFirst(`${year} ${month}`) && months > 0 ? Date.UTC(year, month + months + 1) : 0,
        yearEnd: complete && this.isFirst(`${year}`) && years > 0 ? Date.UTC(year + years + 1, 0) : 0,
      };
      this.entries.push(entry);
      if (complete) this.newest = entry;
    }
  }

  /** What is there after an expiry, in order of time. */
  public expected(): Map<string, string> {
    const { newest } = this;
    if (!newest) return new Map(this.entries.map(({ run }) => [run, 'STANDARD']));
    const kept = new Map<string, string>();
    for (const entry of this.entries) {
      const daily = entry.midnight + Number(this.policy.DAILY) * DAY >= newest.midnight;
      const long = Math.max(entry.monthEnd, entry.yearEnd) > newest.midnight;
      const recent = daily && (!entry.complete || this.policy.DAILY !== '0');
      if (entry !== newest && !recent && !long) continue;
      const storageClass = this.classes.get(entry.run) ?? 'STANDARD';
      if (entry !== newest && !recent && storageClass === 'STANDARD') {
        this.classes.set(entry.run, this.archive(entry, newest));
      }
      kept.set(entry.run, this.classes.get(entry.run) ?? 'STANDARD');
    }
    return kept;
  }

  private isFirst(period: string): boolean {
    const first = !this.periods.has(period);
    this.periods.add(period);
    return first;
  }

  /** The class of a dump that is no longer a daily one. */
  private archive({ monthEnd, yearEnd }: Entry, newest: Entry): string {
    const { YEARLY_CLASS, YEARLY_CLASS_DAYS, MONTHLY_CLASS, MONTHLY_CLASS_DAYS } = this.policy;
    const [name, days] =
      yearEnd > newest.midnight ? [YEARLY_CLASS, YEARLY_CLASS_DAYS] : [MONTHLY_CLASS, MONTHLY_CLASS_DAYS];
    const left = Math.max(monthEnd, yearEnd) - newest.midnight;
    return name !== undefined && left >= Number(days) * DAY ? name : 'STANDARD';
  }
}
