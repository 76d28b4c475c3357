import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PacketBatch } from '#main/engine/capture/packet-source.ts';
import { ManualClock, settle } from '#main/engine/store/manual-clock.ts';
import { MemoryFolder } from './memory-folder.ts';
import { CHUNK_BYTES, MOST_CHUNKS } from './packet-blocks.ts';
import { PacketDisk, type RecordedPackets } from './packet-disk.ts';
import { storedBatches } from './stored-packets.ts';

const MIB = 1 << 20;
const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
const START = 1_700_000_000 * SECOND;

/** Packets of `length` bytes, each with its number in front. */
function batchOf(first: number, count: number, length: number, timeOf: (packet: number) => number): PacketBatch {
  const bytes = new Uint8Array(count * length);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < count; row++) view.setUint32(row * length, first + row);
  return {
    bytes,
    count,
    offsets: Uint32Array.from({ length: count }, (_, row) => row * length),
    capturedLengths: new Uint32Array(count).fill(length),
    wireLengths: new Uint32Array(count).fill(length + 7),
    times: Float64Array.from({ length: count }, (_, row) => timeOf(first + row)),
    interfaceIds: new Uint16Array(count),
  };
}

class Ring {
  readonly folder: MemoryFolder;
  readonly clock: ManualClock = new ManualClock(START);
  readonly disk: PacketDisk;
  private capture: RecordedPackets | null = null;
  private packets = 0;

  constructor(bytes: number, folder: MemoryFolder = new MemoryFolder(), days = 0) {
    this.folder = folder;
    const limits = { enabled: true, days, packets_bytes: bytes };
    this.disk = new PacketDisk({ folder, clock: this.clock, version: '1', changed: () => undefined }, limits);
    this.disk.start();
  }

  add(count: number, length: number, timeOf: (packet: number) => number = (packet) => START + packet): void {
    this.capture ??= this.disk.record({
      interfacesFrom: (id) => [{ name: 'eth0', linkType: 1, filter: 'tcp' }].slice(id),
    });
    this.capture!.blocks.take(batchOf(this.packets, count, length, timeOf), 0, count, [0]);
    this.packets += count;
  }

  tick(): void {
    this.capture?.tick();
  }

  end(): void {
    this.capture?.end();
    this.capture = null;
  }

  get written(): number {
    return this.packets;
  }

  get lost(): number {
    return this.disk.status().packetsLost;
  }

  async numbers(): Promise<number[]> {
    return numbersIn(this.disk);
  }
}

async function numbersIn(disk: PacketDisk): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { batch, interfaces } of storedBatches(disk, null)) {
    for (let row = 0; row < batch.count; row++) {
      const at = batch.offsets[row]!;
      expect(interfaces[batch.interfaceIds[row]!]).toMatchObject({ name: 'eth0', linkType: 1 });
      expect(batch.wireLengths[row]).toBe(batch.capturedLengths[row]! + 7);
      numbers.push(new DataView(batch.bytes.buffer, batch.bytes.byteOffset + at).getUint32(0));
    }
  }
  return numbers;
}

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

describe('the ring of packets on disk', () => {
  it('has what was captured, in order, and says what it is', async () => {
    const ring = new Ring(16 * MIB);
    ring.add(1000, 60);
    ring.add(1000, 61);
    expect(await ring.numbers()).toEqual(upTo(0, 2000));
    expect(ring.disk.status()).toMatchObject({
      state: 'on',
      failure: null,
      packets: 2000,
      packetsLost: 0,
      span: { fromUs: START, toUs: START + 1999 },
    });
    ring.end();
    await ring.disk.flush();
    expect(ring.folder.isLocked).toBe(false);
    expect([...ring.folder.files.keys()]).toEqual(['packets-000000001.pcapng', 'packets-000000001.json']);
  });

  it('never takes more than it may, and has the newest packets without a gap', async () => {
    const step = fc.record({
      count: fc.integer({ min: 1, max: 400 }),
      length: fc.integer({ min: 4, max: 9000 }),
      next: fc.constantFrom('go', 'go', 'tick', 'end', 'wait'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 2, max: 6 }),
        async (steps, size) => {
          // Smaller than the settings allow, so that it turns over often.
          const ring = new Ring(size * 2 * MIB);
          for (const { count, length, next } of steps) {
            ring.add(count, length);
            if (next === 'tick') ring.tick();
            if (next === 'end') ring.end();
            if (next === 'wait') await settle();
            expect(ring.folder.total).toBeLessThanOrEqual(size * 2 * MIB);
          }
          const kept = await ring.numbers();
          expect(ring.folder.most).toBeLessThanOrEqual(size * 2 * MIB);
          if (ring.lost === 0) expect(kept).toEqual(upTo(ring.written - kept.length, ring.written));
          else expect(kept).toEqual(kept.toSorted((one, other) => one - other));
          // A quarter may be gone with the oldest file.
          expect(ring.folder.total).toBeLessThanOrEqual(size * 2 * MIB);
          expect(kept.length).toBeGreaterThan(0);
        },
      ),
      { seed: 3, numRuns: 12 },
    );
  });

  it('goes on after a file that ends anywhere, from its last whole block', async () => {
    const ring = new Ring(16 * MIB);
    ring.add(50, 100);
    await ring.disk.flush();
    const whole = ring.folder.files.get('packets-000000001.pcapng')!;
    for (let length = 0; length <= whole.length; length += 37) {
      const folder = new MemoryFolder();
      folder.files.set('packets-000000001.pcapng', whole.slice(0, length));
      const next = new Ring(16 * MIB, folder);
      next.add(2, 10);
      const numbers = await next.numbers();
      const kept = numbers.length - 2;
      expect(numbers).toEqual([...upTo(0, kept), 0, 1]);
      // 32 bytes around each packet, and the section and interface in front of the first.
      const head = whole.length - 50 * 132;
      expect(kept).toBe(Math.max(0, Math.floor((length - head) / 132)));
    }
  });

  it('counts what a full disk does not take, says so, and goes on once there is room', async () => {
    const ring = new Ring(16 * MIB);
    ring.folder.room = 300_000;
    for (let turn = 0; turn < 10; turn++) {
      ring.add(100, 1000);
      ring.tick();
      await ring.disk.flush();
    }
    expect(ring.disk.status()).toMatchObject({ state: 'full', failure: { code: 'no-space' } });
    const before = await ring.numbers();
    expect(ring.lost).toBe(1000 - before.length);
    expect(ring.lost).toBeGreaterThan(500);
    ring.folder.room = Number.POSITIVE_INFINITY;
    ring.add(10, 1000);
    await ring.disk.flush();
    expect(ring.disk.status().state).toBe('full');
    await ring.clock.advance(5000);
    ring.add(10, 1000);
    expect(await ring.numbers()).toEqual([...before, ...upTo(1010, 1020)]);
    expect(ring.disk.status()).toMatchObject({ state: 'on', failure: null });
  });

  it('never makes capture wait: what a slow disk has no room for is lost, and the rest is there', async () => {
    const ring = new Ring(256 * MIB);
    let open = (): void => undefined;
    await ring.disk.flush();
    ring.folder.gate = new Promise((resolve) => {
      open = resolve;
    });
    const each = Math.floor(CHUNK_BYTES / 1032);
    for (let chunk = 0; chunk < MOST_CHUNKS + 10; chunk++) ring.add(each, 1000);
    expect(ring.lost).toBeGreaterThan(8 * each);
    open();
    const kept = await ring.numbers();
    expect(kept.length + ring.lost).toBe(ring.written);
    expect(kept).toEqual(upTo(0, kept.length));
  });

  it('lets go of what is too old, and of a time that is to be forgotten, in whole files', async () => {
    const ring = new Ring(64 * MIB, new MemoryFolder(), 2);
    for (let day = 0; day < 4; day++) {
      ring.add(10, 60, (packet) => START - 3 * DAY + day * DAY + 3600 * SECOND + packet);
      ring.end();
    }
    await ring.disk.flush();
    await ring.clock.advance(600_000);
    expect(await ring.numbers()).toEqual(upTo(10, 40));
    const noon = START - DAY + 3600 * SECOND + 25;
    expect(await ring.disk.forget({ fromUs: noon, toUs: noon })).toEqual({ ok: true, value: null });
    expect(await ring.numbers()).toEqual([...upTo(10, 20), ...upTo(30, 40)]);
    ring.add(5, 60);
    await ring.disk.forget(null);
    expect(await ring.numbers()).toEqual([]);
    ring.add(5, 60);
    expect(await ring.numbers()).toEqual(upTo(45, 50));
  });

  it('is gone when it is switched off, and left alone by an engine that has none', async () => {
    const folder = new MemoryFolder();
    const ring = new Ring(16 * MIB, folder);
    ring.add(10, 60);
    ring.end();
    await ring.disk.close();
    const none = new Ring(0, folder);
    await none.disk.flush();
    expect(none.disk.record({ interfacesFrom: () => [] })).toBeNull();
    expect(await none.numbers()).toEqual(upTo(0, 10));
    const other = new Ring(16 * MIB, folder);
    await other.disk.configure({ enabled: false, days: 0, packets_bytes: 16 * MIB });
    expect(await other.numbers()).toEqual(upTo(0, 10));
    await other.disk.configure({ enabled: true, days: 0, packets_bytes: 16 * MIB });
    await other.disk.configure({ enabled: true, days: 0, packets_bytes: 0 });
    expect(folder.files.size).toBe(0);
    expect(folder.isLocked).toBe(false);
  });

  it('leaves the folder to whoever captures, and says so', async () => {
    const folder = new MemoryFolder();
    const first = new Ring(16 * MIB, folder);
    first.add(10, 60);
    await first.disk.flush();
    const second = new Ring(16 * MIB, folder);
    await second.disk.flush();
    expect(second.disk.status()).toMatchObject({ state: 'on', failure: null, packets: 10 });
    second.add(10, 60);
    await second.disk.flush();
    expect(second.disk.status()).toMatchObject({ state: 'locked', packetsLost: 10 });
    expect(await second.numbers()).toEqual(upTo(0, 10));
  });
});
