/** Puts results between their markers in docs/performance.md; everything else there is written by hand. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DOCUMENT = fileURLToPath(new URL('../docs/performance.md', import.meta.url));

/** `text` between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. Throws where the markers are not there once each. */
export function withSection(document, name, text) {
  const [start, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const parts = document.split(start);
  const rest = parts[1]?.split(end);
  if (parts.length !== 2 || rest.length !== 2) throw new Error(`the document has no single section ${name}`);
  return `${parts[0]}${start}\n\n${text.trim()}\n\n${end}${rest[1]}`;
}

export function writeSection(name, text) {
  writeFileSync(DOCUMENT, withSection(readFileSync(DOCUMENT, 'utf8'), name, text));
}
