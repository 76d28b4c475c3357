/**
 * Whether a lower-case text matches one of these patterns: `*` any characters, `?` one.
 * @param {readonly string[]} patterns
 * @returns {(text: string) => boolean}
 */
export function globsOf(patterns) {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  return (text) => lower.some((pattern) => matches(pattern, text));
}

/**
 * Goes back to the latest `*` only, so that no pattern makes it slow.
 * @param {string} pattern
 * @param {string} text
 */
function matches(pattern, text) {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < text.length;) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++;
      resume = i;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[i])) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (at < pattern.length && pattern[at] === '*') at += 1;
  return at === pattern.length;
}
