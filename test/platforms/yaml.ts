import { parseDocument } from 'yaml';

/** A YAML or JSON text by paths. */
export interface YamlText {
  /** A scalar as its text. @throws Error where there is none */
  at(...path: readonly string[]): string;
  /** A mapping with its scalars. @throws Error where there is none */
  map(...path: readonly string[]): Record<string, unknown>;
  /** Whatever stands there. */
  value(...path: readonly string[]): unknown;
}

export function readYaml(text: string): YamlText {
  const document = parseDocument(text);
  const value = (...path: readonly string[]): unknown => {
    const found: unknown = document.toJS();
    return path.reduce<unknown>((part, key) => (isMap(part) ? part[key] : undefined), found);
  };
  return {
    value,
    at: (...path) => {
      const found = value(...path);
      if (found === undefined || isMap(found)) throw new Error(`no text at ${path.join('.')}`);
      return String(found);
    },
    map: (...path) => {
      const found = value(...path);
      if (!isMap(found)) throw new Error(`no mapping at ${path.join('.')}`);
      return found;
    },
  };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
