import type { shellBannerWords as english } from '../en/shell-banners.ts';

export const shellBannerWords: typeof english = {
  tryNow: 'Jetzt versuchen',
  dismiss: 'Schließen',
  copy: 'Meldung kopieren',
  connectionLost: 'Die Verbindung zum Erfassungsdienst ist unterbrochen',
  engineEnded: 'Der Erfassungsdienst ist unerwartet beendet worden',
  isStarted: 'Er wird neu gestartet …',
  connecting: 'Verbindet …',
  tryingIn: (seconds) => `Neuer Versuch in ${seconds} s.`,
  rowsStay: 'Was zu sehen ist, bleibt, wie es war.',
  openAddress: 'Falls netloupe neu gestartet wurde: die Adresse öffnen, die es ausgegeben hat.',
  restarted: 'Der Erfassungsdienst wurde neu gestartet',
  lostLive: (title, sessions, packets, time) =>
    `Die Erfassung von ${title} endete um ${time}; ihre ${sessions} Sitzungen und ${packets} Pakete sind verloren, und der Verkehr seither blieb ungesehen.`,
  lostStopped: (title, sessions, packets) =>
    `Die ${sessions} Sitzungen und ${packets} Pakete von ${title} sind verloren.`,
  lostFile: (title) => `Was von ${title} geladen war, ist verloren; die Datei selbst ist unberührt.`,
  captureAgain: (interfaces) => `${interfaces} wieder erfassen`,
  openAgain: (title) => `${title} wieder öffnen`,
  sending: (name) => `${name} wird übergeben`,
  progress: 'Fortschritt',
  cancel: 'Abbrechen',
  captures: (title, count) => `${title} · ${count} Mitschnitte`,
  leftOut: (count, isOne) =>
    isOne
      ? 'Eine Datei wurde nicht gelesen, oder nicht bis zum Ende'
      : `${count} Dateien wurden nicht gelesen, oder nicht bis zum Ende`,
  andMore: (count) => `und ${count} weitere`,
  reading: (title) => `${title} wird gelesen`,
  readSoFar: (packets, bytes) => `bisher ${packets} Pakete, ${bytes}`,
  stopReading: 'Lesen abbrechen',
  atByte: (offset) => ` (bei Byte ${offset})`,
  standsStill: (time) => `Die Ansicht steht seit ${time} still.`,
  captureGoesOn: 'Die Erfassung läuft weiter.',
  resume: 'Ansicht fortsetzen',
};
