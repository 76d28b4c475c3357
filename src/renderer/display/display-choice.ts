/**
 * How things are said at the moment: the language and the units that were chosen. Set once before the first render and again when the
 * choice changes, after which everything is drawn anew; whoever asks at render time is right, whoever keeps an answer is not.
 */

export type LanguageName = 'en' | 'de';

export interface DisplayChoice {
  readonly language: LanguageName;
  readonly rateUnit: 'bytes' | 'bits';
  readonly byteBase: 1000 | 1024;
  readonly timeZone: 'local' | 'utc';
}

let current: DisplayChoice = { language: 'en', rateUnit: 'bytes', byteBase: 1000, timeZone: 'local' };

export function displayChoice(): DisplayChoice {
  return current;
}

export function chooseDisplay(choice: DisplayChoice): void {
  current = choice;
}

/** The language for `wanted`; `system`: the first of `offered` (as `navigator.languages` has them) that there are words for, else English. */
export function languageFor(wanted: 'system' | LanguageName, offered: readonly string[]): LanguageName {
  if (wanted !== 'system') return wanted;
  for (const tag of offered) {
    const [language] = tag.toLowerCase().split('-');
    if (language === 'en' || language === 'de') return language;
  }
  return 'en';
}
