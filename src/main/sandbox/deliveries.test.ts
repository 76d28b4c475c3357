import { describe, expect, it } from 'vitest';
import type { PacketFrame } from '#contract/plugins/packet-frame.ts';
import type { PacketAck } from '#contract/plugins/process.ts';
import { CallMonitor } from './call-monitor.ts';
import { Deliveries } from './deliveries.ts';
import { FaultReports } from './fault-reports.ts';
import type { LogReceiver } from './runtime.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { packetFrame } from './testing/packet-frames.ts';

/** Remembers the numbers of the rows that it was called with. */
class Recorder implements LogReceiver {
  readonly name: LogReceiver['name'];
  readonly calls: number[][] = [];
  rows: number[] = [];
  block: Promise<void> | null = null;

  constructor(name: LogReceiver['name']) {
    this.name = name;
  }

  get gathered(): number {
    return this.rows.length;
  }

  gather(frame: PacketFrame, first: number, step: number, count: number): void {
    for (let n = 0; n < count; n++) this.rows.push(frame.first + first + n * step);
  }

  async deliver(): Promise<void> {
    this.calls.push(this.rows);
    this.rows = [];
    if (this.block !== null) await this.block;
  }
}

function setUp(name: LogReceiver['name'] | null, { bulkSize = 10, timeless = false } = {}) {
  const clock = new FakeClock();
  const receiver = name === null ? null : new Recorder(name);
  const acks: PacketAck[] = [];
  const monitor = new CallMonitor(clock, new FaultReports(clock, () => undefined, timeless));
  const dnsCalls: unknown[][] = [];
  const deliveries = new Deliveries(receiver, {
    dns: async (records) => void dnsCalls.push([...records]),
    observer: null,
    bulkSize,
    bulkDelayMs: 200,
    timeless,
    monitor,
    pace: () => null,
    acknowledge: (ack) => acks.push(ack),
    broken: (error) => {
      throw error;
    },
  });
  let seq = 0;
  const send = (rows: number, from = 0, step = 1): void => {
    seq++;
    deliveries.add({ seq, from, step, frame: packetFrame(rows, { first: seq * 1000 }) });
  };
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 20; n++) await clock.turn();
  };
  return { clock, receiver: receiver!, acks, deliveries, send, settle, monitor, dnsCalls };
}

describe('deliveries to a receiver', () => {
  it('are acknowledged one by one', async () => {
    const { send, settle, receiver, acks } = setUp('receiver');
    send(3);
    send(2);
    await settle();
    expect(receiver.calls).toEqual([
      [1000, 1001, 1002],
      [2000, 2001],
    ]);
    expect(acks).toEqual([
      { seq: 1, handled: 3, errors: 0 },
      { seq: 2, handled: 2, errors: 0 },
    ]);
  });

  it('give the rows of a sample only', async () => {
    const { send, settle, receiver, acks } = setUp('receiver');
    send(25, 3, 10);
    await settle();
    expect(receiver.calls).toEqual([[1003, 1013, 1023]]);
    expect(acks).toEqual([{ seq: 1, handled: 3, errors: 0 }]);
  });

  it('wait for the call that is under way', async () => {
    const { send, settle, receiver, acks } = setUp('receiver');
    let goOn: () => void = () => undefined;
    receiver.block = new Promise((resolve) => {
      goOn = resolve;
    });
    send(1);
    send(1);
    await settle();
    expect([receiver.calls.length, acks.length]).toEqual([1, 0]);
    receiver.block = null;
    goOn();
    await settle();
    expect([receiver.calls.length, acks.length]).toEqual([2, 2]);
  });

  it('tell how many errors there were since the last', async () => {
    const { send, settle, acks, monitor } = setUp('receiver');
    monitor.fault('receiver', { message: 'x', trace: '' });
    monitor.fault('receiver', { message: 'x', trace: '' });
    send(1);
    send(1);
    await settle();
    expect(acks.map(({ errors }) => errors)).toEqual([2, 0]);
  });

  it('are done with at once where nobody receives', async () => {
    const { send, settle, acks } = setUp(null);
    send(4);
    await settle();
    expect(acks).toEqual([{ seq: 1, handled: 4, errors: 0 }]);
  });
});

describe('deliveries to a bulk receiver', () => {
  it('fill bulks across borders of deliveries', async () => {
    const { send, settle, receiver, acks } = setUp('receiver_bulk', { bulkSize: 4 });
    send(3);
    send(3);
    await settle();
    expect(receiver.calls).toEqual([[1000, 1001, 1002, 2000]]);
    expect(acks).toEqual([{ seq: 1, handled: 3, errors: 0 }]);
    send(2);
    await settle();
    expect(receiver.calls[1]).toEqual([2001, 2002, 3000, 3001]);
    expect(acks.slice(1)).toEqual([{ seq: 3, handled: 5, errors: 0 }]);
  });

  it('wait for the rest of a bulk only so long', async () => {
    const { clock, send, settle, receiver, acks } = setUp('receiver_bulk');
    send(3);
    await settle();
    clock.advance(199);
    await settle();
    expect([receiver.calls, acks]).toEqual([[], []]);
    clock.advance(1);
    await settle();
    expect(receiver.calls).toEqual([[1000, 1001, 1002]]);
    expect(acks).toHaveLength(1);
  });

  it('wait however long in a trial run, and give the rest at the end', async () => {
    const { clock, send, settle, receiver, deliveries } = setUp('receiver_bulk', { timeless: true });
    send(3);
    await settle();
    clock.advance(100_000);
    await settle();
    expect(receiver.calls).toEqual([]);
    await deliveries.finish(1);
    expect(receiver.calls).toEqual([[1000, 1001, 1002]]);
  });

  it('make many bulks of a large delivery', async () => {
    const { send, settle, receiver, acks } = setUp('receiver_bulk', { bulkSize: 100 });
    send(512);
    await settle();
    expect(receiver.calls.map(({ length }) => length)).toEqual([100, 100, 100, 100, 100]);
    expect(acks).toEqual([]);
  });
});

describe('the end of deliveries', () => {
  it('comes after everything that was sent, though it has not come yet', async () => {
    const { send, settle, receiver, deliveries, acks } = setUp('receiver_bulk');
    send(1);
    let finished = false;
    const finish = deliveries.finish(3).then(() => {
      finished = true;
    });
    await settle();
    send(1);
    await settle();
    expect(finished).toBe(false);
    send(1);
    await finish;
    expect(receiver.calls.flat()).toEqual([1000, 2000, 3000]);
    expect(acks.at(-1)!.seq).toBe(3);
  });

  it('leaves nothing behind when it is asked for in the middle of a bulk', async () => {
    const { send, receiver, deliveries } = setUp('receiver_bulk', { bulkSize: 4 });
    send(3);
    send(3);
    await deliveries.finish(2);
    expect(receiver.calls).toEqual([
      [1000, 1001, 1002, 2000],
      [2001, 2002],
    ]);
  });

  it('is there at once where nothing was sent', async () => {
    const { deliveries } = setUp('receiver');
    await deliveries.finish(0);
  });
});
