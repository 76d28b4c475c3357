/** Frames as they are on the wire, decoded, into a table: what becomes of fragments (RFC 791 §3.2, RFC 8200 §4.5). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { LINKTYPE_RAW } from '#main/engine/decode/link-types.ts';
import { DecodedPacket, KIND_SESSION } from '#main/engine/decode/packet.ts';
import { bytesOf, hex16, ipv4, ipv6 } from '#main/engine/decode/test-frames.ts';
import { compileFlowFilter, type FlowFilter } from './flow-filter.ts';
import type { DnsTransaction } from './flow-listener.ts';
import { DEFAULT_FLOW_OPTIONS, type FlowCounters, type FlowOptions } from './flow-options.ts';
import { FlowTable } from './flow-table.ts';
import { OUT } from './session-columns.ts';
import { dnsMessage } from './test-dns.ts';

interface Piece {
  readonly at: number;
  readonly end: number;
  readonly last: boolean;
}
interface Seen {
  readonly transactions: readonly DnsTransaction[];
  readonly told: readonly string[];
  readonly counters: FlowCounters;
  readonly packets: number;
}

const START = 1_700_000_000_000_000;
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A UDP datagram to port 53 with a long name in it: 8 + 12 + 240 and more bytes. */
const name = `${Array.from({ length: 7 }, (_, index) => `${index}`.repeat(32)).join('.')}.example`;
const question = dnsMessage({ id: 7, flags: 0x0100, name });
const datagram = Uint8Array.from([0x12, 0x34, 0, 53, ...wide(question.length + 8), 0, 0, ...question]);

function wide(value: number): number[] {
  return [value >> 8, value & 0xff];
}

/** Cut at these positions, which are multiples of eight. */
function cutAt(...positions: readonly number[]): Piece[] {
  const ends = [...positions, datagram.length];
  return ends.map((end, index) => ({ at: index === 0 ? 0 : ends[index - 1]!, end, last: index === ends.length - 1 }));
}

function inIpv4({ at, end, last }: Piece, id = 9, bytes: Uint8Array = datagram): Uint8Array {
  const fragment = (at >> 3) | (last ? 0 : 0x2000);
  return bytesOf(ipv4({ protocol: 17, payload: hexOf(bytes.subarray(at, end)), fragment, id }));
}

/** Fragment header (RFC 8200 §4.5): next header UDP, offset and M, identification. */
function inIpv6({ at, end, last }: Piece, id = 9, bytes: Uint8Array = datagram): Uint8Array {
  return bytesOf(
    ipv6(
      44,
      `1100 ${hex16(at | (last ? 0 : 1))} ${id.toString(16).padStart(8, '0')} ${hexOf(bytes.subarray(at, end))}`,
    ),
  );
}

const everyName = filterFor(false);

function filterFor(onlyMatching: boolean): FlowFilter {
  const off = { source: null, destination: null, strict: false, protocol: null, port: null };
  const payload = { dns: { enabled: true, ports: [53], match: ['*'] } };
  const compiled = compileFlowFilter({ ...off, payload, only_matching: onlyMatching });
  if (!compiled.ok) throw new Error(compiled.failure.message);
  return compiled.value;
}

/** Frames a millisecond apart; a number is a pause in seconds. */
function seen(steps: readonly (Uint8Array | number)[], options: Partial<FlowOptions> = {}): Seen {
  const transactions: DnsTransaction[] = [];
  const told: string[] = [];
  const table = new FlowTable(
    { ...DEFAULT_FLOW_OPTIONS, filter: everyName, ...options },
    {
      dnsTransaction: (transaction) => transactions.push(transaction),
      packet: (packet, _slot, _direction, _change, _filter, taken) =>
        told.push(taken === null ? '-' : `${packet.sourcePort} ${taken.length}`),
    },
  );
  const packet = new DecodedPacket();
  let time = START;
  for (const step of steps) {
    time += typeof step === 'number' ? step * 1e6 : 1000;
    if (typeof step === 'number') continue;
    packet.time = time;
    decodeFrame(step, 0, step.length, step.length, LINKTYPE_RAW, packet);
    expect(packet.kind).toBe(KIND_SESSION);
    table.ingest(packet);
  }
  table.finish();
  const packets = table.openSessions().reduce((sum, slot) => sum + table.columns.packets(slot, OUT), 0);
  return { transactions, told, counters: table.counters, packets };
}

describe.each([
  ['IPv4', inIpv4],
  ['IPv6', inIpv6],
])('fragments in %s', (_, frame) => {
  it('[F80] make one message, told with the fragment that completes it', () => {
    const { transactions, told, counters } = seen(cutAt(64, 128, 256).map((piece) => frame(piece)));
    expect(transactions).toMatchObject([{ query: name, id: 7, time: START + 4000, clientPort: 0x1234 }]);
    expect(told).toEqual(['-', '-', '-', `4660 ${name.length}`]);
    expect(counters).toMatchObject({ sessions: 1, unattributedFragments: 0, datagramsGivenUp: 0, dnsMalformed: 0 });
  });

  it('[F23] [F80] may come in any order, also before the first', () => {
    const [one, two, three] = cutAt(64, 128).map((piece) => frame(piece));
    const { transactions, told, packets, counters } = seen([three!, two!, one!]);
    expect(transactions).toMatchObject([{ query: name, time: START + 3000 }]);
    expect(told).toEqual([`4660 ${name.length}`, '-', '-']);
    expect(packets).toBe(3);
    expect(counters).toMatchObject({ packets: 3, unattributedFragments: 0, datagramsGivenUp: 0 });
  });

  it('[F80] come twice without harm', () => {
    const frames = cutAt(64, 128).map((piece) => frame(piece));
    const { transactions, packets, counters } = seen(frames.flatMap((each) => [each, each]).slice(0, -1));
    expect(transactions).toHaveLength(1);
    expect(packets).toBe(5);
    expect(counters.datagramsGivenUp).toBe(0);
  });

  it('[F80] of two datagrams do not mix', () => {
    const [one, two] = cutAt(128);
    const other = Uint8Array.from(datagram);
    other[8 + 1] = 8; // the message's id
    const { transactions } = seen([frame(one!, 1), frame(one!, 2, other), frame(two!, 2, other), frame(two!, 1)]);
    expect(transactions.map(({ id }) => id)).toEqual([8, 7]);
  });

  it('[F23] [F81] give up after a minute, and belong to nobody then', () => {
    const [one, two] = cutAt(128).map((piece) => frame(piece));
    const late = seen([one!, 61, two!]);
    expect(late.transactions).toEqual([]);
    expect(late.counters).toMatchObject({ datagramsGivenUp: 1, unattributedFragments: 1 });
    const lost = seen([two!, 61, one!]);
    expect(lost.counters).toMatchObject({ datagramsGivenUp: 1, unattributedFragments: 1 });
  });

  it('[F81] give up where a part is behind the end, no multiple of eight, or cut by the capture', () => {
    const [one, two] = cutAt(128);
    const beyond = { at: datagram.length + 8 - (datagram.length % 8), end: datagram.length + 64, last: false };
    const longer = Uint8Array.from([...datagram, ...new Uint8Array(64)]);
    expect(seen([frame(one!), frame(beyond, 9, longer), frame(two!)]).counters).toMatchObject({ datagramsGivenUp: 1 });
    const odd = { at: 128, end: 131, last: false };
    expect(seen([frame(one!), frame(odd), frame(two!)])).toMatchObject({
      transactions: [],
      counters: { datagramsGivenUp: 1 },
    });
  });

  it('[F81] hold no more than there is room for', () => {
    const [one, two] = cutAt(128);
    const firsts = Array.from({ length: 300 }, (__, id) => frame(one!, id + 1));
    const { counters } = seen([...firsts, frame(two!, 1)]);
    expect(counters.datagramsGivenUp).toBe(300);
    const orphans = seen(Array.from({ length: 300 }, (__, id) => frame(two!, id + 1)));
    expect(orphans.counters).toMatchObject({ unattributedFragments: 300, sessions: 0 });
  });

  it('[F80] leave nothing to be told where nobody looks, and the same bytes counted', () => {
    const frames = cutAt(64, 128).map((piece) => frame(piece));
    const { told, packets, counters } = seen(frames, { dnsPorts: [], filter: null });
    expect({ told, packets }).toEqual({ told: ['-', '-', '-'], packets: 3 });
    expect(counters.datagramsGivenUp).toBe(0);
  });

  it('[F36] [F80] a session that has only fragments begins with the name', () => {
    const frames = cutAt(64).map((piece) => frame(piece));
    expect(seen(frames, { filter: filterFor(true) }).told).toEqual([`4660 ${name.length}`]);
  });

  it('[F80] however cut, shuffled and repeated, make the same message', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 32 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cuts, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (eighths, order) => {
        const positions = eighths.map((each) => each * 8).toSorted((one, other) => one - other);
        const pieces = cutAt(...positions.filter((position) => position < datagram.length));
        const shuffled = pieces
          .map((piece, index) => ({ piece, rank: order[index]! }))
          .toSorted((a, b) => a.rank - b.rank);
        const again = order.slice(15, 15 + (order[19]! % 4)).map((pick) => pieces[pick % pieces.length]!);
        const frames = [...shuffled.map(({ piece }) => piece), ...again].map((piece) => frame(piece));
        const { transactions, packets } = seen(frames);
        expect(transactions).toMatchObject([{ query: name }]);
        expect(packets).toBe(frames.length);
      }),
      { numRuns: 100 },
    );
  });
});

/** The second of these says something else about bytes that the first has, and goes on behind them. */
const overlapping = (frame: typeof inIpv4): Uint8Array[] => {
  const other = Uint8Array.from(datagram).fill(0xee, 64, 128);
  return [
    frame({ at: 0, end: 128, last: false }),
    frame({ at: 64, end: 192, last: false }, 9, other),
    frame({ at: 192, end: datagram.length, last: true }),
  ];
};

it('[F81] overlaps in IPv6 make the datagram void (RFC 5722 §3)', () => {
  expect(seen(overlapping(inIpv6))).toMatchObject({ transactions: [], counters: { datagramsGivenUp: 1 } });
});

it('[F81] overlaps in IPv4 change nothing of what came first', () => {
  expect(seen(overlapping(inIpv4)).transactions).toMatchObject([{ query: name }]);
});

it('[F80] extension headers that were fragmented with the datagram are no part of it', () => {
  // Destination options of eight bytes (RFC 8200 §4.6) in front of UDP, both behind the fragment header.
  const whole = Uint8Array.from([17, 0, 1, 4, 0, 0, 0, 0, ...datagram]);
  const part = (at: number, end: number, more: number): Uint8Array =>
    bytesOf(ipv6(44, `3c00 ${hex16(at | more)} 00000009 ${hexOf(whole.subarray(at, end))}`));
  const { transactions } = seen([part(0, 128, 1), part(128, whole.length, 0)]);
  expect(transactions).toMatchObject([{ query: name }]);
});

it('[F80] a first fragment that holds the whole datagram, or was cut, is read alone', () => {
  const short = dnsMessage({ id: 3, flags: 0x0100, name: 'a.example' });
  const head = Uint8Array.from([0x12, 0x34, 0, 53, ...wide(short.length + 8), 0, 0, ...short, ...new Uint8Array(21)]);
  const alone = inIpv4({ at: 0, end: 48, last: false }, 9, head);
  expect(seen([alone])).toMatchObject({ transactions: [{ query: 'a.example' }], counters: { datagramsGivenUp: 0 } });
});
