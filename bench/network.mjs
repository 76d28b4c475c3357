/**
 * A made-up network: who is there, and the two directions between any two. Clients are 10.0.0.0/8 and 2001:db8:1::/64,
 * servers 198.18.0.0/15 and 2001:db8:2::/64 (RFC 2544, RFC 3849), names example.com, .net and .org (RFC 2606).
 */
import { Pool } from './checksum.mjs';
import { Path } from './frames.mjs';
import { randomBytes, randomNumbers } from './random.mjs';

const ROUTER = Buffer.from('00005e005301', 'hex');
const POOL_BYTES = 1 << 18;
const LARGEST_PAYLOAD = 2048;
const ICMP = 1;
const ICMP6 = 58;
export const RESOLVER = 53;

export class Network {
  #pool;
  /** Where in the pool a byte 01…… stands, as in a QUIC packet after the handshake (RFC 9000, section 17.3). */
  #shortHeaders;

  constructor(seed) {
    this.random = randomNumbers(seed);
    const bytes = randomBytes(this.random, POOL_BYTES);
    this.#pool = new Pool(bytes);
    const even = Array.from({ length: (POOL_BYTES - LARGEST_PAYLOAD) >> 1 }, (_, i) => 2 * i);
    this.#shortHeaders = even.filter((at) => bytes[at] >> 6 === 1);
  }

  below(n) {
    return Math.floor(this.random() * n);
  }

  /** Heavy-tailed, as the lengths of conversations are: most near `least`, a few near `most`. */
  pareto(least, most, alpha) {
    return Math.min(most, Math.floor(least / (1 - this.random()) ** (1 / alpha)));
  }

  /** A random even position in the pool with room for any payload after it. */
  poolAt() {
    return 2 * this.below((POOL_BYTES - LARGEST_PAYLOAD) >> 1);
  }

  shortHeaderAt() {
    return this.#shortHeaders[this.below(this.#shortHeaders.length)];
  }

  clientAddress(n, v6) {
    const low = [(n >> 16) & 255, (n >> 8) & 255, n & 255];
    return Buffer.from(v6 ? [0x20, 1, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, ...low] : [10, ...low]);
  }

  /** `n` below 2 ** 17: that many IPv4 addresses there are. */
  serverAddress(n, v6) {
    const low = [(n >> 8) & 255, n & 255];
    return Buffer.from(
      v6 ? [0x20, 1, 0x0d, 0xb8, 0, 2, 0, 0, 0, 0, 0, 0, 0, n >> 16, ...low] : [198, 18 + (n >> 16), ...low],
    );
  }

  nameOf(n) {
    return `host-${n}.${['example.com', 'example.net', 'example.org'][n % 3]}`;
  }

  /** Both directions of a conversation. 20 % of them are IPv6, 4 % tagged, a tenth of those twice. */
  between(protocol, client, server, v6 = this.random() < 0.2) {
    const tagged = this.random();
    const vlans = tagged < 0.004 ? [100, 42] : tagged < 0.044 ? [42] : [];
    const near = this.clientAddress(client, v6);
    const far = this.serverAddress(server, v6);
    const mac = Buffer.from([2, 0, 0, client >> 16, client >> 8, client]);
    const shared = { vlans, protocol: protocol === ICMP && v6 ? ICMP6 : protocol, pool: this.#pool };
    return {
      there: new Path({ ...shared, source: near, destination: far, sourceMac: mac, destinationMac: ROUTER }),
      back: new Path({ ...shared, source: far, destination: near, sourceMac: ROUTER, destinationMac: mac }),
    };
  }
}
