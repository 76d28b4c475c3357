/** DNS messages. */
import {
  dnsAnswerCount,
  dnsFlags,
  dnsId,
  dnsQuestionCount,
  forEachAddressAnswer,
  looksLikeDns,
  parseDnsMessage,
  readQuestion,
} from '#main/engine/decode/dns-message.ts';
import { ByteStream, type StreamReader } from '#main/engine/flows/byte-stream.ts';
import { dnsMessage } from '#main/engine/flows/test-dns.ts';
import type { Corpus } from '../corpus.ts';
import { joined } from '../mutate.ts';
import { Random } from '../random.ts';
import { check, embedded, type Target } from '../target.ts';

const LONGEST = 4096;
const SMALLEST_MESSAGE = 12;
/** A name of 255 bytes on the wire, each written as `\DDD` at worst. */
const LONGEST_NAME = 1024;

function messages(corpus: Corpus): Uint8Array[] {
  const found = corpus.datagrams.filter((bytes) => looksLikeDns(bytes, 0, bytes.length)).slice(0, 1500);
  const framed = corpus.segments
    .filter((bytes) => bytes.length > 14 && looksLikeDns(bytes, 2, bytes.length))
    .map((bytes) => bytes.slice(2));
  const own = dnsMessage({ id: 7, flags: 0x8180, name: 'a.example', answers: ['a.example A 192.0.2.1'] });
  return [...found, ...framed.slice(0, 200), own];
}

function readAll(bytes: Uint8Array, start: number, end: number): { readonly text: string; readonly kind: string } {
  const likely = looksLikeDns(bytes, start, end);
  const message = parseDnsMessage(bytes, start, end);
  const question = readQuestion(bytes, start, end);
  const addresses: string[] = [];
  forEachAddressAnswer(bytes, start, end, (...words) => addresses.push(words.join(' ')));
  const head =
    end - start < 12 ? [] : [dnsId, dnsFlags, dnsQuestionCount, dnsAnswerCount].map((read) => read(bytes, start));
  const first = message.questions[0] ?? null;
  check(JSON.stringify(first) === JSON.stringify(question), 'the question alone is read as it is within the message');
  const records = [...message.answers, ...message.authorities, ...message.additionals];
  check(records.length + message.questions.length <= end - start, 'there are no more records than bytes');
  for (const { name } of [...message.questions, ...records])
    check(name.length <= LONGEST_NAME, `a name of ${name.length} characters was longer than 255 bytes`);
  check(addresses.length <= end - start, 'there are no more addresses than bytes');
  const types = [...new Set(records.map(({ type }) => type))].slice(0, 3);
  return {
    text: JSON.stringify([likely, message, question, addresses, head]),
    kind: [likely, message.defect, message.questions.length > 0, records.length > 0, ...types].join(' '),
  };
}

const messageTarget: Target = {
  name: 'dns-message',
  longest: LONGEST,
  seeds: messages,
  run: (input) => {
    const here = readAll(input, 0, input.length);
    const among = embedded(input, 19);
    const there = readAll(among.bytes, among.start, among.start + input.length);
    check(there.text === here.text, 'a message reads the same wherever it lies');
    return { kind: here.kind, result: here.text };
  },
};

/** Input: how the stream is cut (one byte), then the stream: messages behind their lengths. */
const streamTarget: Target = {
  name: 'stream-of-messages',
  longest: 8192,
  seeds: (corpus) =>
    messages(corpus)
      .slice(0, 300)
      .map((message, index, all) => {
        const framed = [message, all[(index * 7) % all.length]!].map((each) =>
          joined(Uint8Array.from([each.length >> 8, each.length & 0xff]), each),
        );
        return joined(Uint8Array.from([index]), ...framed);
      }),
  run: (input) => {
    const stream = input.subarray(1);
    const whole = deliver(stream, [{ from: 0, to: stream.length }]);
    const random = new Random(input[0] ?? 0);
    // In order, with repetitions: what comes out depends on the bytes alone.
    const pieces: Piece[] = [];
    for (let at = 0; at < stream.length;) {
      const to = Math.min(stream.length, at + 1 + random.below(random.chance(0.3) ? 4 : 900));
      pieces.push({ from: random.chance(0.2) ? Math.max(0, at - random.below(40)) : at, to });
      if (random.chance(0.1)) pieces.push({ from: at, to });
      at = to;
    }
    const cut = deliver(stream, pieces);
    check(cut.text === whole.text, 'messages are the same however the stream is cut');
    for (let index = 1; index < pieces.length; index++)
      if (random.chance(0.2)) [pieces[index - 1], pieces[index]] = [pieces[index]!, pieces[index - 1]!];
    const swapped = deliver(stream, pieces);
    check(whole.text.startsWith(swapped.text), 'messages out of order are the same, or fewer where it was given up');
    return { kind: `${whole.count > 3} ${whole.givenUp} ${swapped.givenUp}`, result: whole.text + swapped.text };
  },
};

interface Piece {
  readonly from: number;
  readonly to: number;
}

function deliver(stream: Uint8Array, pieces: readonly Piece[]): { text: string; count: number; givenUp: boolean } {
  const FIRST = 0xffff_ff00; // it wraps
  const followed = new ByteStream(FIRST);
  let text = '';
  let count = 0;
  const reader: StreamReader = {
    read: (bytes, start, end) => {
      let at = start;
      for (; end - at >= 2; count++) {
        const length = (bytes[at]! << 8) | bytes[at + 1]!;
        if (length < SMALLEST_MESSAGE) return -1;
        if (end - at - 2 < length) break;
        text += `${bytes.subarray(at + 2, at + 2 + length).join(' ')};`;
        at += 2 + length;
      }
      return at;
    },
  };
  for (const { from, to } of pieces) {
    const { bytes, start } = embedded(stream.subarray(from, to), 5);
    followed.push((FIRST + from) >>> 0, bytes, start, start + to - from, to - from, reader);
  }
  return { text, count, givenUp: followed.givenUp };
}

export const dnsTargets: readonly Target[] = [messageTarget, streamTarget];
