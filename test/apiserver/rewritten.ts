/**
 * The paths at which an object that was read back does not have what was written: dropped, or in other words. What the API
 * server added beside it is no difference, but a list has the same items.
 */
export function rewritten(written: unknown, read: unknown, path = ''): string[] {
  if (Array.isArray(written)) {
    if (!Array.isArray(read) || read.length !== written.length) return [changed(path, written, read)];
    return written.flatMap((item, index) => rewritten(item, read[index], `${path}[${index}]`));
  }
  if (isMap(written)) {
    if (!isMap(read)) return [changed(path, written, read)];
    return Object.entries(written).flatMap(([key, value]) => rewritten(value, read[key], `${path}.${key}`));
  }
  return written === read ? [] : [changed(path, written, read)];
}

function changed(path: string, written: unknown, read: unknown): string {
  return `${path}: ${JSON.stringify(written)} was written, ${JSON.stringify(read)} is read`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
