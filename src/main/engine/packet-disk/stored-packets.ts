/** Packets of the ring on disk, in the order in which they were captured. */
import type { TimeSpan } from '#contract/views/time-range.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import type { CaptureInterface, PacketBatch } from '#main/engine/capture/packet-source.ts';
import type { PacketDisk } from './packet-disk.ts';
import { segmentFile } from './segment.ts';

export interface StoredBatch {
  /** Lent until the next one is asked for. */
  readonly batch: PacketBatch;
  readonly interfaces: readonly CaptureInterface[];
}

/**
 * Of the segments that have something of that time, all packets; null: everything there is by now. A segment that gives way meanwhile is left out, and
 * what is damaged ends there.
 */
export async function* storedBatches(disk: PacketDisk, span: TimeSpan | null): AsyncGenerator<StoredBatch> {
  for (const { number, bytes } of await disk.within(span)) {
    const file = await disk.folder.open(segmentFile(number), bytes);
    if (!file.ok) continue;
    const opened = await openPacketSource(file.value, segmentFile(number));
    if (!opened.ok) continue;
    const source = opened.value;
    try {
      for (;;) {
        const batch = await source.next();
        if ('end' in batch) break;
        if (batch.count > 0) yield { batch, interfaces: source.interfaces };
      }
    } finally {
      await source.close();
    }
  }
}
