/** Whole files: capture readers, plain and through gzip, and a read from file to rows. */
import { gzipSync } from 'node:zlib';
import { failure, success } from '#base/result.ts';
import { DNS_COLUMNS, PACKET_COLUMNS, SESSION_COLUMNS } from '#contract/records.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import { readCapture } from '#main/engine/read-capture.ts';
import type { RowOutput } from '#main/engine/read-request.ts';
import { ManualClock } from '#main/engine/store/manual-clock.ts';
import { createQuicCrypto } from '#main/host/quic-crypto.ts';
import { GzipBytes } from '#main/host/capture/gzip-bytes.ts';
import { memoryBytes } from '../../test/kit/memory-bytes.ts';
import type { Corpus } from '../corpus.ts';
import { Digest } from '../digest.ts';
import { checkCsv, checkJsonLines } from '../rows.ts';
import { check, type Outcome, type Target } from '../target.ts';

const LONGEST = 65_536;
const LONGEST_SEED = 40_000;
/** gzip makes at most so many bytes of one (RFC 1951: 258 bytes in two bits). */
const GZIP_FACTOR = 1032;
const decoder = new TextDecoder();
const UNUSED = 'not used when fuzzing';

interface Drained {
  readonly packets: number;
  readonly interfaces: number;
  readonly captured: number;
  readonly failure: string | null;
  readonly result: string;
}

async function drain(bytes: ByteSource): Promise<Drained> {
  const opened = await openPacketSource(bytes, 'input');
  const digest = new Digest();
  let packets = 0;
  let captured = 0;
  if (!opened.ok) {
    const { code, message } = opened.failure;
    return { packets, interfaces: 0, captured, failure: code, result: `${code} ${message}` };
  }
  const source = opened.value;
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) {
      await source.close();
      const failed = batch.failure;
      const result = `${packets} ${digest.text} ${JSON.stringify(source.interfaces)} ${JSON.stringify(failed)}`;
      return { packets, interfaces: source.interfaces.length, captured, failure: failed?.code ?? null, result };
    }
    for (let row = 0; row < batch.count; row++) {
      const at = batch.offsets[row]!;
      const length = batch.capturedLengths[row]!;
      check(at + length <= batch.bytes.length, 'a frame lies within its batch');
      check(batch.wireLengths[row]! >= length, 'a frame was not shorter on the wire than what was captured of it');
      check(batch.interfaceIds[row]! < source.interfaces.length, 'a frame’s interface is known');
      const time = batch.times[row]!;
      check(Number.isNaN(time) || Number.isFinite(time), `time ${time} is finite`);
      digest.number(time).number(batch.wireLengths[row]!).number(batch.interfaceIds[row]!);
      digest.bytes(batch.bytes, at, at + length);
      captured += length;
    }
    packets += batch.count;
  }
}

function kindOf({ packets, interfaces, failure: failed, result }: Drained): string {
  const size = packets === 0 ? 0 : Math.ceil(Math.log2(packets + 1));
  // What was wrong, without the numbers in it.
  const problem = failed === null ? '' : result.slice(result.lastIndexOf('{')).replaceAll(/\d+/g, '#');
  return `${size} ${Math.min(interfaces, 3)} ${problem.slice(0, 120)}`;
}

function smallFiles(corpus: Corpus): Uint8Array[] {
  return corpus.files.map(({ bytes }) => (bytes.length <= LONGEST_SEED ? bytes : bytes.slice(0, LONGEST_SEED)));
}

const readerTarget: Target = {
  name: 'capture-file',
  longest: LONGEST,
  seeds: smallFiles,
  run: async (input) => {
    const whole = await drain(memoryBytes(input));
    check(whole.captured <= input.length, 'no more bytes come out of a file than are in it');
    check(whole.packets <= input.length, 'nor more packets');
    const pieces = await drain(memoryBytes(input, 1 + (input.length % 97)));
    check(pieces.result === whole.result, `a file reads the same in pieces: ${whole.result} is not ${pieces.result}`);
    return { kind: kindOf(whole), result: whole.result };
  },
};

/** Longer files would be unpacked again and again for little. */
const SHORT = 16_384;

const gzipTarget: Target = {
  name: 'capture-gzip',
  longest: LONGEST,
  seeds: (corpus) => {
    const files = smallFiles(corpus);
    const short = files.filter(({ length }) => length < SHORT);
    // The sample alone, where there is no corpus, is longer.
    const chosen = short.length > 0 ? short : files.map((bytes) => bytes.subarray(0, SHORT));
    return chosen.map((bytes) => Uint8Array.from(gzipSync(bytes)));
  },
  run: async (input) => {
    const drained = await drain(new GzipBytes(memoryBytes(input), 'input'));
    check(drained.captured <= input.length * GZIP_FACTOR, 'no more bytes come out than gzip can hold');
    return { kind: kindOf(drained), result: drained.result };
  },
};

class Ports implements EnginePorts {
  readonly clock: ManualClock = new ManualClock(0);
  readonly opener: EnginePorts['opener'] = {
    openBytes: async () => failure('not-found', UNUSED),
    openLive: async () => failure('not-found', UNUSED),
    find: async () => null,
  };
  readonly exportFiles: EnginePorts['exportFiles'] = {
    create: async () => failure('not-found', UNUSED),
    createForDownload: async () => failure('not-found', UNUSED),
  };
  readonly interfaces: EnginePorts['interfaces'] = { read: async () => [], defaultRoute: async () => null };
  readonly quicCrypto: EnginePorts['quicCrypto'] = createQuicCrypto();
  readonly processes: EnginePorts['processes'] = null;
  readonly addressDatabases: EnginePorts['addressDatabases'] = { open: async () => success(null) };
  readonly usage: EnginePorts['usage'] = { rssBytes: () => 1, peakRssBytes: () => 1 };

  randomBytes(count: number): Uint8Array {
    return new Uint8Array(count).fill(7);
  }

  async capturePermission(): Promise<{ how: 'direct'; program: null; failure: null }> {
    return { how: 'direct', program: null, failure: null };
  }
}

class Rows {
  text = '';
  readonly output: RowOutput;

  constructor(format: 'csv' | 'jsonl') {
    this.output = {
      format,
      sink: {
        write: async (text) => {
          this.text += decoder.decode(text);
          return success(null);
        },
      },
    };
  }
}

async function readToRows(input: Uint8Array, format: 'csv' | 'jsonl', emit: 'state' | 'all'): Promise<Outcome> {
  const opened = await openPacketSource(memoryBytes(input), 'input');
  if (!opened.ok) return { kind: opened.failure.code, result: opened.failure.message };
  const [sessions, packets, dns] = [new Rows(format), new Rows(format), new Rows(format)];
  const settings = { ...DEFAULT_SETTINGS, logs: { emit } };
  const outcome = await readCapture(new Ports(), settings, {
    inputs: [{ kind: 'source', source: opened.value, title: 'input' }],
    filter: '',
    outputs: { sessions: sessions.output, packets: packets.output, dns: dns.output },
  });
  const count = format === 'csv' ? checkCsv : checkJsonLines;
  const { summary } = outcome;
  check(count(sessions.text, SESSION_COLUMNS) === summary.sessions, 'every session is one row');
  check(count(dns.text, DNS_COLUMNS) === summary.dns_transactions, 'every DNS transaction is one row');
  count(packets.text, PACKET_COLUMNS);
  const undecoded = Object.values(summary.undecoded).reduce((sum, each) => sum + each, 0);
  check(undecoded <= summary.packets, 'no more packets are undecoded than there are');
  const kind = [
    summary.sessions > 0,
    summary.dns_transactions > 0,
    Object.keys(summary.undecoded),
    outcome.failure?.code,
  ];
  return { kind: kind.join(' '), result: `${JSON.stringify(summary)}\n${sessions.text}${packets.text}${dns.text}` };
}

const rowsTarget: Target = {
  name: 'read-to-rows',
  longest: LONGEST,
  seeds: (corpus) => smallFiles(corpus).map((bytes) => bytes.slice(0, 12_000)),
  run: (input) => readToRows(input, input.length % 2 === 0 ? 'csv' : 'jsonl', input.length % 3 === 0 ? 'all' : 'state'),
};

export const captureTargets: readonly Target[] = [readerTarget, gzipTarget, rowsTarget];
