/**
 * Keeps packets on disk until it is killed, and says how many are there for sure; or, with a last argument, so many and then what became of them.
 * A process of its own for the tests that kill it or give it a disk that is too small.
 */
import { PacketDisk } from '#main/engine/packet-disk/packet-disk.ts';
import { storedBatches } from '#main/engine/packet-disk/stored-packets.ts';
import { createClock } from '../clock.ts';
import { createPacketFolder } from './packet-folder.ts';

const [folder = '', limit = '', most = ''] = process.argv.slice(2);
const LENGTH = 700;
const EACH = 200;
const START = 1_700_000_000_000_000;

const clock = createClock();
const limits = { enabled: true, days: 0, packets_bytes: Number(limit) };
const disk = new PacketDisk(
  { folder: createPacketFolder(folder), clock, version: 'test', changed: () => undefined },
  limits,
);
disk.start();
const capture = disk.record({ interfacesFrom: (id) => [{ name: 'eth0', linkType: 1, filter: null }].slice(id) });

const batch = {
  bytes: new Uint8Array(EACH * LENGTH),
  count: EACH,
  offsets: Uint32Array.from({ length: EACH }, (_, row) => row * LENGTH),
  capturedLengths: new Uint32Array(EACH).fill(LENGTH),
  wireLengths: new Uint32Array(EACH).fill(LENGTH),
  times: new Float64Array(EACH),
  interfaceIds: new Uint16Array(EACH),
};
const view = new DataView(batch.bytes.buffer);
let packets = 0;
while (capture !== null && (most === '' || packets < Number(most))) {
  for (let row = 0; row < EACH; row++) {
    view.setUint32(row * LENGTH, packets + row);
    batch.times[row] = START + packets + row;
  }
  capture.blocks.take(batch, 0, EACH, [0]);
  packets += EACH;
  await disk.flush();
  if (most === '') process.stdout.write(`${packets}\n`);
}
const kept: number[] = [];
for await (const { batch: stored } of storedBatches(disk, null)) {
  const bytes = new DataView(stored.bytes.buffer, stored.bytes.byteOffset);
  for (let row = 0; row < stored.count; row++) kept.push(bytes.getUint32(stored.offsets[row]!));
}
const { state, packetsLost, failure } = disk.status();
await disk.close();
process.stdout.write(
  `${JSON.stringify({ state, lost: packetsLost, message: failure?.message, kept: kept.length, first: kept[0], last: kept.at(-1) })}\n`,
);
