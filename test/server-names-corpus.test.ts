/**
 * The readers of server names against tshark's ClientHellos in public captures, where the corpus is beside the checkout:
 * each direction of each TCP connection put in order by itself, each sender's datagrams given to the QUIC and DTLS readers.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { formatAddress } from '#base/addresses.ts';
import { readDtlsServerName } from '#main/engine/decode/dtls-records.ts';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { type NameAnswer, OTHER } from '#main/engine/decode/name-answer.ts';
import {
  DecodedPacket,
  KIND_SESSION,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  TCP_SYN,
  WORD_DESTINATION,
  WORD_SOURCE,
  WORD_TCP_SEQUENCE,
} from '#main/engine/decode/packet.ts';
import { isSupportedLinkType } from '#main/engine/decode/link-types.ts';
import { readTlsServerName } from '#main/engine/decode/tls-records.ts';
import { QuicHello } from '#main/engine/flows/quic-hello.ts';
import { createQuicCrypto } from '#main/host/quic-crypto.ts';
import { memoryBytes } from './kit/memory-bytes.ts';

const CORPUS = path.resolve(import.meta.dirname, '../../shared/captures');
const EXPECTED = path.join(CORPUS, 'expected');
/** What a tracker may hold of a stream's head is about as much. */
const MOST_HEAD_BYTES = 32_768;

interface ExpectedHello {
  readonly frame: number;
  readonly src: string;
  readonly src_port: number;
  readonly dst: string;
  readonly dst_port: number;
  readonly kind: string;
  readonly sni: readonly string[] | null;
}

interface Segment {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

function expectedHellos(name: string): readonly ExpectedHello[] {
  const text = readFileSync(path.join(EXPECTED, `${name}.json`), 'utf8');
  return (JSON.parse(text) as { names?: { client_hellos?: readonly ExpectedHello[] } }).names?.client_hellos ?? [];
}

/** What the readers find: `kind from > to name`, the name `-` where a hello has none. */
class Found {
  readonly hellos: Set<string> = new Set();
  readonly #crypto = createQuicCrypto();
  /** Of one direction, since its latest SYN. */
  readonly #streams: Map<string, Segment[]> = new Map();
  readonly #datagrams: Map<string, QuicHello> = new Map();

  take(packet: DecodedPacket): void {
    const payload = packet.bytes.subarray(packet.payloadOffset, packet.payloadOffset + packet.payloadCaptured);
    if (packet.protocol === PROTOCOL_TCP) {
      const ends = endsOf(packet);
      const syn = (packet.tcpFlags & TCP_SYN) !== 0;
      if (syn) this.#finish(ends);
      const sequence = packet.words[WORD_TCP_SEQUENCE]! + (syn ? 1 : 0);
      if (payload.length > 0) this.#segments(ends).push({ sequence, bytes: payload.slice() });
      return;
    }
    if (packet.protocol !== PROTOCOL_UDP || payload.length === 0) return;
    const ends = endsOf(packet);
    const quic = this.#datagrams.get(ends) ?? new QuicHello(this.#crypto);
    this.#datagrams.set(ends, quic);
    this.#add('quic', ends, quic.take(payload, 0, payload.length));
    this.#add('dtls', ends, readDtlsServerName(payload, 0, payload.length));
  }

  finish(): void {
    for (const ends of this.#streams.keys()) this.#finish(ends);
  }

  #segments(ends: string): Segment[] {
    const segments = this.#streams.get(ends) ?? [];
    this.#streams.set(ends, segments);
    return segments;
  }

  /** The stream's head, byte by byte longer, must give one name and keep to it. */
  #finish(ends: string): void {
    const segments = this.#segments(ends);
    this.#streams.delete(ends);
    if (segments.length === 0) return;
    const first = segments.reduce(
      (least, { sequence }) => (((sequence - least) | 0) < 0 ? sequence : least),
      segments[0]!.sequence,
    );
    const head = new Uint8Array(MOST_HEAD_BYTES);
    let length = 0;
    for (let grown = true; grown;) {
      grown = false;
      for (const { sequence, bytes } of segments) {
        const at = (sequence - first) | 0;
        if (at > length || at + bytes.length <= length || length >= head.length) continue;
        head.set(bytes.subarray(0, head.length - at), at);
        length = Math.min(head.length, at + bytes.length);
        grown = true;
      }
    }
    this.#add('tls', ends, readTlsServerName(head, 0, length));
  }

  #add(kind: string, ends: string, answer: NameAnswer): void {
    if (answer.kind === 'name') this.hellos.add(`${kind} ${ends} ${answer.name}`);
    else if (kind === 'quic' && answer !== OTHER && answer.kind !== 'more') this.hellos.add(`${kind} ${ends} -`);
  }
}

function endsOf(packet: DecodedPacket): string {
  const ipv6 = packet.ipVersion === 6;
  const source = formatAddress(packet.words, WORD_SOURCE, ipv6);
  const destination = formatAddress(packet.words, WORD_DESTINATION, ipv6);
  return `${source}:${packet.sourcePort} > ${destination}:${packet.destinationPort}`;
}

async function findHellos(name: string): Promise<Set<string> | null> {
  const opened = await openPacketSource(memoryBytes(readFileSync(path.join(CORPUS, name))), name);
  if (!opened.ok) return null;
  const source = opened.value;
  const packet = new DecodedPacket();
  const found = new Found();
  for (let batch = await source.next(); !('end' in batch); batch = await source.next()) {
    for (let index = 0; index < batch.count; index++) {
      const { linkType } = source.interfaces[batch.interfaceIds[index]!]!;
      if (!isSupportedLinkType(linkType)) return null;
      const offset = batch.offsets[index]!;
      decodeFrame(batch.bytes, offset, batch.capturedLengths[index]!, batch.wireLengths[index]!, linkType, packet);
      if (packet.kind === KIND_SESSION && !packet.laterFragment && !packet.firstFragment) found.take(packet);
    }
  }
  await source.close();
  found.finish();
  return found.hellos;
}

const captures = existsSync(EXPECTED)
  ? readdirSync(EXPECTED)
      .map((file) => file.replace(/\.json$/, ''))
      .filter((name) => !name.endsWith('.gz'))
      .toSorted()
  : [];

describe.skipIf(captures.length === 0)('server names of the corpus', () => {
  it.for(captures)('%s', async (name, { skip }) => {
    const found = await findHellos(name);
    if (found === null) return skip('a container or link type that is not supported');
    const expected = new Set<string>();
    for (const { kind, src, src_port, dst, dst_port, sni } of expectedHellos(name)) {
      const filter = kind === 'gquic' ? 'quic' : kind;
      for (const text of sni ?? []) expected.add(`${filter} ${src}:${src_port} > ${dst}:${dst_port} ${text}`);
    }
    expect([...found].toSorted()).toEqual([...expected].toSorted());
  });
});
