/**
 * The layers that a person is shown of a packet against tshark's: which, where and how long. Of the sample that ships, and of
 * public captures where the corpus is beside the checkout: one frame of each stack of protocols in it.
 *
 * `frame-layers.json` is what tshark 4.0.17 has (`-T pdml`, reassembly off): protocols by our names, position and size.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { readFrame, type Layer } from '#main/engine/decode/reading/read-frame.ts';
import { memoryBytes } from './kit/memory-bytes.ts';

type Placed = readonly [name: string, at: number, length: number];
interface Expected {
  readonly frame: number;
  readonly layers: readonly Placed[];
}

const FOLDERS = ['../samples', '../../shared/captures'].map((folder) => path.resolve(import.meta.dirname, folder));
const expected = JSON.parse(readFileSync(path.join(import.meta.dirname, 'frame-layers.json'), 'utf8')) as Record<
  string,
  readonly Expected[]
>;

function find(name: string): string | null {
  return FOLDERS.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}

/** Layers of every frame, by its number from 1 on. */
async function layersOf(file: string): Promise<readonly (readonly Layer[])[]> {
  const stored = readFileSync(file);
  const opened = await openPacketSource(memoryBytes(file.endsWith('.gz') ? gunzipSync(stored) : stored), file);
  if (!opened.ok) throw new Error(opened.failure.message);
  const source = opened.value;
  const all: (readonly Layer[])[] = [[]];
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) return all;
    for (let i = 0; i < batch.count; i++) {
      const at = batch.offsets[i]!;
      const bytes = batch.bytes.slice(at, at + batch.capturedLengths[i]!);
      all.push(readFrame(bytes, source.interfaces[batch.interfaceIds[i]!]!.linkType, batch.wireLengths[i]!));
    }
  }
}

/** What tshark counts everything behind to: quoted packets, bodies, chunks. They are compared by where they begin, and end the comparison. */
const OPEN: ReadonlySet<string> = new Set(['ICMP', 'ICMPv6', 'HTTP', 'SCTP']);

/** tshark counts extension headers to IPv6. */
function asTshark(layers: readonly Layer[], names: ReadonlySet<string>): Placed[] {
  const placed: Placed[] = [];
  for (const { name, at, length } of layers) {
    const last = placed.at(-1);
    if (OPEN.has(name)) return [...placed, [name, at, 0]];
    if (last?.[0] === 'IPv6' && name.startsWith('IPv6 '))
      placed[placed.length - 1] = ['IPv6', last[1], last[2] + length];
    else if (names.has(name)) placed.push([name, at, length]);
  }
  return placed;
}

function untilOpen(layers: readonly Placed[]): readonly Placed[] {
  const open = layers.findIndex(([name]) => OPEN.has(name));
  return open < 0 ? layers : [...layers.slice(0, open), [layers[open]![0], layers[open]![1], 0]];
}

describe.each(Object.entries(expected))('%s', (name, frames) => {
  const file = find(name);
  it.skipIf(file === null)('has the layers that tshark finds', async () => {
    const all = await layersOf(file!);
    const names = new Set(frames.flatMap(({ layers }) => layers.map(([layer]) => layer)));
    for (const { frame, layers } of frames) {
      expect({ frame, layers: asTshark(all[frame]!, names) }).toEqual({ frame, layers: untilOpen(layers) });
    }
  });
});
