/** A copy of a value with another content somewhere in it; what is in an instance's props is found under its field. */
export function put(value: unknown, [key, ...rest]: readonly string[], content: unknown): unknown {
  if (Array.isArray(value))
    return value.map((entry, index) => (String(index) === key ? placed(entry, rest, content) : entry));
  const object = value as Record<string, unknown>;
  if (object !== null && typeof object === 'object' && 'props' in object) {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(object)), object);
    return Object.assign(copy, { props: put(object.props, [key, ...rest], content) });
  }
  return { ...object, [key]: placed(object?.[key], rest, content) };
}

function placed(value: unknown, rest: readonly string[], content: unknown): unknown {
  return rest.length === 0 ? content : put(value, rest, content);
}
