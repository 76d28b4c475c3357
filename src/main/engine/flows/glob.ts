/** Case-insensitive globs over names: `*` is any run of characters, dots too; `?` is any one. */

/** A test that is true where one of `patterns` matches the whole name. */
export function compileGlobs(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.includes('*')) return () => true;
  const lowered = patterns.map((pattern) => pattern.toLowerCase());
  return (name) => {
    const text = name.toLowerCase();
    return lowered.some((pattern) => globMatches(pattern, text));
  };
}

/** The whole text, letter for letter. Two cursors with one point to fall back to: linear for one star, never exponential. */
export function globMatches(pattern: string, text: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let starPosition = 0;
  while (position < text.length) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++;
      starPosition = position;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++starPosition;
    } else return false;
  }
  while (at < pattern.length && pattern[at] === '*') at++;
  return at === pattern.length;
}
