/** One file of the ring: what is known of it without reading it. */
import { z } from 'zod';
import type { Result } from '#base/result.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import type { PacketFolder } from './ports.ts';

export interface Segment {
  /** Counts up over all of them. */
  readonly number: number;
  /** Of whole blocks. */
  bytes: number;
  packets: number;
  /** Of its packets, microseconds since the epoch; not in order. */
  firstUs: number;
  lastUs: number;
}

/** What its index takes at most, counted with each segment. */
export const INDEX_BYTES = 256;
const DIGITS = 9;
const NAME = /^packets-(\d{9,})\.pcapng$/;

const indexSchema = z.object({
  version: z.literal(1),
  bytes: z.number().int().min(0),
  packets: z.number().int().min(0),
  firstUs: z.number(),
  lastUs: z.number(),
});

/** Null: any time. */
export function isWithin({ firstUs, lastUs }: Segment, span: TimeSpan | null): boolean {
  return span === null || (lastUs >= span.fromUs && firstUs <= span.toUs);
}

export function segmentFile(number: number): string {
  return `packets-${String(number).padStart(DIGITS, '0')}.pcapng`;
}

export function indexFile(number: number): string {
  return `packets-${String(number).padStart(DIGITS, '0')}.json`;
}

/** Null: the file is none of the ring's. */
export function segmentNumber(name: string): number | null {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function indexText({ bytes, packets, firstUs, lastUs }: Segment): string {
  return `${JSON.stringify({ version: 1, bytes, packets, firstUs, lastUs })}\n`;
}

/** Null where it is missing, damaged, or of a file of another length. */
export function segmentOf(number: number, bytes: number, text: string | null): Segment | null {
  let value: unknown;
  try {
    value = text === null ? null : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const parsed = indexSchema.safeParse(value);
  if (!parsed.success || parsed.data.bytes !== bytes) return null;
  const { packets, firstUs, lastUs } = parsed.data;
  return { number, bytes, packets, firstUs, lastUs };
}

/** What is in a file of `bytes`, up to the last whole block; it may end anywhere. */
export async function scanSegment(
  folder: PacketFolder,
  number: number,
  bytes: number,
  yieldTurn: () => Promise<void>,
): Promise<Result<Segment>> {
  const found: Segment = {
    number,
    bytes,
    packets: 0,
    firstUs: Number.POSITIVE_INFINITY,
    lastUs: Number.NEGATIVE_INFINITY,
  };
  const file = await folder.open(segmentFile(number), bytes);
  if (!file.ok) return file;
  const opened = await openPacketSource(file.value, segmentFile(number));
  // Not even a header: nothing of it is of use.
  if (!opened.ok) return { ok: true, value: { ...found, bytes: 0 } };
  const source = opened.value;
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) {
      await source.close();
      if (batch.failure !== null) found.bytes = batch.failure.offset ?? 0;
      return { ok: true, value: found };
    }
    found.packets += batch.count;
    for (let row = 0; row < batch.count; row++) {
      const time = batch.times[row]!;
      if (time < found.firstUs) found.firstUs = time;
      if (time > found.lastUs) found.lastUs = time;
    }
    await yieldTurn();
  }
}
