import type { shellWords as english } from '../en/shell.ts';
import { shellBannerWords } from './shell-banners.ts';
import { shellCommandWords } from './shell-commands.ts';
import { shellFilterWords } from './shell-filter.ts';
import { shellHealthWords } from './shell-health.ts';
import { shellHistoryWords } from './shell-history.ts';
import { shellStatusWords } from './shell-status.ts';
import { shellTimeWords } from './shell-time.ts';
import { shellTravelWords } from './shell-travel.ts';

export const shellWords: typeof english = {
  views: 'Ansichten',
  filter: shellFilterWords,
  time: shellTimeWords,
  travel: shellTravelWords,
  status: shellStatusWords,
  health: shellHealthWords,
  history: shellHistoryWords,
  banners: shellBannerWords,
  commands: shellCommandWords,
  notSeenIn: (counts) => `nicht gesehen: ${counts}, in`,
  toolbar: {
    capture: 'Erfassen',
    chooseCapture: 'Auswählen, was erfasst wird',
    stop: 'Anhalten',
    start: 'Starten',
    startAgain: (names) => `Wieder starten mit ${names}`,
    open: 'Öffnen',
    openHint: 'Mitschnitt öffnen',
    openMenu: 'Letzte Dateien und das Beispiel',
    recentFiles: 'Letzte Dateien',
    forgetRecent: 'Diese vergessen',
    recentForgotten: 'Letzte Dateien vergessen',
    pause: 'Ansicht anhalten',
    resume: 'Ansicht fortsetzen',
    pauseHint: 'Hält die Ansicht still; die Erfassung läuft weiter',
    resumeHint: 'Zeigt, was jetzt geschieht',
    export: 'Exportieren',
    exportMenu: 'Auswählen, was exportiert wird',
    saveAs: (format) => `Als ${format} speichern`,
    exportHint: (table) => `${table} als CSV speichern, nach Filter und Zeitraum`,
    matching: (count) => `${count} gezeigt`,
    more: 'Mehr',
    redactOn: 'Adressen und Namen schwärzen',
    redactOff: 'Geschwärzt: Adressen und Namen wieder zeigen',
    redacted: 'Geschwärzt',
    toLight: 'Zu hellen Farben wechseln',
    toDark: 'Zu dunklen Farben wechseln',
    keys: 'Tasten',
  },
  tables: { sessions: 'Sitzungen', packets: 'Pakete', dns: 'DNS-Abfragen' },
  exports: {
    label: 'Exporte',
    running: (rows, total, what) => `Exportiert ${rows} von ${total} ${what}`,
    done: (rows, what) => `${rows} ${what} exportiert`,
    cancelled: 'Export abgebrochen',
    failed: (what) => `${what} wurden nicht exportiert`,
    nothing: 'Nichts wurde exportiert',
    queryRows: 'Zeilen der Abfrage',
    note: (size, format) => `${size} als ${format}`,
    progress: 'Fortschritt des Exports',
    download: 'Herunterladen',
    cancel: 'Abbrechen',
    dismiss: 'Schließen',
  },
  drop: {
    title: 'Hier ablegen, um den Mitschnitt zu öffnen oder das Plugin zu installieren',
    says: 'pcap und pcapng, auch mit gzip gepackt, mehrere oder ein Ordner als eine Zeitleiste · Sitzungen und DNS als CSV oder Parquet, Logs von Zeek und Suricata · Plugins als zip, lua, js oder mjs',
  },
  copyMessage: 'Meldung kopieren',
};
