/** Captures for the steps: the sample that ships with the program, and broken ones made from it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './executables.ts';

export const SAMPLE: string = join(ROOT, 'samples', 'netloupe-sample.pcap');
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

/** Packets in a little-endian classic pcap file, counted by its record headers alone. */
export async function packetsIn(file: string): Promise<number> {
  const bytes = await readFile(file);
  let count = 0;
  for (let at = FILE_HEADER; at < bytes.length; at += RECORD_HEADER + bytes.readUInt32LE(at + 8)) count++;
  return count;
}

/** The sample, cut off in the middle of a record after `packets` whole ones. Answers its path and where the damage begins. */
export async function cutSample(
  folder: string,
  packets: number,
): Promise<{ readonly path: string; readonly offset: number }> {
  const bytes = await readFile(SAMPLE);
  let offset = FILE_HEADER;
  for (let n = 0; n < packets; n++) offset += RECORD_HEADER + bytes.readUInt32LE(offset + 8);
  const path = join(folder, 'cut.pcap');
  await writeFile(path, bytes.subarray(0, offset + RECORD_HEADER + 3));
  return { path, offset };
}

/** The sample as a ring of so many files, whose names say nothing of their order. Answers their paths in order of time. */
export async function sampleInParts(folder: string, count: number): Promise<string[]> {
  const bytes = await readFile(SAMPLE);
  const ends: number[] = [];
  for (let at = FILE_HEADER; at < bytes.length; ends.push(at)) at += RECORD_HEADER + bytes.readUInt32LE(at + 8);
  const each = Math.ceil(ends.length / count);
  const paths: string[] = [];
  for (let part = 0; part < count; part++) {
    const from = part === 0 ? FILE_HEADER : ends[part * each - 1]!;
    const to = ends[Math.min((part + 1) * each, ends.length) - 1]!;
    const path = join(folder, `${count - part}.cap`);
    await writeFile(path, Buffer.concat([bytes.subarray(0, FILE_HEADER), bytes.subarray(from, to)]));
    paths.push(path);
  }
  return paths;
}

/** A file that is no capture at all. */
export async function foreignFile(folder: string): Promise<string> {
  const path = join(folder, 'holiday.pcap');
  await writeFile(path, 'Dear diary, this is not a capture.\n'.repeat(20));
  return path;
}
