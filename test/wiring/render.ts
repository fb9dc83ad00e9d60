import { App, type PostgresProfile } from '../../lib';
import { addPlatforms } from '../../lib/platform';

/** A rendered object, as tests read it. */
export interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: unknown;
}

/**
 * Every object of a platform.
 *
 * @throws FindingsError with what the app's own checks find: references, schema, claims
 */
export function render(...profiles: readonly PostgresProfile[]): Rendered[] {
  const app = new App();
  addPlatforms(app, profiles);
  app.render();
  return app.objects().map(({ manifest }) => manifest as unknown as Rendered);
}

/** `Kind/name` of each, sorted. */
export function names(objects: readonly Rendered[], ...kinds: readonly string[]): string[] {
  return objects
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    .sort();
}
