/** The host's name in DHCP messages (RFC 2131, options: RFC 2132): the host name option, else the client's FQDN (RFC 4702). */
import { labelledName, plainHostName } from './dhcp-options.ts';
import { type NameAnswer, NONE, OTHER } from './name-answer.ts';

/** Fields of the fixed part (RFC 2131 §2). */
const HARDWARE_LENGTH_AT = 2;
const LONGEST_HARDWARE_ADDRESS = 16;
const SERVER_NAME_AT = 44;
const FILE_AT = 108;
const COOKIE_AT = 236;
const OPTIONS_AT = 240;
/** RFC 2131 §3: without it what follows are no options, but a BOOTP vendor's own. */
const COOKIE = [0x63, 0x82, 0x53, 0x63];

const OPTION_PAD = 0;
const OPTION_HOST_NAME = 12;
const OPTION_OVERLOAD = 52;
const OPTION_FQDN = 81;
const OPTION_END = 255;
/** Values of the overload option (RFC 2132 §9.3), bits: further options are in the fields for file and server name. */
const OVERLOAD_FILE = 1;
const OVERLOAD_SERVER_NAME = 2;
/** Flags and two response codes before the name (RFC 4702 §2). */
const FQDN_HEAD = 3;
/** The name is encoded as labels, else as text (RFC 4702 §2.1). */
const FQDN_LABELS = 0x04;

interface Names {
  host: string | null;
  qualified: string | null;
  overload: number;
}

export function readDhcpHost(bytes: Uint8Array, start: number, end: number): NameAnswer {
  const operation = bytes[start];
  if (end - start < COOKIE_AT || (operation !== 1 && operation !== 2)) return OTHER;
  if (bytes[start + HARDWARE_LENGTH_AT]! > LONGEST_HARDWARE_ADDRESS) return OTHER;
  if (end - start < OPTIONS_AT || COOKIE.some((octet, index) => bytes[start + COOKIE_AT + index] !== octet))
    return NONE;
  const names: Names = { host: null, qualified: null, overload: 0 };
  readOptions(bytes, start + OPTIONS_AT, end, names);
  // RFC 2131 §4.1: the file field's options come before the server name's.
  const { overload } = names;
  if ((overload & OVERLOAD_FILE) !== 0) readOptions(bytes, start + FILE_AT, start + COOKIE_AT, names);
  if ((overload & OVERLOAD_SERVER_NAME) !== 0) readOptions(bytes, start + SERVER_NAME_AT, start + FILE_AT, names);
  const name = names.host ?? names.qualified;
  return name === null ? NONE : { kind: 'name', name };
}

function readOptions(bytes: Uint8Array, start: number, end: number, names: Names): void {
  let at = start;
  while (at < end && bytes[at] !== OPTION_END) {
    const code = bytes[at++]!;
    if (code === OPTION_PAD) continue;
    if (at === end) return;
    const data = at + 1;
    at = data + bytes[at]!;
    if (at > end) return;
    if (code === OPTION_HOST_NAME) names.host ??= plainHostName(bytes, data, at);
    else if (code === OPTION_FQDN) names.qualified ??= qualifiedName(bytes, data, at);
    else if (code === OPTION_OVERLOAD && at > data) names.overload = bytes[data]!;
  }
}

function qualifiedName(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start <= FQDN_HEAD) return null;
  const name = start + FQDN_HEAD;
  return (bytes[start]! & FQDN_LABELS) === 0 ? plainHostName(bytes, name, end) : labelledName(bytes, name, end);
}
