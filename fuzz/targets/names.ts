/** Readers of names: of datagrams, and of the heads of streams. */
import { readDhcpHost } from '#main/engine/decode/dhcp.ts';
import { readDhcpv6Host } from '#main/engine/decode/dhcpv6.ts';
import { readLlmnrName, readMdnsName, readNetbiosName } from '#main/engine/decode/dns-like.ts';
import { readDtlsServerName } from '#main/engine/decode/dtls-records.ts';
import { readHttpHost } from '#main/engine/decode/http-request.ts';
import type { HeadReader } from '#main/engine/decode/name-answer.ts';
import { readSsdpTarget } from '#main/engine/decode/ssdp.ts';
import { readTlsServerName } from '#main/engine/decode/tls-records.ts';
import type { Corpus } from '../corpus.ts';
import { OWN_DATAGRAMS, OWN_SEGMENTS } from '../own-payloads.ts';
import { check, embedded, type Target } from '../target.ts';

const LONGEST = 8192;
const LONGEST_NAME = 4096;
const MOST_SEEDS = 400;
const MOST_OTHERS = 60;
/** Prefixes of a stream that are looked at, too. */
const PREFIXES = 12;

interface Reading {
  readonly name: string;
  readonly read: HeadReader;
  /** Of a stream a longer head never changes an answer but MORE. */
  readonly stream: boolean;
}

const readings: readonly Reading[] = [
  { name: 'tls', read: readTlsServerName, stream: true },
  { name: 'http', read: readHttpHost, stream: true },
  { name: 'dtls', read: readDtlsServerName, stream: false },
  { name: 'dhcp', read: readDhcpHost, stream: false },
  { name: 'dhcpv6', read: readDhcpv6Host, stream: false },
  { name: 'mdns', read: readMdnsName, stream: false },
  { name: 'llmnr', read: readLlmnrName, stream: false },
  { name: 'nbns', read: readNetbiosName, stream: false },
  { name: 'ssdp', read: readSsdpTarget, stream: false },
];

/** What the reader knows first, then a few others, so that it is found what looks like it and is not. */
function seeds(corpus: Corpus, { read, stream }: Reading): Uint8Array[] {
  const payloads = stream ? corpus.segments : corpus.datagrams;
  const known = payloads.filter((bytes) => read(bytes, 0, bytes.length).kind !== 'other');
  const step = Math.max(1, Math.floor(payloads.length / MOST_OTHERS));
  return [
    ...known.slice(0, MOST_SEEDS),
    ...(stream ? OWN_SEGMENTS : OWN_DATAGRAMS),
    ...payloads.filter((_, index) => index % step === 0),
  ];
}

function answerText(reading: Reading, bytes: Uint8Array, start: number, end: number): string {
  const answer = reading.read(bytes, start, end);
  if (answer.kind !== 'name') return answer.kind;
  check(answer.name.length > 0 && answer.name.length <= LONGEST_NAME, `a name has ${answer.name.length} characters`);
  // oxlint-disable-next-line no-control-regex -- that is the point
  check(!/[\u0000-\u001f\u007f]/.test(answer.name), `a name has no control characters: ${JSON.stringify(answer.name)}`);
  return `name ${answer.name}`;
}

export const nameTargets: readonly Target[] = readings.map((reading) => ({
  name: `name-${reading.name}`,
  longest: LONGEST,
  seeds: (corpus) => seeds(corpus, reading),
  run: (input) => {
    const result = answerText(reading, input, 0, input.length);
    const among = embedded(input, 23);
    const there = answerText(reading, among.bytes, among.start, among.start + input.length);
    check(there === result, `a payload reads the same wherever it lies: ${result} is not ${there}`);
    if (reading.stream) {
      for (let part = 0; part < PREFIXES; part++) {
        const end = Math.floor((input.length * part) / PREFIXES);
        const early = answerText(reading, input, 0, end);
        check(
          early === 'more' || early === result,
          `${end} bytes answer ${early}, which ${input.length} bytes do not: ${result}`,
        );
      }
    }
    const length = result.startsWith('name') ? Math.ceil(Math.log2(result.length)) : 0;
    return { kind: `${result.split(' ')[0]!} ${length}`, result };
  },
}));
