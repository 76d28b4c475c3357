import { expect, it } from 'vitest';
import type { KeptFile } from './kept-file.ts';
import { parseRecentFiles, RecentFiles } from './recent-files.ts';

function inMemory(text: string): KeptFile<readonly string[]> & { text: string } {
  return {
    text,
    read() {
      return parseRecentFiles(this.text);
    },
    write(value) {
      this.text = JSON.stringify(value);
    },
  };
}

it('keeps the latest ten, each once, and tells of every change', () => {
  const file = inMemory('["/a.pcap"]');
  let changes = 0;
  const recent = new RecentFiles(file, () => changes++);
  for (let at = 0; at < 12; at++) recent.note(`/${at}.pcap`);
  recent.note('/5.pcap');
  expect(recent.paths).toHaveLength(10);
  expect(recent.paths.slice(0, 3)).toEqual(['/5.pcap', '/11.pcap', '/10.pcap']);
  expect(recent.paths.filter((path) => path === '/5.pcap')).toHaveLength(1);
  expect(new RecentFiles(file, () => undefined).paths).toEqual(recent.paths);
  recent.clear();
  expect(file.text).toBe('[]');
  expect(changes).toBe(14);
});

it.each(['', '{', '{"a":1}', '[1]', '[""]'])('begins anew with a damaged file: %s', (text) => {
  expect(new RecentFiles(inMemory(text), () => undefined).paths).toEqual([]);
});
