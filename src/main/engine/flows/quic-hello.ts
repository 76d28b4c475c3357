/**
 * The server name that a client asks for in the first datagrams of a QUIC connection: Initial packets are opened, their
 * CRYPTO frames put together, and the ClientHello read. One of these belongs to one session, as long as its name is sought.
 *
 * Everything is bounded: datagrams, attempts to open a packet, bytes held. Whatever is not QUIC costs a look at seven bytes.
 */
import { readChlo, readGquicServerName, startsClearGquic } from '#main/engine/decode/gquic-hello.ts';
import { MORE, type NameAnswer, NONE, OTHER } from '#main/engine/decode/name-answer.ts';
import { forEachCryptoFrame } from '#main/engine/decode/quic-frames.ts';
import {
  QUIC_CUT,
  QUIC_INITIAL,
  QUIC_NEGOTIATION,
  QUIC_OTHER,
  QuicHeader,
  readQuicLongHeader,
  startsQuic,
} from '#main/engine/decode/quic-packet.ts';
import type { QuicVersion } from '#main/engine/decode/quic-versions.ts';
import { readHandshakeServerName } from '#main/engine/decode/tls-client-hello.ts';
import { ByteCollector } from './byte-collector.ts';
import type { QuicCrypto } from './quic-crypto.ts';
import { clientInitialKeys, openInitial, type QuicKeys } from './quic-keys.ts';

/** Post-quantum hellos have two or three datagrams; the rest is for repetitions. */
const MOST_DATAGRAMS = 16;
/** Attempts to open a packet: each is some tens of microseconds. */
const MOST_ATTEMPTS = 64;
/** Of which fail, because the packet is the server's, or not QUIC at all. */
const MOST_FAILURES = 8;
const MOST_HELLO_BYTES = 16_384;
const EMPTY: Uint8Array = new Uint8Array(0);

/** For one packet at a time: a session has no use for it between two. */
const header: QuicHeader = new QuicHeader();

/** Whether a datagram may be the first of a connection whose name can be sought: a few nanoseconds, and no object. */
export function looksLikeQuic(bytes: Uint8Array, start: number, end: number): boolean {
  return startsQuic(bytes, start, end) || startsClearGquic(bytes, start, end);
}

export class QuicHello {
  readonly #crypto: QuicCrypto;
  readonly #hello: ByteCollector = new ByteCollector(MOST_HELLO_BYTES);
  #answer: NameAnswer = MORE;
  #datagrams = 0;
  #attempts = 0;
  #failures = 0;
  /** Whether anything was certainly QUIC: a packet that opened, or a version that says so. */
  #recognised = false;
  #keys: QuicKeys | null = null;
  #version: QuicVersion | null = null;
  /** Destination of the packet that `#keys` were made for. */
  #connectionId: Uint8Array = EMPTY;

  constructor(crypto: QuicCrypto) {
    this.#crypto = crypto;
  }

  /**
   * Takes the payload `start` … `end` of a datagram. Only the client's can give a name; those of the server do no harm but
   * to the bounds, so whoever does not know which side is the client's gives both. MORE: the next may give it. Any other
   * answer is final.
   */
  take(bytes: Uint8Array, start: number, end: number): NameAnswer {
    if (this.#answer !== MORE) return this.#answer;
    this.#datagrams++;
    let at = start;
    while (at < end && this.#answer === MORE) {
      const next = this.#packet(bytes, at, end);
      if (next < 0) break;
      at = next;
    }
    if (at === start && !this.#recognised && this.#answer === MORE && this.#failures === 0) this.#answer = OTHER;
    if (this.#answer === MORE && this.#exhausted()) this.#answer = this.#recognised ? NONE : OTHER;
    return this.#answer;
  }

  #exhausted(): boolean {
    return this.#datagrams >= MOST_DATAGRAMS || this.#attempts >= MOST_ATTEMPTS || this.#failures >= MOST_FAILURES;
  }

  /** Where the next packet of the datagram begins; -1 where nothing more of it can be read. */
  #packet(bytes: Uint8Array, at: number, end: number): number {
    if (startsClearGquic(bytes, at, end)) {
      this.#recognised = true;
      const answer = readGquicServerName(bytes, at, end);
      if (answer.kind === 'name') this.#answer = answer;
      return -1;
    }
    const outcome = readQuicLongHeader(bytes, at, end, header);
    if (outcome === QUIC_OTHER) return -1;
    if (outcome === QUIC_CUT || outcome === QUIC_NEGOTIATION) {
      this.#recognised = true;
      return -1;
    }
    if (header.type === QUIC_INITIAL) {
      const frames = this.#open(bytes, at);
      if (frames !== null) this.#collect(frames);
    }
    return this.#exhausted() ? -1 : header.packetEnd;
  }

  /**
   * With the keys at hand, which also fit what the client sends once it knows the server's connection id; else with those
   * of this packet's destination: the client's first packet, or its first after a Retry.
   */
  #open(bytes: Uint8Array, at: number): Uint8Array | null {
    if (this.#keys !== null) {
      const frames = this.#attempt(this.#keys, bytes, at);
      if (frames !== null || this.#keysFitHeader(bytes)) return frames;
    }
    const version = header.version!;
    const connectionId = new Uint8Array(bytes.subarray(header.destinationIdAt, header.destinationIdEnd));
    const keys = clientInitialKeys(this.#crypto, version, connectionId);
    const frames = this.#attempt(keys, bytes, at);
    if (frames === null) return null;
    this.#keys = keys;
    this.#version = version;
    this.#connectionId = connectionId;
    this.#hello.clear();
    return frames;
  }

  #attempt(keys: QuicKeys, bytes: Uint8Array, at: number): Uint8Array | null {
    this.#attempts++;
    const frames = openInitial(this.#crypto, keys, bytes, at, header);
    if (frames === null) this.#failures++;
    else this.#recognised = true;
    return frames;
  }

  #keysFitHeader(bytes: Uint8Array): boolean {
    const length = header.destinationIdEnd - header.destinationIdAt;
    if (this.#version !== header.version || this.#connectionId.length !== length) return false;
    return this.#connectionId.every((octet, index) => octet === bytes[header.destinationIdAt + index]);
  }

  #collect(frames: Uint8Array): void {
    const hello = this.#hello;
    const version = this.#version!;
    const before = hello.headLength;
    forEachCryptoFrame(frames, version.cryptoFrame, (offset, start, end) => {
      hello.add(offset, frames, start, end);
    });
    const length = hello.headLength;
    if (length === before) return;
    const read = version.handshake === 'tls' ? readHandshakeServerName : readChlo;
    const answer = read(hello.bytes, 0, length);
    // It is QUIC for certain: what is in it may be none of what is known.
    this.#answer = answer === OTHER ? NONE : answer;
  }
}
