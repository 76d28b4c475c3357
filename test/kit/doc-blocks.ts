/** Fenced blocks of our documents, for the tests that run them. */

export interface DocBlock {
  readonly language: string;
  /** What follows the language; readers do not see it. */
  readonly info: string;
  readonly body: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /** The block before is above it with nothing in between. */
  readonly follows: boolean;
}

export function docBlocks(markdown: string): DocBlock[] {
  const found: DocBlock[] = [];
  let end = -1;
  for (const match of markdown.matchAll(/^```(\w+)(?: ([^\n]*))?\n([\s\S]*?)^```$/gm)) {
    const [whole, language, info = '', body] = match;
    found.push({
      language: language!,
      info,
      body: body!,
      line: markdown.slice(0, match.index).split('\n').length,
      follows: end >= 0 && markdown.slice(end, match.index).trim() === '',
    });
    end = match.index + whole.length;
  }
  return found;
}

/** Bodies of the blocks of one language without further words. */
export function blocks(markdown: string, language: string): string[] {
  return docBlocks(markdown)
    .filter((block) => block.language === language && block.info === '')
    .map(({ body }) => body);
}
