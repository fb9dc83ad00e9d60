/** One line of the table that `npm run bench` prints. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** @default - it is printed, and nothing is asked of it */
  readonly goal?: Goal;
}

export interface Goal {
  readonly text: string;
  readonly met: boolean;
}

export function atMost(limit: number, value: number): Goal {
  return { text: `<= ${limit}`, met: value <= limit };
}

export function atLeast(limit: number, value: number): Goal {
  return { text: `>= ${limit}`, met: value >= limit };
}

/** Figures with their goals below each other, then the others. */
export function table(figures: readonly Figure[]): string {
  const asked = figures.filter(({ goal }) => goal);
  const others = figures.filter(({ goal }) => !goal);
  return [...columns([HEAD, ...asked.map(cells)]), '', ...columns(others.map(cells))].join('\n');
}

const HEAD = ['figure', 'measured', 'goal', 'met'];

function cells({ name, value, goal }: Figure): string[] {
  return goal ? [name, value, goal.text, goal.met ? 'yes' : 'NO'] : [name, value];
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
