/**
 * Datagrams whose number can be told from what a packet log says of them (port and length), and plugins that keep count of the
 * numbers that they saw: so that nothing that is lost, doubled or out of order goes unnoticed.
 */
import { assert } from '#base/assert.ts';
import { success, type Result } from '#base/result.ts';
import type { PluginLanguage } from '#contract/plugins/manifest.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';
import { bytesOf, ethernet, ipv4 } from '#main/engine/decode/test-frames.ts';

/** Above the ports by which tunnels are known. */
export const FIRST_PORT = 40_000;
export const NUMBERS_PER_PORT = 1000;
const LAST_PORT = 65_535;
const MOST_NUMBERS = (LAST_PORT - FIRST_PORT + 1) * NUMBERS_PER_PORT;

const HEADER_BYTES = 42;
const template = new Uint8Array(HEADER_BYTES + NUMBERS_PER_PORT);
template.set(bytesOf(ethernet(0x0800), ipv4({ protocol: 17, payload: '8235 0000 0000 0000' })));

/** Writes the frame of this number to the beginning of `into`; answers its length. */
function writeNumberedFrame(number: number, into: Uint8Array): number {
  assert(number < MOST_NUMBERS, `there is no number ${number}`);
  const payloadBytes = 1 + (number % NUMBERS_PER_PORT);
  const length = HEADER_BYTES + payloadBytes;
  into.set(template.subarray(0, length));
  const view = new DataView(into.buffer, into.byteOffset, length);
  view.setUint16(16, 28 + payloadBytes);
  view.setUint16(36, FIRST_PORT + Math.floor(number / NUMBERS_PER_PORT));
  view.setUint16(38, 8 + payloadBytes);
  return length;
}

export function numberedFrame(number: number): Uint8Array {
  const into = new Uint8Array(template.length);
  return into.subarray(0, writeNumberedFrame(number, into));
}

const RECORD_HEADER_BYTES = 16;
const FILE_HEADER = bytesOf('d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000');
const BEGAN_S = 1_700_000_000;

/** A capture of numbered packets, one every microsecond, that goes on until it is ended. */
export class NumberedCapture implements ByteSource {
  position: number = 0;
  readonly size: null = null;
  /** Packets so far, which is the number of the next. */
  packets: number = 0;
  #ended = false;

  read(into: Uint8Array): Result<number> {
    if (this.#ended) return success(0);
    let at = 0;
    if (this.position === 0) {
      into.set(FILE_HEADER);
      at = FILE_HEADER.length;
    }
    const view = new DataView(into.buffer, into.byteOffset, into.length);
    while (at + RECORD_HEADER_BYTES + template.length <= into.length) {
      const length = writeNumberedFrame(this.packets, into.subarray(at + RECORD_HEADER_BYTES));
      view.setUint32(at, BEGAN_S + Math.floor(this.packets / 1_000_000), true);
      view.setUint32(at + 4, this.packets % 1_000_000, true);
      view.setUint32(at + 8, length, true);
      view.setUint32(at + 12, length, true);
      at += RECORD_HEADER_BYTES + length;
      this.packets++;
    }
    assert(at > 0, 'there is room for a packet');
    this.position += at;
    return success(at);
  }

  end(): void {
    this.#ended = true;
  }

  close(): Promise<void> {
    this.end();
    return Promise.resolve();
  }
}

export type ReceiverName = 'receiver' | 'receiver_bulk';

/**
 * Code of a plugin that answers requests with the numbers that it saw, in the order in which they came (`0-41 43-99`: 42 was
 * lost), and prints them with its version in the end: `1.0.0 saw 0-41 43-99`.
 */
export function countingPlugin(language: PluginLanguage, receiver: ReceiverName): string {
  return language === 'js' ? countingModule(receiver) : countingScript(receiver);
}

function countingModule(receiver: ReceiverName): string {
  const body = receiver === 'receiver' ? 'saw(packetLogs);' : 'for (const log of packetLogs) saw(log);';
  return `
const ranges = [];
let last = null;
function saw({ dst_port, length }) {
  if (length === 0) return; // the end of a session
  const number = (dst_port - ${FIRST_PORT}) * ${NUMBERS_PER_PORT} + length - ${HEADER_BYTES + 1};
  if (last !== null && number === last.to + 1) last.to = number;
  else ranges.push((last = { from: number, to: number }));
}
const text = () => ranges.slice(0, 20).map(({ from, to }) => from + '-' + to).join(' ');
export function ${receiver}(packetLogs) {
  ${body}
}
export const request = () => [200, { ranges: text() }];
export function cleanup() {
  console.log(netloupe.plugin.version + ' saw ' + text());
}
`;
}

function countingScript(receiver: ReceiverName): string {
  const body = receiver === 'receiver' ? 'saw(packet_logs)' : 'for _, log in ipairs(packet_logs) do saw(log) end';
  return `
local ranges, last = {}, nil
local function saw(log)
  if log.length == 0 then return end -- the end of a session
  local number = (log.dst_port - ${FIRST_PORT}) * ${NUMBERS_PER_PORT} + log.length - ${HEADER_BYTES + 1}
  if last and number == last.to + 1 then
    last.to = number
  else
    last = { from = number, to = number }
    ranges[#ranges + 1] = last
  end
end
local function text()
  local parts = {}
  for i = 1, math.min(#ranges, 20) do parts[i] = ranges[i].from .. "-" .. ranges[i].to end
  return table.concat(parts, " ")
end
function ${receiver}(packet_logs)
  ${body}
end
function request()
  return { 200, { ranges = text() } }
end
function cleanup()
  print(netloupe.plugin.version .. " saw " .. text())
end
`;
}
