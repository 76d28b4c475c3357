/** JSON values, and whether something is one: without a library, for both ends of a plugin's control channel. */

/** What the store, the configuration, requests, answers and records are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const DEEPEST = 100;
/** What a number, a boolean, a bracket or a comma takes at most, roughly. */
const PART_CHARACTERS = 4;

/**
 * Length as JSON in characters, roughly (never less than half of what it is), or null where it is no JSON value or longer
 * than `most`.
 */
export function jsonLength(value: unknown, most: number): number | null {
  let left = most;
  const fits = (part: unknown, depth: number): boolean => {
    left -= PART_CHARACTERS;
    if (typeof part === 'string') left -= part.length;
    if (left < 0 || depth > DEEPEST) return false;
    if (part === null || typeof part === 'string' || typeof part === 'boolean') return true;
    if (typeof part === 'number') return Number.isFinite(part);
    if (typeof part !== 'object') return false;
    if (Array.isArray(part)) return part.every((element) => fits(element, depth + 1));
    if (!isPlain(part)) return false;
    for (const [key, field] of Object.entries(part)) {
      left -= key.length;
      if (!fits(field, depth + 1)) return false;
    }
    return true;
  };
  return fits(value, 0) ? most - left : null;
}

/** Object with keys of its own, and nothing else. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
