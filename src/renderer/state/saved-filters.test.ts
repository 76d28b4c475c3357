import { expect, it } from 'vitest';
import { removeFilter, renameFilter, saveFilter, suggestedName } from './saved-filters.ts';

const web = { name: 'web', text: 'port 443' };
const dns = { name: 'dns', text: 'port 53' };

it('saves under a name once', () => {
  expect(saveFilter([web], ' dns ', ' port 53 ')).toEqual([web, dns]);
  expect(saveFilter([web, dns], 'web', 'port 80')).toEqual([{ name: 'web', text: 'port 80' }, dns]);
  expect(saveFilter([web], '  ', 'port 53')).toEqual([web]);
});

it('renames, but never to the name of another', () => {
  expect(renameFilter([web, dns], 'dns', 'names')).toEqual([web, { name: 'names', text: 'port 53' }]);
  expect(renameFilter([web, dns], 'dns', 'web')).toEqual([web, dns]);
  expect(removeFilter([web, dns], 'web')).toEqual([dns]);
});

it('suggests the text as a name, cut where it is long', () => {
  expect(suggestedName('port   443')).toBe('port 443');
  expect(suggestedName('a'.repeat(60))).toHaveLength(40);
});
