/**
 * What a capture file says of the sessions whose packets are in it: all of it at a session's first packet, which session it is and its name at the
 * others; and the name of its responder, once for each address.
 */
import { parseAddress } from '#base/addresses.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { SessionRecord } from '#contract/records.ts';
import type { PcapngName } from './store/pcapng-writer.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export interface PacketNotes {
  readonly comments: readonly string[];
  /** Told before the packet. */
  readonly names: readonly PcapngName[];
}

export type ToldSession = Pick<
  SessionRecord,
  'session_id' | 'hostname' | 'hostname_source' | 'service' | 'process' | 'pid' | 'dst_ip'
>;

export const NO_NOTES: PacketNotes = { comments: [], names: [] };
const MOST_VERDICTS = 20;

export class SessionComments {
  readonly #alertsAbout: (sessionId: string) => readonly AlertRow[];
  readonly #told = new Set<number>();
  readonly #named = new Set<string>();
  /** Packets of one session come in runs, so what was said last is kept. */
  #last = 0;
  #short: PacketNotes = NO_NOTES;

  constructor(alertsAbout: (sessionId: string) => readonly AlertRow[]) {
    this.#alertsAbout = alertsAbout;
  }

  /** For the next packet of a session; `number` is its own among all of them, 0: it has none. */
  next(number: number, session: () => ToldSession): PacketNotes {
    if (number === 0) return NO_NOTES;
    const isFirst = !this.#told.has(number);
    if (number === this.#last && !isFirst) return this.#short;
    this.#last = number;
    this.#told.add(number);
    const told = session();
    const short = `session ${told.session_id}${nameOf(told)}`;
    this.#short = { comments: [short], names: [] };
    if (!isFirst) return this.#short;
    return { comments: [`${short}${factsOf(told)}`, ...this.#verdicts(told.session_id)], names: this.#responder(told) };
  }

  #verdicts(id: string): string[] {
    return this.#alertsAbout(id)
      .slice(0, MOST_VERDICTS)
      .map(
        ({ severity, source, name, title, message }) =>
          `${severity} alert of ${source} ${name}: ${title}${message === '' ? '' : ` (${message})`}`,
      );
  }

  #responder({ hostname, dst_ip: address }: ToldSession): PcapngName[] {
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

/** One that memory holds, or what is left of one that it does not. */
export function toldSession({ sessions, interfaces }: ViewerCapture, serial: number, start: number): ToldSession {
  const slot = sessions.slotOf(serial);
  const { records } = sessions;
  const session_id = interfaces.sessionId(start, serial);
  if (slot < 0) {
    return { session_id, hostname: null, hostname_source: null, service: null, process: null, pid: null, dst_ip: '' };
  }
  return {
    session_id,
    hostname: records.cell(slot, 'hostname'),
    hostname_source: records.cell(slot, 'hostname_source'),
    service: records.cell(slot, 'service'),
    process: records.cell(slot, 'process'),
    pid: records.cell(slot, 'pid'),
    dst_ip: records.cell(slot, 'dst_ip'),
  };
}

function nameOf({ hostname, hostname_source: source }: ToldSession): string {
  return hostname === null ? '' : `, ${hostname}${source === null ? '' : ` (${source})`}`;
}

function factsOf({ service, process: program, pid }: ToldSession): string {
  const ofProcess = program === null ? '' : `, process ${program}${pid === null ? '' : ` (pid ${pid})`}`;
  return `${service === null ? '' : `, service ${service}`}${ofProcess}`;
}

function addressBytes(text: string): Uint8Array | null {
  const parsed = parseAddress(text);
  if (parsed === null) return null;
  const all = new Uint8Array(16);
  const view = new DataView(all.buffer);
  parsed.words.forEach((word, at) => view.setUint32(at * 4, word));
  return parsed.ipv6 ? all : all.subarray(12);
}
