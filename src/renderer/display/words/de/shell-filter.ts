import { formatCount } from '../../units.ts';
import type { shellFilterWords as english } from '../en/shell-filter.ts';

export const shellFilterWords: typeof english = {
  label: 'Anzeigefilter',
  placeholder: 'Filter: port 443 and host ~ github',
  clear: 'Filter leeren',
  removed: 'Filter entfernt',
  library: 'Gespeicherte und letzte Filter',
  save: 'Diesen Filter speichern',
  name: 'Name des Filters',
  saveAction: 'Speichern',
  wasSaved: (name) => `Gespeichert als „${name}“`,
  nothingToSave: 'Erst einen Filter eingeben, dann lässt er sich hier unter einem Namen speichern.',
  saved: 'Gespeichert',
  recent: 'Zuletzt verwendet',
  nothingRecent: 'Hier erscheinen Filter, die verwendet wurden.',
  rename: (name) => `${name} umbenennen`,
  nameTaken: 'Es gibt schon einen Filter mit diesem Namen.',
  remove: (name) => `${name} löschen`,
  deleted: (name) => `${name} gelöscht`,
  forgetRecent: 'Letzte Filter vergessen',
  recentForgotten: 'Letzte Filter vergessen',
  undo: 'Rückgängig',
  backTo: (before) => (before === '' ? 'Rückgängig: zurück zu keinem Filter' : `Rückgängig: zurück zu ${before}`),
  backToRange: 'Rückgängig: zurück zum Zeitraum davor',
  suggestions: 'Vorschläge',
  suggestionCount: (count) => (count === 1 ? '1 Vorschlag' : `${formatCount(count)} Vorschläge`),
  counted: (counted, held) =>
    counted >= held
      ? `Gezählt in allen ${formatCount(held)} Zeilen`
      : `Gezählt in ${formatCount(counted)} von ${formatCount(held)} Zeilen`,
  rows: (count) => (count === 1 ? '1 Zeile' : `${formatCount(count)} Zeilen`),
  keys: 'Tab übernimmt',
  notHere: (fields) => `Keine Zeile dieser Ansicht hat ${fields}.`,
  at: (column) => `Zeichen ${column}`,
};
