/** Frames, and the packet logs and sessions that a read of them gives, as a consumer of either gets them. */
import { success, type Failure } from '#base/result.ts';
import type { Summary } from '#contract/health.ts';
import type { PacketLog, SessionRecord } from '#contract/records.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '#contract/settings.ts';
import { SyntheticSource } from '#main/engine/capture/synthetic-source.ts';
import { bytesOf, ethernet, hex16, lengthOf } from '#main/engine/decode/test-frames.ts';
import { compileFlowFilter, type FlowFilter } from '#main/engine/flows/flow-filter.ts';
import { dnsMessage } from '#main/engine/flows/test-dns.ts';
import { readCapture } from '#main/engine/read-capture.ts';
import type { RowOutput } from '#main/engine/read-request.ts';
import { createHostPorts } from '#main/host/host-ports.ts';

export const START = 1_700_000_000_000_000;
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const ACK = 0x10;

/** Settings as a user writes them; what is wrong with them throws. */
export function settingsOf(value: unknown): Settings {
  const parsed = parseSettings(value);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

export function messageOf(value: unknown): string {
  const parsed = parseSettings(value);
  return parsed.ok ? 'accepted' : parsed.failure.message;
}

/** The flow filter of `filter: …`. */
export function filterOf(filter: unknown): FlowFilter {
  const compiled = compileFlowFilter(settingsOf({ filter }).filter);
  if (!compiled.ok) throw new Error(compiled.failure.message);
  return compiled.value;
}

/** An end: last octet of 10.0.0.x, and a port. */
type End = readonly [host: number, port: number];

function inIpv4(from: number, to: number, protocol: number, payload: string): string {
  const head = `4500 ${hex16(20 + lengthOf(payload))} 0000 0000 40 ${protocol.toString(16).padStart(2, '0')} 0000`;
  const address = (host: number): string => `0a0000${host.toString(16).padStart(2, '0')}`;
  return `${ethernet(0x0800)} ${head} ${address(from)} ${address(to)} ${payload}`;
}

export function tcp([from, sourcePort]: End, [to, port]: End, flags: number, data = ''): Uint8Array {
  const head = `${hex16(sourcePort)} ${hex16(port)} 00000001 00000001 50 ${flags.toString(16).padStart(2, '0')} 1000 0000 0000`;
  return bytesOf(inIpv4(from, to, 6, `${head} ${data}`));
}

export function udp([from, sourcePort]: End, [to, port]: End, data = '6162'): Uint8Array {
  const head = `${hex16(sourcePort)} ${hex16(port)} ${hex16(8 + lengthOf(data))} 0000`;
  return bytesOf(inIpv4(from, to, 17, `${head} ${data}`));
}

/** Echo request (8) or reply (0). */
export function icmp(from: number, to: number, type: number): Uint8Array {
  return bytesOf(inIpv4(from, to, 1, `${type.toString(16).padStart(2, '0')}00 0000 0001 0001`));
}

export function dnsQuery(name: string): string {
  return Buffer.from(dnsMessage({ id: 7, flags: 0x0100, name })).toString('hex');
}

export interface Read {
  readonly logs: readonly PacketLog[];
  readonly sessions: readonly SessionRecord[];
  readonly summary: Summary;
  readonly failure: Failure | null;
}

export interface ReadOptions {
  readonly settings?: Settings;
  /** Called before each write is answered: a slow consumer. */
  readonly onWrite?: () => Promise<void>;
  readonly sourceFailure?: Failure;
}

/** Frames with the seconds from the start at which they were captured. */
export async function read(
  frames: readonly (readonly [number, Uint8Array])[],
  options: ReadOptions = {},
): Promise<Read> {
  const logs = new Lines(options.onWrite);
  const sessions = new Lines(options.onWrite);
  const source = new SyntheticSource(
    frames.map(([seconds, bytes]) => ({ time: START + Math.round(seconds * 1e6), bytes })),
    { failure: options.sourceFailure ?? null },
  );
  const { summary, failure } = await readCapture(createHostPorts(), options.settings ?? DEFAULT_SETTINGS, {
    inputs: [{ kind: 'source', source, title: 'test' }],
    filter: '',
    outputs: { packets: logs.output, sessions: sessions.output },
  });
  return { logs: logs.rows(), sessions: sessions.rows(), summary, failure };
}

class Lines {
  readonly output: RowOutput;
  #text = '';

  constructor(onWrite: (() => Promise<void>) | undefined) {
    const write = async (lines: Uint8Array): Promise<ReturnType<typeof success<null>>> => {
      this.#text += new TextDecoder().decode(lines);
      await onWrite?.();
      return success(null);
    };
    this.output = { format: 'jsonl', sink: { write } };
  }

  rows<T>(): T[] {
    const lines = this.#text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as T);
  }
}
