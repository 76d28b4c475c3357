/** Texts as the filter sees them: in JavaScript's lower case, and in UTF-16 units. All plain SQL over a text; null stays null. */

/**
 * JavaScript's `toLowerCase`, to be held against texts in lower case. DuckDB's own `lower` knows neither that `İ` becomes two characters nor that a `Σ` which ends
 * a word becomes `ς` (Unicode, chapter 3.13): cased letters stand before it, no cased one behind it, whatever of marks and apostrophes is between. That costs, and
 * makes no difference where nothing but ASCII is looked for.
 */
export function folded(text: string, sought: readonly string[]): string {
  if (sought.every(isAscii)) return `lower(replace(${text}, 'İ', 'i̇'))`;
  return `CASE WHEN strlen(${text}) = length(${text}) THEN lower(${text}) ELSE lower(regexp_replace(replace(${text}, 'İ', 'i̇'), ${FINAL_SIGMA}, '\\1ς\\2\\3', 'g')) END`;
}

/** Whether one of `sought` (lower case) is what a text in lower case is, or in it: most texts are ruled out without `replace`, which takes long. */
export function foldedHas(text: string, sought: readonly string[], has: (lower: string) => string): string {
  if (!sought.every(isAscii)) return has(folded(text, sought));
  return `(${has(`lower(${text})`)} AND (NOT contains(${text}, 'İ') OR ${has(folded(text, sought))}))`;
}

export function isAscii(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/.test(text);
}

const CASED = '\\p{Lu}\\p{Ll}\\p{Lt}';
const IGNORED = "\\p{Mn}\\p{Me}\\p{Cf}\\p{Lm}\\p{Sk}.'':·’‘․";
const FINAL_SIGMA = `'([${CASED}][${IGNORED}]*)Σ([${IGNORED}]*)([^${CASED}${IGNORED}]|\\z)'`;

/** Half of a character beyond the first 65,536 without its other one: DuckDB's texts have none. */
export function hasHalf(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

/** Stands for each half of a character beyond the first 65,536: no text has it, since it is no character. */
export const HALF = 0x10_ffff;

/** A character for each UTF-16 unit. */
export function inUnits(text: string): string {
  return `CASE WHEN strlen(${text}) = length(${text}) THEN ${text} ELSE regexp_replace(${text}, '[\\x{10000}-\\x{10FFFF}]', chr(${HALF}) || chr(${HALF}), 'g') END`;
}

/** UTF-16 units in it. */
export function lengthInUnits(text: string): string {
  return `CASE WHEN strlen(${text}) = length(${text}) THEN length(${text}) ELSE length(${inUnits(text)}) END`;
}

/** As our records write times. */
export function timeText(time: string): string {
  return `strftime(${time}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
}
