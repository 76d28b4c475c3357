/**
 * Forgetting packets on disk. Of a time, whole files go. Of a host, each file that has packets of it is made anew without them: whatever came from or went to its
 * addresses, what says its name, and lookups that gave its addresses.
 */
import { parseAddress } from '#base/addresses.ts';
import { ByteText } from '#base/byte-text.ts';
import { success, type Failure, type Result } from '#base/result.ts';
import type { Forgotten } from '#contract/history/answers.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { DecodedPacket, KIND_SESSION } from '#main/engine/decode/packet.ts';
import { writeInterface, writePacket, writeSection } from '#main/engine/store/pcapng-writer.ts';
import { ForgottenHost } from './forgotten-host.ts';
import type { PacketDisk } from './packet-disk.ts';
import type { GrowingFile, PacketFolder } from './ports.ts';
import { segmentFile, type Segment } from './segment.ts';
import type { SegmentList } from './segment-list.ts';

const WRITE_BYTES = 256 * 1024;

/** `addressesOf`: those that a name had. */
export async function forgetPackets(
  disk: PacketDisk,
  forgotten: Forgotten,
  addressesOf: (name: string) => Promise<Result<readonly string[]>>,
): Promise<Result<null>> {
  if (forgotten.kind === 'everything') return disk.forget(null);
  if (forgotten.kind === 'span') return disk.forget(forgotten.span);
  const host = forgotten.host.toLowerCase().replace(/\.$/, '');
  const isAddress = parseAddress(host) !== null;
  const addresses = isAddress ? success([host]) : await addressesOf(host);
  if (!addresses.ok) return addresses;
  const wanted = new ForgottenHost(isAddress ? null : host, addresses.value);
  return disk.rewrite(async (list) => {
    for (const segment of list.all) {
      const done = await withoutHost(disk, list, segment, wanted);
      if (!done.ok) return done;
    }
    return success(null);
  });
}

async function withoutHost(
  disk: PacketDisk,
  list: SegmentList,
  segment: Segment,
  host: ForgottenHost,
): Promise<Result<null>> {
  const { folder } = disk;
  const name = `${segmentFile(segment.number)}.part`;
  await folder.remove(name);
  const file = await folder.create(name);
  if (!file.ok) return file;
  const rewritten = await copyWithout(folder, segment, host, file.value, disk.version);
  await file.value.close();
  if (!rewritten.ok || rewritten.value.packets === segment.packets) {
    await folder.remove(name);
    return rewritten.ok ? success(null) : rewritten;
  }
  if (rewritten.value.packets > 0) return list.replace(segment, name, rewritten.value);
  await folder.remove(name);
  return list.remove(segment);
}

type Rewritten = Omit<Segment, 'number'>;

async function copyWithout(
  folder: PacketFolder,
  segment: Segment,
  host: ForgottenHost,
  into: GrowingFile,
  version: string,
): Promise<Result<Rewritten>> {
  const bytes = await folder.open(segmentFile(segment.number), segment.bytes);
  if (!bytes.ok) return bytes;
  const opened = await openPacketSource(bytes.value, segmentFile(segment.number));
  if (!opened.ok) return opened;
  const source = opened.value;
  const out = new ByteText(WRITE_BYTES * 2);
  const packet = new DecodedPacket();
  const found = { bytes: 0, packets: 0, firstUs: Infinity, lastUs: -Infinity };
  let described = 0;
  const flush = async (): Promise<Failure | null> => {
    found.bytes += out.length;
    const written = await into.write(out.written());
    out.clear();
    return written.ok ? null : written.failure;
  };
  writeSection(out, { application: `Netloupe ${version}`, comments: [] });
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) break;
    for (; described < source.interfaces.length; described++) {
      const { name, linkType } = source.interfaces[described]!;
      writeInterface(out, { name, linkType, filter: null });
    }
    for (let row = 0; row < batch.count; row++) {
      const [at, length] = [batch.offsets[row]!, batch.capturedLengths[row]!];
      const interfaceId = batch.interfaceIds[row]!;
      const time = batch.times[row]!;
      const wireLength = batch.wireLengths[row]!;
      decodeFrame(batch.bytes, at, length, wireLength, source.interfaces[interfaceId]!.linkType, packet);
      if (packet.kind === KIND_SESSION && host.isIn(packet)) continue;
      writePacket(out, { interfaceId, time, wireLength, bytes: batch.bytes.subarray(at, at + length), comments: [] });
      found.packets++;
      found.firstUs = Math.min(found.firstUs, time);
      found.lastUs = Math.max(found.lastUs, time);
      if (out.length < WRITE_BYTES) continue;
      const failed = await flush();
      if (failed !== null) return endWith(failed);
    }
  }
  const failed = await flush();
  await source.close();
  return failed === null ? success(found) : { ok: false, failure: failed };

  async function endWith(failure: Failure): Promise<Result<never>> {
    await source.close();
    return { ok: false, failure };
  }
}
