/** A capture file through observers, in this process. */
import { readFileSync } from 'node:fs';
import { assert } from '#base/assert.ts';
import type { ChainName } from '#contract/observers.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { DecodedPacket, KIND_SESSION } from '#main/engine/decode/packet.ts';
import { chainsNamed } from '#main/engine/pipeline/observers/chains.ts';
import { FlowObserver } from '#main/engine/pipeline/observers/flow-observer.ts';
import type { ObservedValue } from '#main/engine/pipeline/observers/observer-chain.ts';
import { memoryBytes } from './memory-bytes.ts';

/** Its flows' records. */
export async function observeFile(
  file: string,
  chains: readonly ChainName[],
): Promise<Readonly<Record<string, ObservedValue>>[]> {
  const records: Record<string, ObservedValue>[] = [];
  const observer: FlowObserver = new FlowObserver(
    chainsNamed(chains),
    (flow) => {
      records.push(Object.fromEntries(observer.keys.map((key, position) => [key, observer.value(flow, position)])));
    },
    1,
  );
  await eachPacket(file, (packet) => observer.ingest(packet));
  observer.flush();
  return records;
}

/** The packet is lent. */
export async function eachPacket(file: string, take: (packet: DecodedPacket) => void): Promise<void> {
  const opened = await openPacketSource(memoryBytes(readFileSync(file)), file);
  assert(opened.ok, `${file} is a capture`);
  const source = opened.value;
  const packet = new DecodedPacket();
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) break;
    for (let index = 0; index < batch.count; index++) {
      packet.time = batch.times[index]!;
      const { linkType } = source.interfaces[batch.interfaceIds[index]!]!;
      const captured = batch.capturedLengths[index]!;
      decodeFrame(batch.bytes, batch.offsets[index]!, captured, batch.wireLengths[index]!, linkType, packet);
      if (packet.kind === KIND_SESSION) take(packet);
    }
  }
  await source.close();
}
