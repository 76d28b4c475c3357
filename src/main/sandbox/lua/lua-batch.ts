/**
 * Packet logs on their way into Lua: one run of bytes for many logs, little-endian, which the Lua side takes apart with one
 * `string.unpack` a log (prelude-entries.ts). Texts that come again and again (addresses, session ids) are sent once and
 * then meant by their number, in the order in which they came.
 *
 *     head   u16: addresses begin anew, sessions begin anew, new addresses, new sessions, interfaces, names
 *     new addresses (u8 length, text), new sessions (36 characters), interfaces and names (u16 length, text)
 *     rows   u32 source, destination, session, length · u16 ports, interface, name (0: none) ·
 *            u8 protocol, state, flags, filter, read as one number · 27 characters of time
 */
import { ByteText } from '#base/byte-text.ts';
import { writeTime } from '#base/time-text.ts';
import { ROW_HAS_PORTS, ROW_IN, ROW_IPV6, type PacketFrame } from '#contract/plugins/packet-frame.ts';
import { AddressTexts } from '../logs/address-texts.ts';
import { SessionTexts } from '../logs/session-texts.ts';

const TIME_CHARACTERS = 27;
const FIXED_BYTES: number = 4 * 4 + 4 * 2 + 4;
export const LUA_ROW_BYTES: number = FIXED_BYTES + TIME_CHARACTERS;
const encoder = new TextEncoder();

export class LuaBatch {
  private readonly addresses = new AddressTexts();
  private readonly sessions = new SessionTexts();
  private readonly out = new ByteText(65_536);
  private readonly rows = new ByteText(65_536);
  private view: DataView = new DataView(this.rows.bytes.buffer);
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
    const rows = this.rows.written();
    out.reserve(rows.length);
    out.bytes.set(rows, out.length);
    out.length += rows.length;
    return out.written();
  }

  private writeRows(frame: PacketFrame, first: number, step: number, count: number): void {
    const { addresses, sessions, rows } = this;
    rows.clear();
    rows.reserve(count * LUA_ROW_BYTES);
    if (this.view.buffer !== rows.bytes.buffer) this.view = new DataView(rows.bytes.buffer);
    const { view } = this;
    for (let row = first, left = count; left > 0; row += step, left--) {
      const flags = frame.flags[row]!;
      const isIpv6 = (flags & ROW_IPV6) !== 0;
      const serial = frame.sessionSerial[row]!;
      const at = rows.length;
      view.setUint32(at, addresses.numberOf(frame.addresses, row * 8, isIpv6), true);
      view.setUint32(at + 4, addresses.numberOf(frame.addresses, row * 8 + 4, isIpv6), true);
      view.setUint32(at + 8, serial === 0 ? 0 : sessions.numberOf(serial, frame.sessionStart[row]!), true);
      view.setUint32(at + 12, frame.length[row]!, true);
      view.setUint16(at + 16, frame.sourcePort[row]!, true);
      view.setUint16(at + 18, frame.destinationPort[row]!, true);
      view.setUint16(at + 20, frame.interfaceId[row]!, true);
      view.setUint16(at + 22, frame.name[row]!, true);
      view.setUint8(at + 24, frame.protocol[row]!);
      view.setUint8(at + 25, frame.state[row]!);
      view.setUint8(at + 26, flags & (ROW_IN | ROW_HAS_PORTS));
      view.setUint8(at + 27, frame.filter[row]!);
      rows.length = at + FIXED_BYTES;
      writeTime(rows, frame.time[row]!);
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
