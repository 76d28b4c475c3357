import type { updatesWords as english } from '../en/updates.ts';

export const updatesWords: typeof english = {
  label: 'Nach neuen Versionen sehen',
  help: 'Fragt einmal am Tag über HTTPS nach einer signierten Notiz zur neuesten Version und sagt, wenn es eine gibt. Die Anfrage sagt nichts über dich oder diesen Rechner. Nichts wird von selbst installiert.',
  noChannel: 'Diese Ausgabe hat keinen Kanal für neue Versionen: Sie kommen auf dem Weg, auf dem diese kam.',
  notSwitched: 'Das Nachsehen nach neuen Versionen wurde nicht umgestellt',
  never: 'Noch nicht gefragt.',
  lastAsked: (time) => `Zuletzt gefragt: ${time}.`,
  current: 'Dies ist die neueste bekannte Version.',
  checkNow: 'Jetzt nachsehen',
  available: (version) => `Netloupe ${version} ist da`,
  published: (day) => `Veröffentlicht am ${day}`,
  show: 'Zeigen',
  page: 'Mehr dazu und zu haben unter',
  bySystem: 'Wo Netloupe aus einer Paketquelle installiert wurde, bringen es die Aktualisierungen des Systems.',
  noFile: 'Für dieses System gibt es kein Paket davon.',
  download: (name, size) => `${name} herunterladen (${size})`,
  downloading: (done, total) => `Wird heruntergeladen: ${done} von ${total}`,
  downloaded: 'Heruntergeladen und geprüft; es liegt in',
  installWith: 'Installieren mit',
  downloadFailed: 'Die neue Version wurde nicht heruntergeladen',
};
