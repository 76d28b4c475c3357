/** Globs: `*` is any text, `?` any one character; everything else is itself. */

/** One pass with a single place to come back to, so time is bounded by text times pattern. */
export function globTest(pattern: string): (text: string) => boolean {
  return (text) => {
    let at = 0;
    let of = 0;
    let star = -1;
    let resume = 0;
    while (at < text.length) {
      if (of < pattern.length && pattern[of] === '*') {
        star = of++;
        resume = at;
      } else if (of < pattern.length && (pattern[of] === '?' || pattern[of] === text[at])) {
        at++;
        of++;
      } else if (star >= 0) {
        of = star + 1;
        at = ++resume;
      } else return false;
    }
    while (of < pattern.length && pattern[of] === '*') of++;
    return of === pattern.length;
  };
}
