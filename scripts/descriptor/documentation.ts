import * as ts from 'typescript';

export interface Documentation {
  readonly documentation?: string;
  readonly default?: string;
  readonly see?: string;
}

/** What a comment says: its first sentence, and the texts of `@default` and `@see`. */
export function documentationOf(symbol: ts.Symbol, checker: ts.TypeChecker): Documentation {
  const documentation = firstSentence(ts.displayPartsToString(symbol.getDocumentationComment(checker)));
  const defaultText = tagText(symbol, 'default');
  const see = tagText(symbol, 'see');
  return {
    ...(documentation && { documentation }),
    ...(defaultText && { default: defaultText }),
    ...(see && { see }),
  };
}

function firstSentence(text: string): string {
  const paragraph = oneLine(text.split(/\n\s*\n/)[0]);
  return /^.*?(?<!\.\.)[.!?](?=\s+[A-Z`])/.exec(paragraph)?.[0] ?? paragraph;
}

/** Read from the source: the compiler takes the `https` of a bare URL for a name, and cuts it off. */
function tagText(symbol: ts.Symbol, name: string): string | undefined {
  const tags = symbol.declarations?.flatMap((declaration) => ts.getJSDocTags(declaration)) ?? [];
  const tag = tags.find(({ tagName }) => tagName.text === name);
  if (!tag) return undefined;
  const lines = tag.getText().replace(/\*\/$/, '').split('\n');
  return oneLine(lines.map((line) => line.replace(/^\s*\*/, '')).join(' ')).slice(`@${name} `.length);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
