import type { Finding } from '../findings';
import { type Fields, fields, groupKind, list, locate, type RenderedObject, step, text } from './manifest';

/** What no type can say of a ConfigMap, a Secret and a Service: sizes, keys, and names used twice. */
export function checkLimits(object: RenderedObject): Finding[] {
  switch (groupKind(object.manifest)) {
    case 'ConfigMap':
    case 'Secret':
      return [...checkSize(object), ...checkDataKeys(object)];
    case 'Service':
      return checkServicePorts(object);
    default:
      return [];
  }
}

/** @see https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const LARGEST = 1024 * 1024;

function checkSize(object: RenderedObject): Finding[] {
  const sizes = entries(object.manifest).map(([, key, bytes]) => ({ key, bytes }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = sizes.sort((one, other) => other.bytes - one.bytes)[0];
  if (total <= LARGEST || !largest) return [];
  const kind = text(object.manifest.kind);
  const message = `The values are ${total} bytes together, ${total - LARGEST} over the ${LARGEST} bytes (1 MiB) that a ${kind} holds. The largest is "${largest.key}" with ${largest.bytes} bytes. Split it, or put it into the image.`;
  return [{ path: locate(object, 'data'), message }];
}

function checkDataKeys(object: RenderedObject): Finding[] {
  const wrong = entries(object.manifest).filter(
    ([, key]) => !/^[-._a-zA-Z0-9]{1,253}$/.test(key) || /^\.{1,2}$/.test(key),
  );
  return wrong.map(([field, key]) => ({
    path: locate(object, step(field, key)),
    message: `"${key}" is no file name of letters, digits, "-", "_" and ".", at most 253 characters long. Rename it.`,
  }));
}

/** Field, key and size of each value. */
function entries(manifest: Fields): [field: string, key: string, bytes: number][] {
  return ['data', 'stringData', 'binaryData'].flatMap((field) =>
    Object.entries(fields(manifest[field])).map(([key, value]): [string, string, number] => {
      const base64 = field === 'binaryData' || (field === 'data' && manifest.kind === 'Secret');
      return [field, key, Buffer.byteLength(text(value), base64 ? 'base64' : 'utf8')];
    }),
  );
}

function checkServicePorts(object: RenderedObject): Finding[] {
  const ports = list(fields(object.manifest.spec).ports).map(fields);
  const names = ports.map((port) => text(port.name));
  const unnamed = names.length > 1 ? names.flatMap((name, index) => (name === '' ? [index] : [])) : [];
  const numbers = ports.map((port) => `${text(port.protocol) || 'TCP'} ${String(port.port)}`);
  return [
    ...unnamed.map((index) => ({
      path: locate(object, `spec.ports[${index}].name`),
      message: `The Service has ${names.length} ports, so each needs a name. Give one.`,
    })),
    ...duplicates(names).map(([index, name]) => ({
      path: locate(object, `spec.ports[${index}].name`),
      message: `"${name}" names two ports. Rename one.`,
    })),
    ...duplicates(numbers).map(([index, port]) => ({
      path: locate(object, `spec.ports[${index}].port`),
      message: `${port} is there twice. Remove one.`,
    })),
  ];
}

/** Each value that an earlier one equals, with its place. Empty ones are not counted. */
export function duplicates(values: readonly string[]): [index: number, value: string][] {
  if (values.length < 2) return [];
  const seen = new Set<string>();
  return [...values.entries()].filter(([, value]) => {
    if (value === '' || !seen.has(value)) {
      seen.add(value);
      return false;
    }
    return true;
  });
}
