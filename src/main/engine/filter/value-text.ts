/** Values as they are written in a filter. */
import { filterTokens } from './filter-tokens.ts';

/** In quotes where it has to be; null: it cannot be written, since there are quotes in it. */
export function writtenValue(text: string): string | null {
  return [text, `"${text}"`].find((written) => isRead(written, text)) ?? null;
}

/** Whether this one value is read behind an operator. */
function isRead(written: string, text: string): boolean {
  const [, , value, end, ...more] = filterTokens(`x=${written}`);
  if (end?.kind !== 'end' || more.length > 0 || (value?.kind !== 'word' && value?.kind !== 'text')) return false;
  return value.text === text && value.length === written.length;
}
