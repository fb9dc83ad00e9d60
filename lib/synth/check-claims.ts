import type { Finding } from '../findings';
import { groupKind, locate, nameOf, namespaceOf, type RenderedObject, text } from './manifest';

/** No two constructs render one object: applied one after the other, they would overwrite each other for ever. */
export function checkClaims(objects: readonly RenderedObject[]): Finding[] {
  const claims = new Map<string, RenderedObject>();
  const contested = new Map<RenderedObject, RenderedObject[]>();
  for (const object of objects) {
    const identity = `${groupKind(object.manifest)} ${namespaceOf(object.manifest)} ${nameOf(object.manifest)}`;
    const first = claims.get(identity);
    if (first) contested.set(first, [...(contested.get(first) ?? [first]), object]);
    else claims.set(identity, object);
  }
  return [...contested.values()].map(describe);
}

function describe(claimants: readonly RenderedObject[]): Finding {
  const [first, ...others] = claimants as readonly [RenderedObject, ...RenderedObject[]];
  const { manifest } = first;
  const namespace = namespaceOf(manifest);
  const place = namespace === '' ? '' : ` in namespace "${namespace}"`;
  const also = others.map(({ path, construct }) => `${path} (${construct})`).join(', ');
  const message = `${text(manifest.kind)} "${nameOf(manifest)}"${place} is rendered ${claimants.length} times: here (${first.construct}) and in ${also}. Rename one, or render it once.`;
  return { path: locate(first), message };
}
