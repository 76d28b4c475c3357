/**
 * Text that others chose (names out of packets, titles of alerts) as it is shown: whatever would not be seen, or would turn
 * the text around it, is written out as `U+202E`. Pure text: whoever draws it sets the code apart.
 */

export interface TextPart {
  readonly text: string;
  /** Stands for a character that cannot be seen. */
  readonly code: boolean;
}

/**
 * Controls, formats (bidirectional ones, zero-width ones, tags), halves of surrogate pairs, private use, separators of lines,
 * and what is ignored by default. Variation selectors stay: emoji are written with them, and they change nothing else.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const UNSEEN_ALL: RegExp = new RegExp(UNSEEN.source, 'gu');
const VARIATION_SELECTOR = /[\uFE00-\uFE0F]/;

/** `keep`: characters of layout that the place can show, e.g. line breaks. */
export function textParts(text: string, keep = ''): TextPart[] {
  if (!UNSEEN.test(text)) return text === '' ? [] : [{ text, code: false }];
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSEEN_ALL)) {
    const [character] = match;
    if (keep.includes(character) || VARIATION_SELECTOR.test(character)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), code: false });
    parts.push({ text: codeOf(character), code: true });
    from = match.index + character.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), code: false });
  return parts;
}

/** The same in one line of plain text, for places that take nothing else. */
export function visibleText(text: string, keep = ''): string {
  if (!UNSEEN.test(text)) return text;
  return textParts(text, keep)
    .map((part) => (part.code ? `‹${part.text}›` : part.text))
    .join('');
}

/** `U+202E` */
function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
