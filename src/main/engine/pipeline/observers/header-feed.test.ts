import { beforeEach, describe, expect, it } from 'vitest';
import { columnBit, headerSelection, OBSERVER_CHAINS } from '#contract/plugins/header-fields.ts';
import {
  HEADER_FRAME_ROWS,
  HEADER_HAS_PORTS,
  HEADER_ICMP,
  HEADER_OPPOSITE,
  HEADER_QUOTES,
  HEADER_TCP,
  HEADER_UDP,
  HeaderFrame,
  MAX_HEADER_PAYLOAD_BYTES,
} from '#contract/plugins/header-frame.ts';
import { ManualClock } from '#main/engine/store/manual-clock.ts';
import { HeaderFeeds, type HeaderSubscription } from './header-feed.ts';
import { icmpError, ipPacket, onEthernet, tcp, udp } from './test-packets.ts';

const { columns: ALL } = headerSelection(OBSERVER_CHAINS, null);
const PAYLOAD = columnBit('payload');

let clock: ManualClock;
let feeds: HeaderFeeds;
beforeEach(() => {
  clock = new ManualClock();
  feeds = new HeaderFeeds(clock);
  feeds.attach(7);
});

interface Taken extends HeaderSubscription {
  readonly frames: HeaderFrame[];
  readonly bytes: Uint8Array[];
  rows: number;
}

function listen(columns: number): Taken {
  const taken: Omit<Taken, keyof HeaderSubscription> = { frames: [], bytes: [], rows: 0 };
  const subscription = feeds.listen(columns, {
    frame: (bytes, rows) => {
      taken.frames.push(HeaderFrame.read(bytes)!);
      taken.bytes.push(bytes);
      taken.rows += rows;
    },
  });
  return Object.assign(taken, subscription);
}

let seconds = 0;
function feed(...packets: readonly string[]): void {
  for (const each of packets) {
    const packet = onEthernet(each);
    packet.time = ++seconds * 1_000_000;
    feeds.packet(packet);
  }
}

describe('headers', () => {
  it('have the flow of their packet, in both directions, and an ICMP error that of what it quotes', () => {
    const taken = listen(ALL);
    const syn = tcp('S');
    feed(syn, tcp('SA', {}, true), udp(), udp({}, true), icmpError(3, syn));
    feeds.flush();
    const [frame] = taken.frames;
    expect(frame!.rows).toBe(5);
    expect([...frame!.key]).toEqual([0, 0, 1, 1, 0]);
    expect(new Set(frame!.generation)).toEqual(new Set([1]));
    const ports = HEADER_HAS_PORTS;
    expect([...frame!.flags]).toEqual([
      ports | HEADER_TCP,
      ports | HEADER_TCP | HEADER_OPPOSITE,
      ports | HEADER_UDP,
      ports | HEADER_UDP | HEADER_OPPOSITE,
      HEADER_ICMP | HEADER_QUOTES | HEADER_OPPOSITE,
    ]);
    expect([...frame!.protocol]).toEqual([6, 6, 17, 17, 1]);
    expect(frame!.quoted(4)).toMatchObject({ ipv6: false, protocol: 6, sourcePort: 0x1234, destinationPort: 80 });
    expect([...frame!.quoted(4)!.addresses.subarray(3, 4)]).toEqual([0xc000_0201]);
    expect(frame!.quoted(0)).toBeNull();
  });

  it('hold what is in the packet', () => {
    const taken = listen(ALL | PAYLOAD);
    const options = '0204 05b4 0101 0402';
    feed(
      tcp('S', { options, payload: '68690a', sequence: 'fffffffe', trafficClass: 0xba, fragment: 0x4000 }),
      udp({ checksum: 'beef', payload: '0102' }),
      ipPacket({ protocol: 112, above: '0102030405', fragment: 0x8000 }),
    );
    feeds.flush();
    const { values } = taken.frames[0]!;
    expect([...values.source!.subarray(3, 4), ...values.destination!.subarray(3, 4)]).toEqual([
      0xc000_0201, 0xc633_6402,
    ]);
    expect([...values.ports!]).toEqual([0x1234 | (80 << 16), 0x1234 | (53 << 16), 0]);
    expect([...values.traffic_class!]).toEqual([0xba, 0, 0]);
    expect([...values.ip_fragment!]).toEqual([0x4000, 0, 0x8000]);
    expect([...values.octets!]).toEqual([20 + 28 + 3, 20 + 8 + 2, 25]);
    expect([...values.length!]).toEqual([14 + 51, 14 + 30, 14 + 25]);
    expect([...values.tcp_flags!]).toEqual([2, 0, 0]);
    expect([...values.tcp_seq!]).toEqual([0xffff_fffe, 0, 0]);
    expect([...values.tcp_window!]).toEqual([0x1000, 0, 0]);
    expect([...values.checksum!]).toEqual([0, 0xbeef, 0]);
    expect([...values.payload_length!]).toEqual([3, 2, 5]);
    const { frames } = taken;
    expect([...frames[0]!.options(0)]).toEqual([2, 4, 5, 180, 1, 1, 4, 2]);
    expect(frames[0]!.options(1)).toHaveLength(0);
    expect([0, 1, 2].map((row) => [...frames[0]!.payload(row)])).toEqual([
      [0x68, 0x69, 0x0a],
      [1, 2],
      [1, 2, 3, 4, 5],
    ]);
  });

  it('hold the beginning of a payload that is long, and of one that was cut what is there', () => {
    const taken = listen(PAYLOAD);
    feed(udp({ payload: 'ab'.repeat(3000) }));
    const cut = onEthernet(udp({ payload: 'ab'.repeat(100) }));
    cut.payloadCaptured = 10;
    feeds.packet(cut);
    feeds.flush();
    expect([0, 1].map((row) => taken.frames[0]!.payload(row).length)).toEqual([MAX_HEADER_PAYLOAD_BYTES, 10]);
  });

  it('of a packet without a time have that of the one before', () => {
    const taken = listen(0);
    feed(udp());
    const timeless = onEthernet(udp());
    timeless.time = Number.NaN;
    feeds.packet(timeless);
    feeds.flush();
    const [first, second] = taken.frames[0]!.time;
    expect(second).toBe(first);
  });
});

describe('frames of headers', () => {
  it('are made once for all that want the same, and with no more than they want', () => {
    const one = listen(columnBit('ttl'));
    const same = listen(columnBit('ttl'));
    const other = listen(columnBit('tcp_flags') | columnBit('source'));
    feed(tcp('S'));
    feeds.flush();
    expect(same.bytes[0]).toBe(one.bytes[0]);
    expect(one.frames[0]!.columns).toBe(columnBit('ttl'));
    expect(other.frames[0]!.columns).toBe(columnBit('tcp_flags') | columnBit('source'));
    expect(other.frames[0]!.values.ttl).toBeNull();
  });

  it('go out when they are full, and after a moment when they are not', async () => {
    const taken = listen(ALL | PAYLOAD);
    for (let count = 0; count < HEADER_FRAME_ROWS; count++) feed(udp());
    expect(taken.rows).toBe(0);
    feed(udp());
    expect(taken.rows).toBe(HEADER_FRAME_ROWS);
    await clock.advance(60);
    expect(taken.frames.map(({ rows, first }) => [rows, first])).toEqual([
      [HEADER_FRAME_ROWS, 0],
      [1, HEADER_FRAME_ROWS],
    ]);
    for (let count = 0; count < 10; count++) feed(udp({ payload: 'ab'.repeat(2000) }));
    expect(taken.frames.at(-1)!.rows).toBe(8);
    for (const bytes of taken.bytes) expect(bytes.length).toBeLessThan(60_000);
  });

  it('are none while nobody listens', () => {
    expect(feeds.isActive).toBe(false);
    const taken = listen(0);
    expect(feeds.isActive).toBe(true);
    feed(udp());
    taken.stop();
    expect([taken.rows, feeds.isActive]).toEqual([1, false]);
  });

  it('say where a capture ends, and which one they are of', () => {
    const taken = listen(0);
    feeds.end();
    feed(udp());
    feeds.attach(1);
    feed(udp());
    feeds.end();
    expect(taken.frames.map(({ rows, capture, ends }) => [rows, capture, ends])).toEqual([
      [0, 1, true],
      [1, 1, false],
      [1, 2, true],
    ]);
  });

  it('say how far time has come where no packet says it', () => {
    const taken = listen(0);
    feed(udp());
    feeds.advance(5_000_000);
    feeds.advance(6_000_000);
    expect(taken.frames.map(({ rows, nowUs, ends }) => [rows, nowUs, ends])).toEqual([
      [1, 5_000_000, false],
      [0, 6_000_000, false],
    ]);
  });

  it('say when a number stands for another conversation than before, also over captures', () => {
    feeds = new HeaderFeeds(clock, 1);
    feeds.attach(7);
    const taken = listen(0);
    feed(udp(), udp({}, true), tcp('S'), udp());
    feeds.attach(8);
    feed(udp());
    feeds.flush();
    expect(
      taken.frames.flatMap(({ key, generation }) => [...key].map((number, row) => [number, generation[row]])),
    ).toEqual([
      [0, 1],
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
    ]);
  });
});

describe('headers of flows that were declined', () => {
  it('are left out as soon as nobody wants them', () => {
    const one = listen(0);
    const other = listen(0);
    const alone = listen(columnBit('ttl'));
    const counts = (): number[] => {
      feeds.flush();
      return [one, other, alone].map(({ rows }) => rows);
    };
    feed(udp(), tcp('S'));
    expect(counts()).toEqual([2, 2, 2]);
    one.decline([0, 1]);
    alone.decline([0, 1]);
    feed(udp(), tcp('S'));
    expect(counts()).toEqual([4, 4, 3]);
    other.decline([0, 1]);
    feed(udp(), udp({}, true), tcp('S'));
    expect(counts()).toEqual([5, 5, 4]);
    // Another process of the same plugin.
    one.renew();
    feed(udp());
    expect(counts()).toEqual([6, 6, 4]);
  });

  it('come again where the number stands for another conversation, and where nobody was told of such a flow', () => {
    feeds = new HeaderFeeds(clock, 1);
    feeds.attach(7);
    const taken = listen(0);
    feed(udp());
    taken.decline([0, 1, 7, 1, 0]);
    feed(udp(), tcp('S'), udp());
    taken.decline([0, 2]);
    feed(udp());
    feeds.attach(8);
    feed(udp());
    feeds.flush();
    expect(taken.frames.flatMap(({ generation }) => [...generation])).toEqual([1, 2, 3, 3, 4]);
  });
});
