import { displayChoice } from '../../display/display-choice.ts';

const made = new Map<string, Intl.DisplayNames>();

/** The name of a country by its two letters, in the language that was chosen; the letters where nobody knows it. */
export function countryName(code: string): string {
  const { language } = displayChoice();
  let names = made.get(language);
  if (names === undefined) {
    names = new Intl.DisplayNames([language], { type: 'region' });
    made.set(language, names);
  }
  try {
    return names.of(code) ?? code;
  } catch {
    // Not two letters.
    return code;
  }
}
