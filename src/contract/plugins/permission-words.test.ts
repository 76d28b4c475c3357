import { expect, it } from 'vitest';
import { parseManifest } from './manifest.ts';
import { permissionWords } from './permission-words.ts';

function words(language: string, rest: Readonly<Record<string, unknown>>): string[] {
  const parsed = parseManifest({ name: 'a', version: '1.0.0', language, ...rest });
  return parsed.ok ? permissionWords(parsed.value) : ['not parsed'];
}

it('a Lua plugin that asks for nothing has nothing to be asked about', () => {
  expect(words('lua', {})).toEqual([]);
});

it('a JavaScript plugin is said to be ordinary code, whatever it asks for', () => {
  expect(words('js', {})).toEqual([expect.stringMatching(/^Run as ordinary Node\.js code/)]);
});

it('a permission is one line, of hosts, folders and origins one each', () => {
  expect(words('lua', { permissions: { store: true, sessions: true, interfaces: true } })).toHaveLength(3);
  const permissions = {
    http: ['a.example', '*.b.example:8080'],
    files: ['data', 'config:folder'],
    network: ['config:host'],
  };
  const endpoint = { auth: 'none', origins: ['https://c.example'] };
  expect(words('js', { permissions, endpoint }).slice(1)).toEqual([
    'Send requests over the network to a.example',
    'Send requests over the network to *.b.example:8080',
    'Read and write files in a folder of its own',
    'Read and write files in the folder that is set as “folder”',
    'Connect over the network to what is set as “host”',
    'Answer web requests at /plugins/a/ without a key',
    'Answer requests that pages of https://c.example make',
  ]);
});

it('files and servers that Lua cannot reach are not asked about', () => {
  expect(words('lua', { permissions: { files: ['data'], network: ['config:host'] } })).toEqual([]);
});
