import { expect, it } from 'vitest';
import { parseManifest } from './manifest.ts';
import { permissionWords } from './permission-words.ts';

function words(permissions: Readonly<Record<string, unknown>>): string[] {
  const parsed = parseManifest({ name: 'a', version: '1.0.0', language: 'js', permissions });
  return parsed.ok ? permissionWords(parsed.value) : [];
}

it('a permission is one line, of hosts and folders one each', () => {
  expect(words({})).toEqual([]);
  expect(words({ store: true, sessions: true, interfaces: true })).toHaveLength(3);
  expect(words({ http: ['a.example', '*.b.example:8080'], files: ['data', 'config:folder'] })).toEqual([
    'Send requests over the network to a.example',
    'Send requests over the network to *.b.example:8080',
    'Read and write files in a folder of its own',
    'Read and write files in the folder that is set as “folder”',
  ]);
});
