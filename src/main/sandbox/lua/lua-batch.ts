/**
 * Packet logs on their way into Lua: one run of bytes for many logs, little-endian, which the Lua side takes apart with one
 * `string.unpack` a log (prelude-entries.ts). Texts that come again and again (addresses, session ids) are sent once and
 * then meant by their number, in the order in which they came.
 *
 *     head   u16: addresses begin anew, sessions begin anew, new addresses, new sessions, interfaces, names
 *     new addresses (u8 length, text), new sessions (36 characters), interfaces and names (u16 length, text)
 *     rows   u32 source, destination, session, length · u16 ports, interface, name (0: none) ·
 *            u8 protocol, state, flags, filter, read as one number · 27 characters of time, one byte of nothing
 */
import { ByteText } from '#base/byte-text.ts';
import { ROW_HAS_PORTS, ROW_IN, ROW_IPV6, type PacketFrame } from '#contract/plugins/packet-frame.ts';
import { AddressTexts } from '../logs/address-texts.ts';
import { SessionTexts } from '../logs/session-texts.ts';
import { TIME_WORDS, TimeWords } from '../logs/time-words.ts';

const FIXED_WORDS = 7;
const ROW_WORDS: number = FIXED_WORDS + TIME_WORDS;
const encoder = new TextEncoder();

export class LuaBatch {
  private readonly addresses = new AddressTexts();
  private readonly sessions = new SessionTexts();
  private readonly out = new ByteText(65_536);
  private readonly times = new TimeWords();
  private rows: Uint32Array = new Uint32Array(0);
  private knownInterfaces = '';

  /** Lua does not know what it was told: it is told everything again. */
  forget(): void {
    this.addresses.clear();
    this.sessions.clear();
    this.knownInterfaces = '';
  }

  /** The bytes hold until the next call. Whatever is encoded must be read by Lua: it remembers what it was told. */
  encode(frame: PacketFrame, first: number, step: number, count: number): Uint8Array {
    const { addresses, sessions, out } = this;
    const freshAddresses = addresses.trim();
    const freshSessions = sessions.trim(frame.seed);
    const oldAddresses = addresses.texts.length;
    const oldSessions = sessions.texts.length;
    this.writeRows(frame, first, step, count);
    const interfaces = JSON.stringify(frame.interfaces);
    const sentInterfaces = interfaces === this.knownInterfaces ? [] : frame.interfaces;
    this.knownInterfaces = interfaces;
    out.clear();
    writeShort(out, freshAddresses ? 1 : 0);
    writeShort(out, freshSessions ? 1 : 0);
    writeShort(out, addresses.texts.length - oldAddresses);
    writeShort(out, sessions.texts.length - oldSessions);
    writeShort(out, sentInterfaces.length);
    writeShort(out, frame.names.length);
    for (let number = oldAddresses; number < addresses.texts.length; number++) {
      const text = addresses.texts[number]!;
      out.byte(text.length);
      out.ascii(text);
    }
    for (let number = oldSessions; number < sessions.texts.length; number++) out.ascii(sessions.texts[number]!);
    for (const name of sentInterfaces) writeLong(out, name);
    for (const name of frame.names) writeLong(out, name);
    const rowBytes = count * ROW_WORDS * 4;
    out.reserve(rowBytes);
    out.bytes.set(new Uint8Array(this.rows.buffer, 0, rowBytes), out.length);
    out.length += rowBytes;
    return out.written();
  }

  private writeRows(frame: PacketFrame, first: number, step: number, count: number): void {
    const { addresses, sessions, times } = this;
    if (this.rows.length < count * ROW_WORDS) this.rows = new Uint32Array(count * ROW_WORDS);
    const { rows } = this;
    for (let row = first, at = 0; at < count * ROW_WORDS; row += step, at += ROW_WORDS) {
      const flags = frame.flags[row]!;
      const isIpv6 = (flags & ROW_IPV6) !== 0;
      const serial = frame.sessionSerial[row]!;
      rows[at] = addresses.numberOf(frame.addresses, row * 8, isIpv6);
      rows[at + 1] = addresses.numberOf(frame.addresses, row * 8 + 4, isIpv6);
      rows[at + 2] = serial === 0 ? 0 : sessions.numberOf(serial, frame.sessionStart[row]!);
      rows[at + 3] = frame.length[row]!;
      rows[at + 4] = frame.sourcePort[row]! | (frame.destinationPort[row]! << 16);
      rows[at + 5] = frame.interfaceId[row]! | (frame.name[row]! << 16);
      rows[at + 6] =
        frame.protocol[row]! |
        (frame.state[row]! << 8) |
        ((flags & (ROW_IN | ROW_HAS_PORTS)) << 16) |
        (frame.filter[row]! << 24);
      times.write(rows, at + FIXED_WORDS, frame.time[row]!);
    }
  }
}

function writeShort(out: ByteText, value: number): void {
  out.byte(value & 0xff);
  out.byte(value >>> 8);
}

function writeLong(out: ByteText, text: string): void {
  const bytes = encoder.encode(text);
  writeShort(out, bytes.length);
  out.append(bytes);
}
