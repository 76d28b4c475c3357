/** Lines written as bytes hold, cell by cell, what the records hold; JSON is what `JSON.stringify` makes of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteText } from '#base/byte-text.ts';
import { PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import {
  BYTE_HOSTNAME_SOURCE,
  BYTE_TCP_FLAGS,
  DOUBLE_LAST_TIME,
  DOUBLE_PAYLOAD_BYTES,
  DOUBLE_START_TIME,
  DOUBLE_WIRE_BYTES,
  FLOAT_ROUND_TRIP,
  HOSTNAME_SOURCES,
  RECORD_BYTES,
  RECORD_DOUBLES,
  RECORD_WORDS,
  SessionColumns,
  WORD_FLAGS,
  WORD_INITIATOR,
  WORD_META,
  WORD_PACKETS,
  WORD_RETRANSMISSIONS,
} from '#main/engine/flows/session-columns.ts';
import { sessionId, writeSessionId } from '#base/session-id.ts';
import { CSV_LINE_END, csvJson, csvText } from '#base/csv.ts';
import { PacketColumns } from '#main/engine/flows/packet-columns.ts';
import { PacketRecords } from './packet-record.ts';
import type { RunNames } from './run-names.ts';
import { SessionRecords } from './session-record.ts';

const seed = Uint8Array.of(1, 2, 3, 4);
const interfaces = ['', 'eth0', 'a,b', '=cmd', '"quoted"', 'Ünï', 'x-1\r\ny'];
const names: RunNames = {
  sessionId: (startTime, serial) => sessionId(startTime, serial, seed),
  writeSessionId: (out, startTime, serial) => writeSessionId(out, startTime, serial, seed),
  interfaceName: (interfaceId) => interfaces[interfaceId % interfaces.length]!,
};

function written(write: (out: ByteText) => void): string {
  const out = new ByteText(1);
  write(out);
  return out.toString();
}

/** Times are no free text: one beyond year 9999 begins with a sign, and stays as it is. */
function lineOf(columns: readonly string[], record: object): string {
  const cells = columns.map((column) => {
    const value = (record as Record<string, string | number | boolean | object | null>)[column]!;
    if (typeof value === 'object') return csvJson(value);
    return typeof value !== 'string' || column.includes('time') ? String(value) : csvText(value);
  });
  // Halves of characters become U+FFFD in UTF-8.
  return new TextDecoder().decode(new TextEncoder().encode(cells.join(',') + CSV_LINE_END));
}

/** Where a record holds numbers that may be anything: from which byte on, and how many. */
const NUMBERS = [
  [WORD_INITIATOR * 4, 44],
  [WORD_FLAGS * 4, 4],
  [BYTE_TCP_FLAGS, 2],
  [WORD_PACKETS * 4, 8],
  [WORD_RETRANSMISSIONS * 4, 16],
] as const;

const times = fc.oneof(
  fc.double({ min: 1.6e15, max: 1.8e15 }),
  fc.integer({ min: 0, max: 4e15 }),
  fc.constantFrom(Number.NaN, -1, 1e19),
);
const counts = fc.oneof(fc.nat({ max: 100 }), fc.nat({ max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 2 ** 52 }));
const serials = fc.integer({ min: 1, max: 2 ** 42 - 1 });
const protocols = fc.constantFrom(1, 6, 17, 58, 132, 253);
const hostnames = fc.option(
  fc.oneof(fc.constantFrom('www.example-1.com', '-x', 'a"b'), fc.string({ unit: 'binary' })),
  {
    nil: undefined,
  },
);

describe('lines of bytes', () => {
  it('hold a session as its record has it, whatever its columns hold', () => {
    const facts = fc.record({
      noise: fc.uint8Array({ minLength: RECORD_BYTES, maxLength: RECORD_BYTES }),
      serial: serials,
      state: fc.integer({ min: 1, max: 5 }),
      reason: fc.integer({ min: 0, max: 5 }),
      protocol: protocols,
      start: times,
      end: times,
      bytes: fc.tuple(counts, counts, counts, counts),
      roundTrip: fc.oneof(fc.float({ noNaN: true }), fc.float({ min: 0, max: 500, noNaN: true })),
      hostname: hostnames,
      source: fc.nat({ max: HOSTNAME_SOURCES.length - 1 }),
    });
    fc.assert(
      fc.property(facts, (fact) => {
        const columns = new SessionColumns(2);
        const slot = 1;
        const double = slot * RECORD_DOUBLES;
        for (const [from, count] of NUMBERS) {
          columns.bytes.set(fact.noise.subarray(from, from + count), slot * RECORD_BYTES + from);
        }
        columns.setSerial(slot, fact.serial);
        columns.setState(slot, fact.state);
        columns.setEndReason(slot, fact.reason);
        columns.words[slot * RECORD_WORDS + WORD_META]! &= ~0xff;
        columns.words[slot * RECORD_WORDS + WORD_META]! |= fact.protocol;
        columns.bytes[slot * RECORD_BYTES + BYTE_HOSTNAME_SOURCE] = fact.source;
        columns.doubles[double + DOUBLE_START_TIME] = fact.start;
        columns.doubles[double + DOUBLE_LAST_TIME] = fact.end;
        columns.doubles.set(fact.bytes.slice(0, 2), double + DOUBLE_WIRE_BYTES);
        columns.doubles.set(fact.bytes.slice(2), double + DOUBLE_PAYLOAD_BYTES);
        columns.floats[slot * RECORD_WORDS + FLOAT_ROUND_TRIP] = fact.roundTrip;
        columns.hostnames[slot] = fact.hostname;
        const records = new SessionRecords(columns, names);
        expect(written((out) => records.writeJson(slot, out))).toBe(`${JSON.stringify(records.record(slot))}\n`);
        expect(written((out) => records.writeCsv(slot, out))).toBe(lineOf(SESSION_COLUMNS, records.record(slot)));
      }),
      { numRuns: 500 },
    );
  });

  it('hold a packet log as its record has it', () => {
    const port = fc.integer({ min: -1, max: 65_535 });
    const facts = fc.record({
      addresses: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 8, maxLength: 8 }),
      numbers: fc.tuple(protocols, fc.nat({ max: 5 }), fc.nat({ max: 1 }), fc.nat({ max: 1 }), fc.nat({ max: 9 })),
      ports: fc.tuple(port, port),
      length: fc.nat({ max: 70_000 }),
      time: times,
      start: times,
      serial: fc.oneof(fc.constant(0), serials),
      name: hostnames,
    });
    fc.assert(
      fc.property(facts, ({ numbers: [protocol, state, ipv6, direction, interfaceId], ...fact }) => {
        const columns = new PacketColumns(1);
        columns.addresses.set(fact.addresses);
        columns.protocol[0] = protocol;
        columns.state[0] = state;
        columns.ipv6[0] = ipv6;
        columns.direction[0] = direction;
        columns.interfaceId[0] = interfaceId;
        columns.sourcePort[0] = fact.ports[0];
        columns.destinationPort[0] = fact.ports[1];
        columns.length[0] = fact.length;
        columns.time[0] = fact.time;
        columns.sessionStart[0] = fact.start;
        columns.sessionSerial[0] = fact.serial;
        columns.name[0] = fact.name;
        columns.filter[0] = fact.name === undefined ? undefined : 'tls';
        const records = new PacketRecords(columns, names);
        expect(written((out) => records.writeJson(0, out))).toBe(`${JSON.stringify(records.record(0))}\n`);
        expect(written((out) => records.writeCsv(0, out))).toBe(lineOf(PACKET_COLUMNS, records.record(0)));
      }),
      { numRuns: 500 },
    );
  });
});
