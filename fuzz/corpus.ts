/**
 * What inputs are made from: captures, their frames and their payloads. The captures of the shared corpus where it is, and
 * always the project's sample; read with the project's own readers, which any capture that they refuse leaves out.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { DecodedPacket, KIND_SESSION, PROTOCOL_TCP } from '#main/engine/decode/packet.ts';
import { memoryBytes } from '../test/kit/memory-bytes.ts';

export interface CapturedFrame {
  readonly linkType: number;
  /** Microseconds; NaN where the capture has none. */
  readonly time: number;
  readonly bytes: Uint8Array;
}

export interface CorpusFile {
  readonly name: string;
  /** Decompressed. */
  readonly bytes: Uint8Array;
  readonly frames: readonly CapturedFrame[];
}

export interface Corpus {
  readonly files: readonly CorpusFile[];
  /** Frames of all files with this link type. */
  frames(linkType: number): readonly Uint8Array[];
  /** Payloads above UDP, and of TCP segments. */
  readonly datagrams: readonly Uint8Array[];
  readonly segments: readonly Uint8Array[];
}

const MOST_FRAMES_PER_FILE = 150;
const LONGEST_FRAME = 4096;
const GZIP_MAGIC = 0x1f8b;

export async function loadCorpus(root: string): Promise<Corpus> {
  const files: CorpusFile[] = [];
  for (const folder of [path.join(root, '..', 'shared', 'captures'), path.join(root, 'samples')]) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).toSorted()) {
      if (!/\.(pcap|pcapng|cap|ntar|snoop|gz|trc)$/.test(name)) continue;
      const bytes = unpacked(readFileSync(path.join(folder, name)));
      if (bytes !== null) files.push({ name, bytes, frames: await framesOf(bytes) });
    }
  }
  return corpusOf(files);
}

function unpacked(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 2 || (bytes[0]! << 8) + bytes[1]! !== GZIP_MAGIC) return Uint8Array.from(bytes);
  try {
    return Uint8Array.from(gunzipSync(bytes));
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

async function framesOf(file: Uint8Array): Promise<CapturedFrame[]> {
  const frames: CapturedFrame[] = [];
  const opened = await openPacketSource(memoryBytes(file), 'corpus');
  if (!opened.ok) return frames;
  const source = opened.value;
  for (;;) {
    const batch = await source.next();
    if ('end' in batch || frames.length >= MOST_FRAMES_PER_FILE) break;
    for (let row = 0; row < batch.count && frames.length < MOST_FRAMES_PER_FILE; row++) {
      const at = batch.offsets[row]!;
      frames.push({
        linkType: source.interfaces[batch.interfaceIds[row]!]!.linkType,
        time: batch.times[row]!,
        bytes: batch.bytes.slice(at, at + Math.min(batch.capturedLengths[row]!, LONGEST_FRAME)),
      });
    }
  }
  await source.close();
  return frames;
}

function corpusOf(files: readonly CorpusFile[]): Corpus {
  const byLinkType = new Map<number, Uint8Array[]>();
  const datagrams: Uint8Array[] = [];
  const segments: Uint8Array[] = [];
  const packet = new DecodedPacket();
  for (const { linkType, bytes } of files.flatMap(({ frames }) => frames)) {
    const list = byLinkType.get(linkType) ?? [];
    list.push(bytes);
    byLinkType.set(linkType, list);
    decodeFrame(bytes, 0, bytes.length, bytes.length, linkType, packet);
    if (packet.kind !== KIND_SESSION || packet.payloadCaptured === 0 || packet.sourcePort < 0) continue;
    const payload = bytes.slice(packet.payloadOffset, packet.payloadOffset + packet.payloadCaptured);
    (packet.protocol === PROTOCOL_TCP ? segments : datagrams).push(payload);
  }
  return { files, datagrams, segments, frames: (linkType) => byLinkType.get(linkType) ?? [] };
}
