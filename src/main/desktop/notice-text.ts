/** Text of others in the system's notifications, some of which read it as markup, others as it is: it is written so that both show the same. */
import { visibleText } from '#base/visible-text.ts';

const LOOKALIKES: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '&': '＆' };

export function noticeText(text: string): string {
  return visibleText(text).replaceAll(/[<>&]/g, (character) => LOOKALIKES[character] ?? character);
}
