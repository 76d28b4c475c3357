/** What must be added to a file so that it ends with a whole line: '' where it does. */
import type { FileHandle } from 'node:fs/promises';

const CHUNK = 1 << 20;
const LINE_FEED = 0x0a;
const QUOTE = 0x22;

export async function lineRepair(handle: FileHandle, size: number, format: 'jsonl' | 'csv'): Promise<string> {
  if (size === 0) return '';
  if (format === 'jsonl') return (await lastByte(handle, size)) === LINE_FEED ? '' : '\n';
  // A cell may hold line ends; it is open where the number of quotes is odd, since a quote inside is written twice.
  const open = await hasOddQuotes(handle, size);
  if (open) return '"\r\n';
  return (await lastByte(handle, size)) === LINE_FEED ? '' : '\r\n';
}

async function lastByte(handle: FileHandle, size: number): Promise<number | undefined> {
  return (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0];
}

async function hasOddQuotes(handle: FileHandle, size: number): Promise<boolean> {
  const chunk = Buffer.alloc(Math.min(CHUNK, size));
  let odd = false;
  for (let at = 0; at < size;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) break;
    for (let i = chunk.indexOf(QUOTE); i !== -1 && i < bytesRead; i = chunk.indexOf(QUOTE, i + 1)) odd = !odd;
    at += bytesRead;
  }
  return odd;
}
