/** Choices that follow from a seed: the same seed makes the same ones. */
export class Random {
  private state: number;

  public constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A whole number, both ends included. */
  public int(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  public of<Value>(values: readonly Value[]): Value {
    if (values.length === 0) throw new Error('there is nothing to choose from');
    return values[this.int(0, values.length - 1)] as Value;
  }

  public chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** Some of them, in their order, each once. */
  public some<Value>(values: readonly Value[], least = 0, most = values.length): Value[] {
    const left = values.map((_, index) => index);
    const chosen = new Set<number>();
    const count = Math.min(values.length, this.int(least, Math.max(least, most)));
    while (chosen.size < count) chosen.add(left.splice(this.int(0, left.length - 1), 1)[0] ?? 0);
    return values.filter((_, index) => chosen.has(index));
  }

  /** A name that none of the others is. */
  public fresh(word: string, taken: readonly string[], separator = '-'): string {
    for (;;) {
      const name = `${word}${separator}${this.int(1, 9999)}`;
      if (!taken.includes(name)) return name;
    }
  }

  /** @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32 */
  private fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
