/** The flow table as a whole, with everything that hangs on it: sequences of packets, and rows made of what it says. */
import { ByteText } from '#base/byte-text.ts';
import { CHAIN_NAMES } from '#contract/observers.ts';
import { DNS_COLUMNS, PACKET_COLUMNS, type DnsRecord } from '#contract/records.ts';
import { CaptureInterfaces } from '#main/engine/capture-interfaces.ts';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { DecodedPacket, KIND_SESSION } from '#main/engine/decode/packet.ts';
import type { FlowListener } from '#main/engine/flows/flow-listener.ts';
import type { FlowOptions } from '#main/engine/flows/flow-options.ts';
import { FlowTable } from '#main/engine/flows/flow-table.ts';
import { IN, OUT, type Slot, STATE_EXPIRED, STATE_NEW } from '#main/engine/flows/session-columns.ts';
import { dnsRecord, writeDnsCsv, writeDnsJson } from '#main/engine/store/dns-record.ts';
import { PacketColumns } from '#main/engine/flows/packet-columns.ts';
import { chainsNamed } from '#main/engine/pipeline/observers/chains.ts';
import { SessionObserver } from '#main/engine/pipeline/observers/session-observer.ts';
import { PacketRecords } from '#main/engine/store/packet-record.ts';
import type { RunNames } from '#main/engine/store/run-names.ts';
import { SessionRecords } from '#main/engine/store/session-record.ts';
import { compileRowFilter } from '#main/engine/filter/row-filter.ts';
import { rowTest } from '#main/engine/filter/row-test.ts';
import { dnsFields } from '#main/engine/store/dns-fields.ts';
import { Digest } from '../digest.ts';
import { checkCells, checkJsonLines, parseCsv } from '../rows.ts';
import { check, type Outcome, type Target } from '../target.ts';
import {
  mutateProgram,
  programsOf,
  readProgram,
  STEP_ADVANCE,
  STEP_BACK,
  STEP_CUT,
  STEP_INTERFACE,
  STEP_NO_TIME,
  STEP_SECONDS,
} from './flow-program.ts';
import { hasherOf, LINKS, optionsOf } from './flow-settings.ts';
import { checkPacket } from './frames.ts';

const LONGEST = 65_536;
const MOST_STEPS = 90;
const START = 1_700_000_000_000_000;

const ids = new CaptureInterfaces(new Uint8Array(4));
const names: RunNames = {
  sessionId: (time, serial) => ids.sessionId(time, serial),
  writeSessionId: (out, time, serial) => ids.writeSessionId(out, time, serial),
  interfaceName: (id) => (id === 0 ? 'eth0' : 'br,"1'),
};
/** Looks at every kind of field. */
const sought = compileRowFilter(
  `e 1 -"0.0.1" -a:b bytes >= 0 and ip != 10.0.0.0/8 or host ~ a and is_private_dst = true and fd.name ~ ":"`,
).expression!;

const findDns = rowTest(
  sought,
  dnsFields(
    (row: DnsRecord) => row,
    null,
    () => 0,
  ),
);

/** Listens, and holds what it is told against what it was told before. */
class Witness {
  readonly digest: Digest = new Digest();
  readonly started: Map<Slot, number> = new Map();
  readonly retained: Map<Slot, number> = new Map();
  readonly counts = { started: 0, ended: 0, packets: 0, transactions: 0, names: 0, endedPackets: 0, attached: 0 };
  readonly kinds: Set<string> = new Set();
  readonly listener: FlowListener;
  readonly #line: ByteText = new ByteText();
  readonly #observer: SessionObserver = new SessionObserver(chainsNamed(CHAIN_NAMES));
  #table: FlowTable | null = null;
  #sessions: SessionRecords | null = null;
  #findSession: ((slot: Slot) => boolean) | null = null;

  constructor() {
    const row = new PacketColumns(1);
    const records = new PacketRecords(row, names);
    const test = rowTest(sought, records.fields);
    this.listener = {
      sessionStarted: (slot) => {
        check(!this.started.has(slot) && !this.retained.has(slot), `slot ${slot} is free when a session starts in it`);
        this.started.set(slot, this.table.columns.serial(slot));
        this.counts.started++;
      },
      sessionEnded: (slot) => {
        this.#checkSession(slot);
        check(
          this.table.columns.state(slot) > STATE_NEW && this.table.columns.endReason(slot) !== 0,
          'an end has a reason',
        );
        this.started.delete(slot);
        this.retained.set(slot, this.table.columns.serial(slot));
        this.counts.ended++;
        this.counts.endedPackets += this.table.columns.packets(slot, OUT) + this.table.columns.packets(slot, IN);
        this.#tellSession(slot);
      },
      sessionForgotten: (slot) => {
        check(this.retained.delete(slot), `slot ${slot} was ended before it is forgotten`);
      },
      packet: (packet, slot, direction, change, filter, name) => {
        check(slot >= -1 && (direction === OUT || direction === IN), 'a packet has a session and a direction');
        check(slot === -1 || this.started.has(slot), `slot ${slot} was started before its packets`);
        check((filter === null) === (name === null), 'a name has its filter');
        check(change >= 0 && change < STATE_EXPIRED, `no packet makes state ${change}`);
        this.#observer.packet(packet, slot, direction);
        row.setPacket(0, packet, this.table.columns, slot, direction, filter, name);
        this.#tellRow(
          (out) => records.writeCsv(0, out),
          (out) => records.writeJson(0, out),
          PACKET_COLUMNS,
          test(0),
        );
        this.counts.packets++;
        if (name !== null) this.counts.names++;
        if (filter !== null) this.kinds.add(filter);
      },
      expired: (slot, time) => {
        check(this.started.has(slot) && Number.isFinite(time), 'what expires was started, and at some time');
        row.setStateChange(0, this.table.columns, slot, time);
        this.#tellRow(
          (out) => records.writeCsv(0, out),
          (out) => records.writeJson(0, out),
          PACKET_COLUMNS,
          test(0),
        );
      },
      dnsTransaction: (transaction) => {
        const record = dnsRecord(transaction, names);
        this.#tellRow(
          (out) => writeDnsCsv(record, out),
          (out) => writeDnsJson(record, out),
          DNS_COLUMNS,
          findDns(record),
        );
        this.counts.transactions++;
        this.kinds.add(transaction.status);
      },
    };
  }

  attach(table: FlowTable): void {
    this.#table = table;
    this.#observer.attach(table.columns);
    this.#sessions = new SessionRecords(table.columns, names, this.#observer);
    this.#findSession = rowTest(sought, this.#sessions.fields);
  }

  get table(): FlowTable {
    return this.#table!;
  }

  openSession(slot: Slot): number {
    this.#checkSession(slot);
    this.#tellSession(slot);
    return this.table.columns.packets(slot, OUT) + this.table.columns.packets(slot, IN);
  }

  #checkSession(slot: Slot): void {
    const { columns } = this.table;
    check(this.started.get(slot) === columns.serial(slot), `slot ${slot} still holds the session that started in it`);
    check(columns.state(slot) >= STATE_NEW && columns.state(slot) <= STATE_EXPIRED, 'a session has a state');
    check(columns.lastTime(slot) >= columns.startTime(slot), 'a session does not end before it begins');
    for (const direction of [OUT, IN]) {
      const packets = columns.packets(slot, direction);
      const bytes = columns.wireBytes(slot, direction);
      check(packets > 0 ? bytes >= 0 : bytes === 0, 'no bytes without packets');
      check(columns.payloadBytes(slot, direction) <= bytes, 'no more payload than whole frames');
    }
    check(columns.packets(slot, OUT) + columns.packets(slot, IN) > 0, 'a session has packets');
  }

  #tellSession(slot: Slot): void {
    const sessions = this.#sessions!;
    this.#tellRow(
      (out) => sessions.writeCsv(slot, out),
      (out) => sessions.writeJson(slot, out),
      sessions.columnNames,
      this.#findSession!(slot),
    );
    this.kinds.add(`${this.table.columns.endReason(slot)}`);
  }

  #written(write: (out: ByteText) => void): string {
    this.#line.clear();
    write(this.#line);
    return this.#line.toString();
  }

  /** Both formats say the same. */
  #tellRow(
    writeCsv: (out: ByteText) => void,
    writeJson: (out: ByteText) => void,
    columns: readonly string[],
    found: boolean,
  ): void {
    const csv = this.#written(writeCsv);
    const json = this.#written(writeJson);
    const rows = parseCsv(csv);
    check(rows.length === 1, 'a row is one row');
    checkCells(rows[0]!, columns);
    check(checkJsonLines(json, columns) === 1, 'a line is one line');
    const record = JSON.parse(json) as Readonly<Record<string, unknown>>;
    columns.forEach((column, index) => {
      const value = record[column];
      const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
      const cell = rows[0]![index]!;
      check(cell === text || cell === `'${text}`, `${column} is the same in CSV and JSON: ${cell} is not ${text}`);
    });
    this.digest.string(csv).string(String(found));
  }
}

function run(input: Uint8Array): Outcome {
  const { options: head, steps } = readProgram(input);
  const options = optionsOf(head);
  const witness = new Witness();
  const table = new FlowTable(options, witness.listener, hasherOf(head, options));
  witness.attach(table);
  const packet = new DecodedPacket();
  let time = START;
  let ingested = 0;
  let bytes = 0;
  for (const step of steps) {
    time += step.time * ((step.kind & STEP_SECONDS) === 0 ? 64 : 1e6) * ((step.kind & STEP_BACK) === 0 ? 1 : -1);
    if ((step.kind & STEP_ADVANCE) !== 0) {
      table.advance(time);
      continue;
    }
    packet.time = (step.kind & STEP_NO_TIME) === 0 ? time : Number.NaN;
    packet.interfaceId = (step.kind & STEP_INTERFACE) === 0 ? 0 : 1;
    const wire = step.frame.length;
    const captured = (step.kind & STEP_CUT) === 0 ? wire : wire >> 1;
    decodeFrame(step.frame, 0, captured, wire, LINKS[step.link % LINKS.length]!, packet);
    checkPacket(packet, 0, captured, wire);
    if (packet.kind !== KIND_SESSION) continue;
    table.ingest(packet);
    ingested++;
    bytes += wire;
    check(table.counters.live <= options.maxSessions, 'no more sessions live than there may');
    check(table.counters.retained <= options.retainEnded, 'nor are more ended ones kept');
  }
  table.finish();
  return concluded(table, witness, options, ingested, bytes);
}

function concluded(table: FlowTable, witness: Witness, options: FlowOptions, ingested: number, bytes: number): Outcome {
  const { counters } = table;
  const open = table.openSessions();
  let held = 0;
  for (const slot of open) held += witness.openSession(slot);
  const { counts } = witness;
  check(counters.packets === ingested && counters.wireBytes === bytes, 'every packet is counted');
  check(
    counts.started - counts.ended === open.length && witness.started.size === open.length,
    'what started ended or is open',
  );
  check(witness.retained.size === counters.retained, 'what is kept is what was not forgotten');
  for (const [name, value] of Object.entries(counters))
    check(Number.isSafeInteger(value) && value >= 0, `counter ${name} is a count: ${value}`);
  if (options.filter?.onlyMatching !== true) {
    const elsewhere = counters.unattributedFragments + counters.icmpErrorsAttached + counters.declinedPackets;
    const inSessions = counts.endedPackets + held;
    // A declined conversation's ICMP errors are among both.
    check(
      inSessions + elsewhere >= ingested && inSessions <= ingested,
      `${ingested} packets: ${inSessions} + ${elsewhere}`,
    );
    if (counters.declined === 0)
      check(inSessions + elsewhere === ingested, `${ingested}: ${inSessions} + ${elsewhere}`);
    check(counters.sessions === counts.started, 'every session is told');
    check(counters.live === open.length, 'what lives is open');
    const told = ingested - counters.unattributedFragments - counters.declinedPackets;
    check(counts.packets === told, `${told} packets are told, not ${counts.packets}`);
  }
  check(counters.dnsTransactions === counts.transactions, 'every DNS transaction is told');
  const some = (count: number): number => Math.min(2, count);
  const kind = [
    some(counters.evicted),
    some(counters.reused),
    some(counters.unattributedFragments),
    some(counters.dnsMalformed),
    some(counters.dnsStreamsGivenUp),
    some(counters.packetsBehind),
    ...[...witness.kinds].toSorted(),
  ].join(' ');
  return { kind, result: `${JSON.stringify(counters)} ${witness.digest.text}` };
}

export const flowTargets: readonly Target[] = [
  {
    name: 'flow-table',
    longest: LONGEST,
    seeds: (corpus) => programsOf(corpus, LINKS, MOST_STEPS),
    run,
    mutate: (input, other, random) => mutateProgram(input, other, random, LONGEST),
  },
];
