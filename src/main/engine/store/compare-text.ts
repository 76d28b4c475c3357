/**
 * The order of text in sorted views: numbers inside count as numbers (eth2 before eth10), case and accents do not count,
 * and texts that differ in nothing else are told apart all the same. A collator is slow, and asked only where the first
 * difference is not one of ASCII letters or numbers: those decide at once, whatever follows them.
 */
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const CASE_BIT = 0x20;
/** Numbers up to this many digits are compared here. */
const MAX_DIGITS = 15;

/** Below 0: `left` comes first. 0 only for equal texts. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return compareFirstDifference(left, right) || collator.compare(left, right) || (left < right ? -1 : 1);
}

/** 0 where the collator has to be asked. */
function compareFirstDifference(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a === b) continue;
    const lowerA = a | CASE_BIT;
    const lowerB = b | CASE_BIT;
    if (!isLetter(lowerA) || !isLetter(lowerB)) return compareNumbers(left, right, i);
    if (lowerA !== lowerB) return lowerA - lowerB;
  }
  return 0;
}

/** Where the first difference is at `at`: compares the numbers it belongs to; a number comes before a letter. */
function compareNumbers(left: string, right: string, at: number): number {
  let start = at;
  while (start > 0 && isDigit(left.charCodeAt(start - 1))) start--;
  const inLeft = isDigit(left.charCodeAt(start));
  const inRight = isDigit(right.charCodeAt(start));
  if (inLeft && inRight) {
    const a = numberAt(left, start);
    const b = numberAt(right, start);
    return a < 0 || b < 0 ? 0 : a - b;
  }
  if (inLeft && isLetter(right.charCodeAt(at) | CASE_BIT)) return -1;
  return inRight && isLetter(left.charCodeAt(at) | CASE_BIT) ? 1 : 0;
}

/** -1 where it is too long. */
function numberAt(text: string, start: number): number {
  let value = 0;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) break;
    if (i - start === MAX_DIGITS) return -1;
    value = value * 10 + code - 0x30;
  }
  return value;
}

/** Of ASCII, in lower case; other codes with the same lower bits are far above. */
function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
