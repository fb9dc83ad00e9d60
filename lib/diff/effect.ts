/**
 * What a change does in the cluster, the gravest first.
 *
 * - `data-at-risk`: a volume, a Secret or a Namespace goes away, or instances begin without their data
 * - `forbidden`: the API server, PostgreSQL or Patroni refuses it, or it would be a second cluster
 * - `expand`: a volume grows, by steps of a person
 * - `outage`: clients are cut off: a Service, a pool or an entry of one goes away
 * - `restart`: PostgreSQL restarts
 * - `pool-restart`: the pods of a pool are replaced
 * - `exporter-restart`: exporters are replaced
 * - `scale`: pods are added or removed
 * - `reload`: running processes take it, and nobody is disconnected
 * - `run`: a Job runs
 * - `nothing`: no process restarts, reloads or runs
 */
export const EFFECTS = [
  'data-at-risk',
  'forbidden',
  'expand',
  'outage',
  'restart',
  'pool-restart',
  'exporter-restart',
  'scale',
  'reload',
  'run',
  'nothing',
] as const;

/** One of `EFFECTS`. */
export type Effect = (typeof EFFECTS)[number];

/**
 * In which order instances restart, the most careful first.
 *
 * - `primary-first`: the primary in place, then the standbys
 * - `standbys-first`: the standbys, then the primary by switchover
 * - `one-by-one`: pod by pod, whatever their roles
 */
export const RESTART_ORDERS = ['primary-first', 'standbys-first', 'one-by-one'] as const;

/** One of `RESTART_ORDERS`. */
export type RestartOrder = (typeof RESTART_ORDERS)[number];

/** The gravest of several effects; `nothing` of none. */
export function gravest(effects: readonly Effect[]): Effect {
  return EFFECTS.find((effect) => effects.includes(effect)) ?? 'nothing';
}

/** Sorts the gravest first. */
export function byGravity(one: Effect, other: Effect): number {
  return EFFECTS.indexOf(one) - EFFECTS.indexOf(other);
}

/** What the program ends with: 4 where data is at risk, 3 where something is forbidden, else 0. */
export function exitCodeOf(effect: Effect): number {
  return EXIT_CODES[effect] ?? 0;
}

const EXIT_CODES: Readonly<Partial<Record<Effect, number>>> = { 'data-at-risk': 4, forbidden: 3 };

/** In words: `restart, standbys first`. */
export function describeEffect(effect: Effect, order: RestartOrder | null): string {
  const words = effect.replaceAll('-', ' ');
  return order === null ? words : `${words}, ${order.replaceAll('-', ' ')}`;
}

/** Every effect once, the gravest first: `expand; restart, one by one`. What does nothing is said only alone. */
export function describeEffects(
  changes: ReadonlyArray<{ readonly effect: Effect; readonly order: RestartOrder | null }>,
): string {
  const sorted = [...changes].sort((a, b) => byGravity(a.effect, b.effect));
  const words = new Set(sorted.map(({ effect, order }) => describeEffect(effect, order)));
  if (words.size > 1) words.delete('nothing');
  return words.size === 0 ? 'nothing' : [...words].join('; ');
}
