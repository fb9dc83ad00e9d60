/** A node: `n_a_b["title<br/>detail"]`. */
export function node(name: string, shape: keyof typeof SHAPES, title: string, detail: string): string {
  const [open, close] = SHAPES[shape];
  return `${id(name)}${open}"${quoted(`${title}<br/>${detail}`)}"${close}`;
}

/** An arrow between two nodes or groups, by their names. */
export function arrow(from: string, to: string, label?: string): string {
  return `${id(from)} -->${label ? `|"${quoted(label)}"|` : ''} ${id(to)}`;
}

/** Nodes with a frame around them. */
export function group(name: string, title: string, nodes: readonly string[]): string[] {
  return [`subgraph ${id(name)}["${quoted(title)}"]`, ...nodes.map((line) => `  ${line}`), 'end'];
}

/** @see https://mermaid.js.org/syntax/flowchart.html#node-shapes */
const SHAPES = {
  box: ['[', ']'],
  service: ['([', '])'],
  store: ['[(', ')]'],
  job: ['[/', '/]'],
} as const;

// `end`, and a dash before a letter, mean something to mermaid. Words stay apart, and no two names become one.
function id(name: string): string {
  return `n_${name.replaceAll(/[^a-zA-Z0-9]/g, (sign) => SIGNS[sign] ?? `_${sign.codePointAt(0)}_`)}`;
}

const SIGNS: Readonly<Record<string, string>> = { '-': '_', ' ': '__' };

/** @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters */
function quoted(label: string): string {
  return label.replaceAll('"', '#quot;');
}
