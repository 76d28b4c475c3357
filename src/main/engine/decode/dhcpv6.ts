/** The client's FQDN in DHCPv6 messages (RFC 8415, option: RFC 4704), also where relays have wrapped them. */
import { labelledName } from './dhcp-options.ts';
import { type NameAnswer, NONE, OTHER } from './name-answer.ts';

/** Type and transaction id (RFC 8415 §8). */
const MESSAGE_HEAD = 4;
/** Type, hop count and two addresses (RFC 8415 §9). */
const RELAY_HEAD = 34;
const RELAY_FORWARD = 12;
const RELAY_REPLY = 13;
/** IANA's registry of message types; DHCPv4-query and -response (RFC 7341) and failover have other contents. */
const LAST_TYPE = 24;
/** RFC 8415 §7.6: HOP_COUNT_LIMIT is 8. */
const MOST_RELAYS = 8;

const OPTION_HEAD = 4;
const OPTION_RELAY_MESSAGE = 9;
const OPTION_FQDN = 39;

export function readDhcpv6Host(bytes: Uint8Array, start: number, end: number): NameAnswer {
  let from = start;
  let to = end;
  for (let relays = 0; relays <= MOST_RELAYS; relays++) {
    const type = from < to ? bytes[from]! : 0;
    if (type === 0 || type > LAST_TYPE || to - from < MESSAGE_HEAD) return relays === 0 ? OTHER : NONE;
    const relayed = type === RELAY_FORWARD || type === RELAY_REPLY;
    const options = from + (relayed ? RELAY_HEAD : MESSAGE_HEAD);
    if (options > to) return relays === 0 ? OTHER : NONE;
    const at = findOption(bytes, options, to, relayed ? OPTION_RELAY_MESSAGE : OPTION_FQDN);
    if (at < 0) return NONE;
    from = at + OPTION_HEAD;
    to = from + read16(bytes, at + 2);
    if (!relayed) {
      // One octet of flags (RFC 4704 §4.1).
      const name = labelledName(bytes, from + 1, to);
      return name === null ? NONE : { kind: 'name', name };
    }
  }
  return NONE;
}

/** Where the option begins that is whole; -1 where there is none. */
function findOption(bytes: Uint8Array, start: number, end: number, wanted: number): number {
  let at = start;
  while (end - at >= OPTION_HEAD) {
    const next = at + OPTION_HEAD + read16(bytes, at + 2);
    if (next > end) return -1;
    if (read16(bytes, at) === wanted) return at;
    at = next;
  }
  return -1;
}

function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
