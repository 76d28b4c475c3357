/**
 * What a capture file says of the sessions whose packets are in it: all of it at a session's first packet, which session it is and its name at the
 * others; and the name of its responder, once for each address.
 */
import { parseAddress } from '#base/addresses.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { PcapngName } from './store/pcapng-writer.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export interface PacketNotes {
  readonly comments: readonly string[];
  /** Told before the packet. */
  readonly names: readonly PcapngName[];
}

const NOTHING: PacketNotes = { comments: [], names: [] };
const MOST_VERDICTS = 20;

export class SessionComments {
  readonly #data: ViewerCapture;
  readonly #alertsAbout: (sessionId: string) => readonly AlertRow[];
  readonly #told = new Set<number>();
  readonly #named = new Set<string>();
  /** Packets of one session come in runs, so what was said last is kept. */
  #last = 0;
  #short: PacketNotes = NOTHING;

  constructor(data: ViewerCapture, alertsAbout: (sessionId: string) => readonly AlertRow[]) {
    this.#data = data;
    this.#alertsAbout = alertsAbout;
  }

  /** For the next packet of a session; `serial` 0: it has none. */
  next(serial: number, start: number): PacketNotes {
    if (serial === 0) return NOTHING;
    const isFirst = !this.#told.has(serial);
    if (serial === this.#last && !isFirst) return this.#short;
    this.#last = serial;
    this.#told.add(serial);
    const { sessions, interfaces } = this.#data;
    const id = interfaces.sessionId(start, serial);
    const slot = sessions.slotOf(serial);
    const named = slot < 0 ? '' : this.#nameOf(slot);
    this.#short = { comments: [`session ${id}${named}`], names: [] };
    if (!isFirst) return this.#short;
    const facts = slot < 0 ? '' : this.#factsOf(slot);
    return {
      comments: [`session ${id}${named}${facts}`, ...this.#verdicts(id)],
      names: slot < 0 ? [] : this.#responder(slot),
    };
  }

  #nameOf(slot: number): string {
    const { records } = this.#data.sessions;
    const hostname = records.cell(slot, 'hostname');
    const source = records.cell(slot, 'hostname_source');
    return hostname === null ? '' : `, ${hostname}${source === null ? '' : ` (${source})`}`;
  }

  #factsOf(slot: number): string {
    const { records } = this.#data.sessions;
    const service = records.cell(slot, 'service');
    const program = records.cell(slot, 'process');
    const pid = records.cell(slot, 'pid');
    const ofProcess = program === null ? '' : `, process ${program}${pid === null ? '' : ` (pid ${pid})`}`;
    return `${service === null ? '' : `, service ${service}`}${ofProcess}`;
  }

  #verdicts(id: string): string[] {
    return this.#alertsAbout(id)
      .slice(0, MOST_VERDICTS)
      .map(
        ({ severity, source, name, title, message }) =>
          `${severity} alert of ${source} ${name}: ${title}${message === '' ? '' : ` (${message})`}`,
      );
  }

  #responder(slot: number): PcapngName[] {
    const { records } = this.#data.sessions;
    const hostname = records.cell(slot, 'hostname');
    const address = records.cell(slot, 'dst_ip');
    // HTTP says a port with it.
    const name = hostname?.replace(/:\d+$/, '') ?? '';
    const key = `${address} ${name}`;
    if (name === '' || this.#named.has(key)) return [];
    const bytes = addressBytes(address);
    if (bytes === null) return [];
    this.#named.add(key);
    return [{ address: bytes, name }];
  }
}

function addressBytes(text: string): Uint8Array | null {
  const parsed = parseAddress(text);
  if (parsed === null) return null;
  const all = new Uint8Array(16);
  const view = new DataView(all.buffer);
  parsed.words.forEach((word, at) => view.setUint32(at * 4, word));
  return parsed.ipv6 ? all : all.subarray(12);
}
