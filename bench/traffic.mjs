/** Endless made-up traffic as pcap records (little-endian, microseconds): the same arguments, the same bytes. */
import { mixedTraffic } from './conversations.mjs';
import { Network } from './network.mjs';
import { churningTraffic, namedTraffic, scanTraffic } from './scans.mjs';

const PROFILES = { mix: mixedTraffic, scan: scanTraffic, named: namedTraffic, churn: churningTraffic };
const RECORD_HEADER = 16;
const START_S = 1_700_000_000;
/** Room that one record needs at most. */
export const LARGEST_RECORD = RECORD_HEADER + 2048;

export function fileHeader(snaplen) {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(snaplen, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

export class Traffic {
  packets = 0;
  wireBytes = 0;
  /** Conversations begun. */
  conversations = 0;
  #out;
  #network;
  #begin;
  #active;
  #snaplen;
  #meanGapUs;
  #timeUs;

  /**
   * Writes into `out`. `concurrent`: conversations going on at the same time, of which each packet picks one.
   * `startUs`: when the first packet comes, after the common start of all captures.
   */
  constructor(out, { profile, seed, concurrent, meanGapUs, snaplen = 262_144, startUs = 0 }) {
    this.#out = out;
    this.#network = new Network(seed);
    this.#begin = PROFILES[profile](this.#network, out);
    this.#active = Array.from({ length: concurrent }, () => this.#conversation());
    this.#snaplen = snaplen;
    this.#meanGapUs = meanGapUs;
    this.#timeUs = startUs;
  }

  /** Writes the next record at `at`, where LARGEST_RECORD bytes are free; answers its length. */
  next(at) {
    const { random } = this.#network;
    for (;;) {
      const i = Math.floor(random() * this.#active.length);
      const step = this.#active[i].next(at + RECORD_HEADER);
      if (step.done) {
        this.#active[i] = this.#conversation();
        continue;
      }
      return this.#record(at, step.value);
    }
  }

  /** Mean time between two packets from now on. */
  set gapUs(gapUs) {
    this.#meanGapUs = gapUs;
  }

  /** Later packets come after this moment (microseconds since the common start), never before one that was written. */
  goTo(timeUs) {
    this.#timeUs = Math.max(this.#timeUs, Math.round(timeUs));
  }

  /** As many records as fit into `limit` bytes from the start of `out`, at most `packets`; answers their length. */
  fill(limit, packets) {
    let used = 0;
    for (let i = 0; i < packets && used + LARGEST_RECORD <= limit; i++) used += this.next(used);
    return used;
  }

  #record(at, length) {
    const out = this.#out;
    const captured = Math.min(length, this.#snaplen);
    this.#timeUs += Math.ceil(this.#network.random() * 2 * this.#meanGapUs);
    out.writeUInt32LE(START_S + Math.floor(this.#timeUs / 1e6), at);
    out.writeUInt32LE(this.#timeUs % 1e6, at + 4);
    out.writeUInt32LE(captured, at + 8);
    out.writeUInt32LE(length, at + 12);
    this.packets += 1;
    this.wireBytes += length;
    return RECORD_HEADER + captured;
  }

  #conversation() {
    this.conversations += 1;
    const conversation = this.#begin();
    conversation.next(); // up to the first `yield`, which takes the position
    return conversation;
  }
}
