/** The first datagrams of a QUIC connection: Initial packets, opened, and what is in them. */
import { looksLikeQuic, QuicHello } from '#main/engine/flows/quic-hello.ts';
import type { QuicCrypto } from '#main/engine/flows/quic-crypto.ts';
import { createQuicCrypto } from '#main/host/quic-crypto.ts';
import type { Corpus } from '../corpus.ts';
import { joined } from '../mutate.ts';
import { check, embedded, type Outcome, type Target } from '../target.ts';

const MOST_DATAGRAMS = 24;
const TAG_BYTES = 16;
/** 255 octets, each written as `\\DDD` at worst. */
const LONGEST_NAME = 1020;
const crypto = createQuicCrypto();

/** An input: datagrams behind two bytes of length each. */
function datagramsOf(input: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at + 2 <= input.length && found.length < MOST_DATAGRAMS;) {
    const length = (input[at]! << 8) | input[at + 1]!;
    found.push(input.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return found;
}

function seeds(corpus: Corpus): Uint8Array[] {
  const quic = corpus.datagrams.filter((bytes) => looksLikeQuic(bytes, 0, bytes.length)).slice(0, 300);
  const others = corpus.datagrams.filter((_, index) => index % 40 === 0).slice(0, 40);
  return [...quic, ...others].map((bytes, index, all) => {
    const group = [bytes, ...all.slice(index + 1, index + 3)];
    return joined(...group.flatMap((each) => [Uint8Array.from([each.length >> 8, each.length & 0xff]), each]));
  });
}

/** What was inside of the corpus' packets. */
function openedFrames(corpus: Corpus): Uint8Array[] {
  const frames: Uint8Array[] = [];
  const listening: QuicCrypto = {
    ...crypto,
    aes128GcmOpen: (...packet) => {
      const opened = crypto.aes128GcmOpen(...packet);
      if (opened !== null) frames.push(opened.slice());
      return opened;
    },
  };
  for (const bytes of corpus.datagrams.slice(0, 2000)) new QuicHello(listening).take(bytes, 0, bytes.length);
  // PING, then a CRYPTO frame of four bytes (RFC 9000 §19.6): what there is without a corpus.
  return [...frames.slice(0, 200), Uint8Array.from([1, 6, 0, 4, 1, 0, 0, 0])];
}

/** An Initial packet of version 1 around `frames` (RFC 9000 §17.2.2), as a key of zeros and `unsealing` would have it. */
function initialAround(frames: Uint8Array): Uint8Array {
  const length = frames.length + 1 + TAG_BYTES;
  const head = [0xc0, 0, 0, 0, 1, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0x40 | (length >> 8), length & 0xff, 0];
  return joined(Uint8Array.from(head), frames, new Uint8Array(TAG_BYTES));
}

/** Opens everything, so that what is inside can be damaged. */
const unsealing: QuicCrypto = {
  hmacSha256: () => new Uint8Array(32),
  aes128EcbBlock: () => new Uint8Array(16),
  aes128GcmOpen: (_key, _nonce, _associatedData, sealed) => sealed.slice(0, Math.max(0, sealed.length - TAG_BYTES)),
};

function answers(datagrams: readonly Uint8Array[], before: number, cryptography: QuicCrypto): string {
  const hello = new QuicHello(cryptography);
  return datagrams
    .map((datagram) => {
      const { bytes, start } = embedded(datagram, before);
      const answer = hello.take(bytes, start, start + datagram.length);
      if (answer.kind !== 'name') return answer.kind;
      check(
        answer.name.length > 0 && answer.name.length <= LONGEST_NAME,
        `a name has ${answer.name.length} characters`,
      );
      return `name ${answer.name}`;
    })
    .join('\n');
}

function judged(datagrams: readonly Uint8Array[], cryptography: QuicCrypto): Outcome {
  const result = answers(datagrams, 0, cryptography);
  check(answers(datagrams, 29, cryptography) === result, 'datagrams read the same wherever they lie');
  return { kind: result.replaceAll(/ .*/g, ''), result };
}

export const quicTargets: readonly Target[] = [
  { name: 'name-quic', longest: 16_384, seeds, run: (input) => judged(datagramsOf(input), crypto) },
  {
    name: 'quic-frames',
    longest: 8192,
    seeds: (corpus) => {
      const frames = openedFrames(corpus);
      return frames.map((each, index) => {
        const two = [each, frames[(index + 1) % frames.length]!];
        return joined(...two.flatMap((part) => [Uint8Array.from([part.length >> 8, part.length & 0xff]), part]));
      });
    },
    run: (input) => judged(datagramsOf(input).map(initialAround), unsealing),
  },
];
