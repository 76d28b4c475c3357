import { formatCount } from '../../units.ts';

export const shellFilterWords = {
  label: 'Display filter',
  placeholder: 'Filter: port 443 and host ~ github',
  clear: 'Clear the filter',
  removed: 'Filter removed',
  library: 'Saved and recent filters',
  save: 'Save this filter',
  name: 'Name of the filter',
  saveAction: 'Save',
  wasSaved: (name: string): string => `Saved as “${name}”`,
  nothingToSave: 'Type a filter to save it here under a name.',
  saved: 'Saved',
  recent: 'Recent',
  nothingRecent: 'Filters that you use appear here.',
  rename: (name: string): string => `Rename ${name}`,
  nameTaken: 'There is another filter of this name.',
  remove: (name: string): string => `Delete ${name}`,
  deleted: (name: string): string => `${name} deleted`,
  forgetRecent: 'Forget recent filters',
  recentForgotten: 'Recent filters forgotten',
  undo: 'Undo',
  backTo: (before: string): string => (before === '' ? 'Undo: back to no filter' : `Undo: back to ${before}`),
  backToRange: 'Undo: back to the range before',
  suggestions: 'Suggestions',
  suggestionCount: (count: number): string => (count === 1 ? '1 suggestion' : `${formatCount(count)} suggestions`),
  counted: (counted: number, held: number): string =>
    counted >= held
      ? `Counted in all ${formatCount(held)} rows`
      : `Counted in ${formatCount(counted)} of ${formatCount(held)} rows`,
  rows: (count: number): string => (count === 1 ? '1 row' : `${formatCount(count)} rows`),
  keys: 'Tab takes it over',
  notHere: (fields: string): string => `No row of this view has ${fields}.`,
  at: (column: number): string => `Character ${column}`,
};
