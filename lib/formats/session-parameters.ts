/**
 * Parameters whose value is a list of names, which PostgreSQL keeps as quoted identifiers. Given as one string constant
 * such a value would be taken for a single name.
 */
const LISTS = new Set(['search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries']);

/** Lists of SQL identifiers: an unquoted element is folded to lower case, as in `SET search_path TO App`. */
const LISTS_OF_IDENTIFIERS = new Set(['search_path', 'temp_tablespaces']);

export interface ParameterValue {
  readonly list: boolean;
  /** The elements of a list; otherwise the one value. */
  readonly elements: readonly string[];
}

/** How `ALTER ROLE ... SET` must be given a value, for what `SET` in psql would make of it. */
export function parameterValue(parameter: string, value: string): ParameterValue {
  const name = parameter.toLowerCase();
  if (!LISTS.has(name)) return { list: false, elements: [value] };
  const fold = LISTS_OF_IDENTIFIERS.has(name);
  return { list: true, elements: splitOutsideQuotes(value).map((element) => unquote(element.trim(), fold)) };
}

function splitOutsideQuotes(value: string): string[] {
  return value.match(/(?:"(?:[^"]|"")*"|[^,])+/g) ?? [''];
}

function unquote(element: string, fold: boolean): string {
  if (/^".*"$/s.test(element)) return element.slice(1, -1).replaceAll('""', '"');
  return fold ? element.toLowerCase() : element;
}
