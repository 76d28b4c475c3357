/** What is said on screen, in the language that was chosen. Never called at module level: the language is not known there. */
import { displayChoice } from './display-choice.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import type { Words } from './words-type.ts';

export function words(): Words {
  return displayChoice().language === 'de' ? de : en;
}
