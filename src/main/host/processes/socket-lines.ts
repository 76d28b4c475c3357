/**
 * The lines of /proc/net/tcp and its like, read as bytes: of a hundred thousand of them few are asked for, and those that are
 * not cost no text.
 *
 *     sl  local_address rem_address   st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode …
 *
 * Addresses are 32-bit words in the machine's byte order (little-endian wherever Node runs here), 8 or 32 digits.
 */

/** TCP states as they are written (include/net/tcp_states.h). */
export const SOCKET_LISTENS = 0x0a;

export interface SocketLine {
  /** Four words each, IPv4 as mapped IPv6. */
  readonly local: Uint32Array;
  readonly remote: Uint32Array;
  localPort: number;
  remotePort: number;
  state: number;
  inode: number;
}

/** Takes a line that is asked for; `line` is lent. */
type LineTaker = (line: SocketLine) => void;

const SPACE = 0x20;
const COLON = 0x3a;
const LINE_END = 0x0a;
const MAPPED_PREFIX = 0xffff;
const IPV4_DIGITS = 8;
const IPV6_DIGITS = 32;
/** tx_queue:rx_queue, tr:tm->when, retrnsmt, uid, timeout. */
const WORDS_BEFORE_INODE = 5;

export class SocketLines {
  private readonly digits: number;
  private readonly wanted: (localPort: number) => boolean;
  private readonly take: LineTaker;
  private readonly line: SocketLine;
  /** The beginning of a line whose end was not there yet. */
  private rest: Buffer = Buffer.alloc(0);

  /** `wanted`: whether anything on this local port is asked for. Headers and what does not fit the format are left out. */
  constructor(ipv6: boolean, wanted: (localPort: number) => boolean, take: LineTaker) {
    this.digits = ipv6 ? IPV6_DIGITS : IPV4_DIGITS;
    this.wanted = wanted;
    this.take = take;
    this.line = {
      local: new Uint32Array([0, 0, MAPPED_PREFIX, 0]),
      remote: new Uint32Array([0, 0, MAPPED_PREFIX, 0]),
      localPort: 0,
      remotePort: 0,
      state: 0,
      inode: 0,
    };
  }

  /** The next bytes of the file, which may end anywhere. */
  read(bytes: Buffer): void {
    const all = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    let start = 0;
    for (;;) {
      const end = all.indexOf(LINE_END, start);
      if (end < 0) break;
      this.readLine(all, start, end);
      start = end + 1;
    }
    this.rest = Buffer.from(all.subarray(start));
  }

  private readLine(bytes: Buffer, start: number, end: number): void {
    const { digits, line } = this;
    const colon = bytes.indexOf(COLON, start);
    const local = colon + 2;
    const remote = local + digits + 6;
    const state = remote + digits + 6;
    if (colon < 0 || state + 2 > end) return;
    const localPort = hex(bytes, local + digits + 1, 4);
    if (localPort < 0 || !this.wanted(localPort)) return;
    line.localPort = localPort;
    line.remotePort = hex(bytes, remote + digits + 1, 4);
    line.state = hex(bytes, state, 2);
    line.inode = inodeAt(bytes, state + 2, end);
    if (line.remotePort < 0 || line.state < 0 || line.inode <= 0) return;
    if (this.readAddress(bytes, local, line.local) && this.readAddress(bytes, remote, line.remote)) this.take(line);
  }

  private readAddress(bytes: Buffer, at: number, words: Uint32Array): boolean {
    const count = this.digits / 8;
    for (let i = 0; i < count; i++) {
      const word = hex(bytes, at + i * 8, 8);
      if (word < 0) return false;
      words[4 - count + i] = turned(word);
    }
    return true;
  }
}

/** The sixth word after the state; 0 where nothing owns the socket (TIME_WAIT), -1 where there is no such number. */
function inodeAt(bytes: Buffer, from: number, end: number): number {
  let at = from;
  for (let word = 0; word <= WORDS_BEFORE_INODE; word++) {
    while (at < end && bytes[at] === SPACE) at++;
    if (word === WORDS_BEFORE_INODE) break;
    while (at < end && bytes[at] !== SPACE) at++;
  }
  let inode = -1;
  for (; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) break;
    inode = Math.max(inode, 0) * 10 + digit;
  }
  return inode;
}

/** Unsigned; -1 where these are not all digits. */
function hex(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const byte = bytes[i]!;
    const digit = byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57;
    if (!(digit >= 0 && digit <= 15)) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** With its bytes in the opposite order. */
function turned(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
