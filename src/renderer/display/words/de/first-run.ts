import type { firstRunWords as english } from '../en/first-run.ts';

export const firstRunWords: typeof english = {
  title: 'Willkommen bei Netloupe',
  lead: 'Sehen, mit wem dieser Rechner spricht, mit Namen und während es geschieht. Noch wurde nichts erfasst: Das beginnt erst hier.',
  machine: 'Dieser Rechner',
  ready: 'Alles, was zum Erfassen nötig ist, funktioniert hier.',
  look: 'Erfassen funktioniert. Manches ist einen Blick wert.',
  blocked:
    'Erfassen funktioniert noch nicht. Folgen Sie der roten Zeile und prüfen Sie erneut; Dateien lassen sich schon öffnen.',
  begin: 'Beginnen',
  beginSays: 'Auswählen, was erfasst wird. Über die Standardroute läuft der Verkehr dieses Rechners.',
  or: 'oder erst einmal umsehen',
  openSample: 'Beispiel öffnen',
  openFile: 'Mitschnitt öffnen',
  promises: 'Was Netloupe tut, und was nicht',
  listens: 'Es hört zu und ändert nichts',
  listensSays:
    'Kein Paket wird verändert, aufgehalten oder gesendet. Erfasst wird nur, solange Sie es wollen, und man sieht es.',
  stays: 'Nichts verlässt diesen Rechner',
  staysSays:
    'Keine Statistik, keine Berichte, keine Anfragen bei anderen. Nur was Sie einschalten, sendet etwas: Plugins, Pipelines, die Suche nach Updates.',
  keeps: 'Der Verlauf bleibt hier, nur für Sie',
  keepsSays: (days, bytes) =>
    `Sitzungen, Namen und DNS-Abfragen${days === '' ? '' : ` für ${days}`}${bytes === '' ? '' : `, höchstens ${bytes}`}, in Dateien, die nur Sie lesen dürfen. Pakete selbst werden nicht aufbewahrt.`,
  keepsPackets: (bytes) =>
    `Sitzungen, Namen und DNS-Abfragen und die neuesten Pakete, höchstens ${bytes}, in Dateien, die nur Sie lesen dürfen.`,
  keepsNothing: 'Der Verlauf ist ausgeschaltet',
  keepsNothingSays: 'Was erfasst wurde, ist weg, wenn Netloupe endet.',
  days: (count) => (count === 1 ? 'einen Tag' : `${count} Tage`),
  changeHistory: 'Ändern, was aufbewahrt wird',
  root: 'Es braucht kein root',
  rootSays: 'Wo Ihr Benutzer keine Schnittstellen öffnen darf, tut es ein kleiner Helfer und reicht nur Pakete weiter.',
  skip: 'Jetzt nicht, zur App',
  later: 'Diese Prüfungen stehen jederzeit unter Einstellungen, Dieser Rechner.',
};
