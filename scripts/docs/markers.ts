/**
 * Puts a body between a document's markers, each on a line of its own: `<!-- generated: name -->`, `<!-- end: name -->`.
 *
 * @throws Error where the document has no such pair
 */
export function replaceBetween(document: string, name: string, body: string): string {
  const [start, end] = [`<!-- generated: ${name} -->\n`, `<!-- end: ${name} -->`];
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document has no markers for "${name}"`);
  return `${document.slice(0, from + start.length)}${body.trimEnd()}\n${document.slice(to)}`;
}
