import type { settingsWords as english } from '../en/settings.ts';

export const settingsWords: typeof english = {
  title: 'Einstellungen',

  doctor: {
    checking: 'Dieser Rechner wird geprüft …',
    again: 'Erneut prüfen',
    list: 'Was auf diesem Rechner funktioniert',
    failed: 'Die Prüfung war nicht möglich',
    allWell: 'Alles, was Netloupe braucht, funktioniert hier.',
    states: { ok: 'Funktioniert', warning: 'Einen Blick wert', failed: 'Funktioniert nicht', unknown: 'Unbekannt' },
    copyCommand: 'Befehl kopieren',
    titles: {
      capture: 'Recht zum Erfassen',
      helpers: 'Hilfsprogramme',
      libpcap: 'libpcap',
      'default-route': 'Standardroute',
      'seen-twice': 'Doppelt gesehener Verkehr',
      clock: 'Uhr',
      'data-folder': 'Datenordner',
      disk: 'Temporäre Dateien',
      plugins: 'Plugins',
      'plugin-rights': 'Wovon Plugins abgehalten werden',
      node: 'Programm',
      build: 'Build',
      electron: 'Electron',
      display: 'Anzeige',
    },
  },
};
