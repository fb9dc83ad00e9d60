import { createHash } from 'node:crypto';

/**
 * Ten hexadecimal digits that change with the value, whatever the order of its keys: part of the name of a Job, which
 * Kubernetes does not let anybody change.
 */
export function contentHash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex').slice(0, 10);
}

/** Sorted first, and written in one go: a function that JSON.stringify calls for each part takes as long as a tier. */
function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON());
  const parts: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) parts[key] = sorted(part);
  return parts;
}
