/**
 * Headers on their way into Lua: one run of bytes for the rows of a frame, little-endian, and the Lua code that takes one row
 * apart, which is made for the fields that were asked for. Texts of addresses are sent once and then meant by their number.
 *
 *     head   u16: addresses begin anew, new addresses; then those (u8 length, text)
 *     rows   u8 flags, protocol · f64 time in seconds · the columns asked for, in the order of COLUMNS · quoted packet, if any
 *
 * Lua visits rows by their place, so that it never looks at rows of flows that were declined.
 */
import { MICROSECONDS_PER_SECOND } from '#base/units.ts';
import {
  columnBit,
  HEADER_COLUMNS,
  type HeaderColumn,
  type HeaderField,
  type HeaderSelection,
} from '#contract/plugins/header-fields.ts';
import { HEADER_QUOTES, type HeaderFrame } from '#contract/plugins/header-frame.ts';
import { AddressTexts } from '../logs/address-texts.ts';

/** How `string.unpack` reads a column, and the names of what it yields. */
const COLUMNS: Readonly<Record<HeaderColumn, readonly [format: string, names: readonly string[]]>> = {
  source: ['I2', ['source']],
  destination: ['I2', ['destination']],
  ports: ['I2I2', ['source_port', 'destination_port']],
  ttl: ['B', ['ttl']],
  traffic_class: ['B', ['traffic_class']],
  octets: ['I4', ['octets']],
  length: ['I4', ['length']],
  ip_id: ['I2', ['ip_id']],
  ip_fragment: ['I2', ['ip_fragment']],
  flow_label: ['I4', ['flow_label']],
  tcp_flags: ['B', ['tcp_flags']],
  tcp_seq: ['I4', ['tcp_seq']],
  tcp_ack: ['I4', ['tcp_ack']],
  tcp_window: ['I2', ['tcp_window']],
  tcp_urgent: ['I2', ['tcp_urgent']],
  checksum: ['I2', ['checksum']],
  icmp: ['I2', ['icmp']],
  payload_length: ['I4', ['payload_length']],
  tcp_options: ['s1', ['tcp_options']],
  payload: ['s2', ['payload']],
  quoted: ['', []],
};

/** What Lua makes of a column for a field; the conditions are those of header-objects.ts. */
const FIELDS: Readonly<Record<HeaderField, string>> = {
  src_ip: 'addresses[source]',
  dst_ip: 'addresses[destination]',
  src_port: 'ports and source_port or nil',
  dst_port: 'ports and destination_port or nil',
  ttl: 'ttl',
  dscp: 'traffic_class >> 2',
  ecn: 'traffic_class & 3',
  octets: 'octets',
  length: 'length',
  ip_id: 'not ipv6 and ip_id or nil',
  ip_flags: 'not ipv6 and ip_fragment >> 13 or nil',
  fragment_offset: 'not ipv6 and (ip_fragment & 0x1fff) * 8 or nil',
  flow_label: 'ipv6 and flow_label or nil',
  tcp_flags: 'tcp and tcp_flags or nil',
  tcp_seq: 'tcp and tcp_seq or nil',
  tcp_ack: 'tcp and tcp_ack or nil',
  tcp_window: 'tcp and tcp_window or nil',
  tcp_urgent: 'tcp and tcp_urgent or nil',
  tcp_options: 'tcp and options_of(tcp_options) or nil',
  checksum: '(tcp or udp) and checksum or nil',
  icmp_type: 'icmp_found and icmp >> 8 or nil',
  icmp_code: 'icmp_found and icmp & 255 or nil',
  payload_length: 'payload_length',
  payload: 'payload',
};

/** A function of the text, the place of a row and the addresses: answers the header, what it quotes, and its flags. */
export function headerDecoder({ columns, fields }: HeaderSelection): string {
  const asked = HEADER_COLUMNS.filter((name) => (columns & columnBit(name)) !== 0);
  const names = asked.flatMap((name) => COLUMNS[name][1]);
  const format = `<BBd${asked.map((name) => COLUMNS[name][0]).join('')}`;
  const values = fields.map((field) => `    ${field} = ${FIELDS[field]},`).join('\n');
  return `local unpack, options_of, quoted_of = ...
return function(text, at, addresses)
  local ${['flags', 'protocol', 'time', ...names, 'after'].join(', ')} = unpack('${format}', text, at)
  local ipv6, ports, tcp = flags & 1 ~= 0, flags & 4 ~= 0, flags & 8 ~= 0
  local udp, icmp_found = flags & 16 ~= 0, flags & 32 ~= 0
  return {
    time = time,
    version = ipv6 and 6 or 4,
    protocol_num = protocol,
${values}
  }, ${asked.includes('quoted') ? `flags & 64 ~= 0 and quoted_of(text, after, addresses) or nil` : 'nil'}, flags
end
`;
}

export class LuaHeaders {
  private readonly columns: readonly HeaderColumn[];
  private readonly addresses = new AddressTexts();
  private bytes = new Uint8Array(65_536);
  private view = new DataView(this.bytes.buffer);
  private length = 0;
  /** Where each row of the frame is, from 1; 0 for rows that were not asked for. */
  places: Uint32Array = new Uint32Array(0);

  constructor({ columns }: HeaderSelection) {
    this.columns = HEADER_COLUMNS.filter((name) => (columns & columnBit(name)) !== 0);
  }

  /** Lua does not know what it was told: it is told everything again. */
  forget(): void {
    this.addresses.clear();
  }

  /** The bytes hold until the next call, `places` too. Whatever is encoded must be read by Lua. */
  encode(frame: HeaderFrame, from: number, step: number): Uint8Array {
    const { addresses } = this;
    const isFresh = addresses.trim();
    const known = addresses.texts.length;
    // Rows first, as they find out which addresses are new; the head goes before them.
    this.length = 0;
    if (this.places.length < frame.rows) this.places = new Uint32Array(frame.rows);
    this.places.fill(0);
    for (let row = from; row < frame.rows; row += step) {
      this.places[row] = this.length;
      this.row(frame, row);
    }
    const rows = this.bytes.slice(0, this.length);
    this.length = 0;
    this.short(isFresh ? 1 : 0);
    this.short(addresses.texts.length - known);
    for (let number = known; number < addresses.texts.length; number++) {
      const text = addresses.texts[number]!;
      this.byte(text.length);
      for (let at = 0; at < text.length; at++) this.byte(text.charCodeAt(at));
    }
    const head = this.length;
    this.put(rows);
    for (let row = from; row < frame.rows; row += step) this.places[row]! += head + 1;
    return this.bytes.subarray(0, this.length);
  }

  private row(frame: HeaderFrame, row: number): void {
    const { values } = frame;
    const flags = frame.flags[row]!;
    const isIpv6 = (flags & 1) !== 0;
    this.byte(flags);
    this.byte(frame.protocol[row]!);
    this.double(frame.time[row]! / MICROSECONDS_PER_SECOND);
    for (const name of this.columns) {
      if (name === 'source' || name === 'destination') {
        this.short(this.addresses.numberOf(values[name] as Uint32Array, row * 4, isIpv6));
      } else if (name === 'tcp_options') {
        const options = frame.options(row);
        this.byte(options.length);
        this.put(options);
      } else if (name === 'payload') {
        const payload = frame.payload(row);
        this.short(payload.length);
        this.put(payload);
      } else if (name !== 'quoted') {
        const column = values[name]!;
        if (column.BYTES_PER_ELEMENT === 1) this.byte(column[row]!);
        else if (column.BYTES_PER_ELEMENT === 2) this.short(column[row]!);
        else this.word(column[row]!);
      }
    }
    const quoted = (flags & HEADER_QUOTES) === 0 ? null : frame.quoted(row);
    if (quoted === null) return;
    this.byte(quoted.ipv6 ? 6 : 4);
    this.byte(quoted.protocol);
    // 65,536 stands for none.
    this.word(quoted.sourcePort < 0 ? 0x1_0000 : quoted.sourcePort);
    this.word(quoted.destinationPort < 0 ? 0x1_0000 : quoted.destinationPort);
    this.short(this.addresses.numberOf(quoted.addresses, 0, quoted.ipv6));
    this.short(this.addresses.numberOf(quoted.addresses, 4, quoted.ipv6));
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + count, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
  }

  private byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  private short(value: number): void {
    this.reserve(2);
    this.view.setUint16(this.length, value, true);
    this.length += 2;
  }

  private word(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  private double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  private put(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }
}
