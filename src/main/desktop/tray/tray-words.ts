/** What the tray and its menu say; rates are said as in the page. */
import type { Appearance } from '#contract/desktop-bridge.ts';

const english = {
  capturing: (what: string): string => `Capturing on ${what}`,
  reading: (what: string): string => `Reading ${what}`,
  read: (what: string): string => `${what}, read to the end`,
  stopped: (what: string): string => `${what}, stopped`,
  idle: 'Nothing is captured',
  failed: 'The capture failed',
  lost: 'The engine is not there',
  paused: 'view paused',
  rates: (inwards: string, outwards: string): string => `In ${inwards} · Out ${outwards}`,
  show: 'Show Netloupe',
  hide: 'Hide Netloupe',
  mini: 'Mini window',
  pause: 'Pause the view',
  resume: 'Resume the view',
  stop: 'Stop capture',
  quit: 'Quit Netloupe',
};

export type TrayWords = typeof english;

const german: TrayWords = {
  capturing: (what) => `Erfassung auf ${what}`,
  reading: (what) => `${what} wird gelesen`,
  read: (what) => `${what}, zu Ende gelesen`,
  stopped: (what) => `${what}, gestoppt`,
  idle: 'Nichts wird erfasst',
  failed: 'Die Erfassung ist fehlgeschlagen',
  lost: 'Die Engine ist nicht da',
  paused: 'Ansicht angehalten',
  rates: (inwards, outwards) => `Ein ${inwards} · Aus ${outwards}`,
  show: 'Netloupe zeigen',
  hide: 'Netloupe ausblenden',
  mini: 'Mini-Fenster',
  pause: 'Ansicht anhalten',
  resume: 'Ansicht fortsetzen',
  stop: 'Erfassung stoppen',
  quit: 'Netloupe beenden',
};

export function trayWords(language: Appearance['language']): TrayWords {
  return language === 'de' ? german : english;
}
