/**
 * The path of a field, a map's entry or a list's element: `databases.dict_core.owner`, `databases["a.b"]`,
 * `roles.a.memberOf[1]`.
 */
export function childPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
