import { shellBannerWords } from './shell-banners.ts';
import { shellCommandWords } from './shell-commands.ts';
import { shellFilterWords } from './shell-filter.ts';
import { shellHealthWords } from './shell-health.ts';
import { shellHistoryWords } from './shell-history.ts';
import { shellStatusWords } from './shell-status.ts';
import { shellTimeWords } from './shell-time.ts';
import { shellTravelWords } from './shell-travel.ts';

export const shellWords = {
  views: 'Views',
  filter: shellFilterWords as typeof shellFilterWords,
  time: shellTimeWords as typeof shellTimeWords,
  travel: shellTravelWords as typeof shellTravelWords,
  status: shellStatusWords as typeof shellStatusWords,
  health: shellHealthWords as typeof shellHealthWords,
  history: shellHistoryWords as typeof shellHistoryWords,
  banners: shellBannerWords as typeof shellBannerWords,
  commands: shellCommandWords as typeof shellCommandWords,
  /** Of a rail's badge, before the view's name. */
  notSeenIn: (counts: string): string => `not seen: ${counts}, in`,
  toolbar: {
    capture: 'Capture',
    chooseCapture: 'Choose what to capture',
    stop: 'Stop',
    start: 'Start',
    startAgain: (names: string): string => `Start again on ${names}`,
    open: 'Open',
    openHint: 'Open a capture file',
    openMenu: 'Recent files and the sample',
    recentFiles: 'Recent files',
    forgetRecent: 'Forget these',
    recentForgotten: 'Recent files forgotten',
    pause: 'Pause view',
    resume: 'Resume view',
    pauseHint: 'Hold the view still; the capture goes on',
    resumeHint: 'Show what happens now',
    export: 'Export',
    exportMenu: 'Choose what to export',
    saveAs: (format: string): string => `Save as ${format}`,
    exportHint: (table: string): string => `Save the ${table} as CSV, with the filter and the range applied`,
    matching: (count: string): string => `${count} shown`,
    more: 'More',
    redactOn: 'Redact addresses and names',
    redactOff: 'Redacted: show addresses and names again',
    redacted: 'Redacted',
    toLight: 'Switch to light',
    toDark: 'Switch to dark',
    keys: 'Keys',
  },
  tables: { sessions: 'sessions', packets: 'packets', dns: 'DNS lookups' },
  exports: {
    label: 'Exports',
    running: (rows: string, total: string, what: string): string => `Exporting ${rows} of ${total} ${what}`,
    done: (rows: string, what: string): string => `Exported ${rows} ${what}`,
    cancelled: 'Export cancelled',
    failed: (what: string): string => `The ${what} were not exported`,
    nothing: 'Nothing was exported',
    queryRows: 'rows of the query',
    note: (size: string, format: string): string => `${size} as ${format}`,
    progress: 'Progress of the export',
    download: 'Download',
    cancel: 'Cancel',
    dismiss: 'Dismiss',
  },
  drop: {
    title: 'Drop it to open the capture, or to install the plugin',
    says: 'pcap and pcapng, also compressed with gzip, several or a folder as one timeline · sessions and DNS as CSV or Parquet, logs of Zeek and Suricata · plugins as zip, lua, js or mjs',
  },
  copyMessage: 'Copy this message',
};
