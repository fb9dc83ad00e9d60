/** An item that was taken out (`from`: where it was), or put in (`to`: where it is). */
export interface SequenceChange {
  readonly from?: number;
  readonly to?: number;
}

/** Beyond this product of lengths the items between equal beginnings and ends are taken as replaced. */
const LARGEST_TABLE = 4_000_000;

/** The fewest items to take out of a sequence and to put in, so that it becomes the other one. In the order of both. */
export function sequenceChanges<T>(before: readonly T[], after: readonly T[]): SequenceChange[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const former = before.slice(start, before.length - end);
  const present = after.slice(start, after.length - end);
  const common = former.length * present.length > LARGEST_TABLE ? [] : commonItems(former, present);
  return gaps(common, former.length, present.length).map(({ from, to }) => ({
    ...(from !== undefined && { from: from + start }),
    ...(to !== undefined && { to: to + start }),
  }));
}

type Match = readonly [from: number, to: number];

/** The longest common subsequence, by the table of the lengths of those of all ends. */
function commonItems<T>(former: readonly T[], present: readonly T[]): Match[] {
  const width = present.length + 1;
  const lengths = new Uint32Array((former.length + 1) * width);
  for (let i = former.length - 1; i >= 0; i -= 1) {
    for (let j = present.length - 1; j >= 0; j -= 1) {
      const [down, right] = [lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0];
      const diagonal = lengths[(i + 1) * width + j + 1] ?? 0;
      lengths[i * width + j] = former[i] === present[j] ? diagonal + 1 : Math.max(down, right);
    }
  }
  const matches: Match[] = [];
  for (let i = 0, j = 0; i < former.length && j < present.length; ) {
    if (former[i] === present[j]) matches.push([i++, j++]);
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i += 1;
    else j += 1;
  }
  return matches;
}

/** What stands between the matches. */
function gaps(matches: readonly Match[], formerLength: number, presentLength: number): SequenceChange[] {
  const changes: SequenceChange[] = [];
  let [from, to] = [0, 0];
  for (const [nextFrom, nextTo] of [...matches, [formerLength, presentLength] as const]) {
    while (from < nextFrom) changes.push({ from: from++ });
    while (to < nextTo) changes.push({ to: to++ });
    [from, to] = [nextFrom + 1, nextTo + 1];
  }
  return changes;
}
