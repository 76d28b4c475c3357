/** One helper process that captures on one interface and writes pcap to its output. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { success, type Result } from '#base/result.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import type { LiveRequest, PacketSource } from '#main/engine/capture/packet-source.ts';
import { startFailure } from './helper-failures.ts';
import { errorMessage } from './open-failures.ts';
import type { CaptureHelper } from './programs.ts';
import { StreamBytes } from './stream-bytes.ts';

const BYTES_PER_KIBIBYTE = 1024;
const BYTES_PER_MEBIBYTE = 1024 * 1024;
/** What netloupe-capture takes. */
const OWN_SMALLEST_BUFFER_KIB = 64;
const OWN_LARGEST_BUFFER_KIB = 1024 * 1024;
const OWN_LARGEST_SNAPLEN = 262_144;
/** What is kept of a helper's standard error. */
const WORDS_LIMIT = 16 * 1024;

export interface HelperChild {
  readonly name: string;
  readonly source: PacketSource;
  /** What it wrote to its standard error so far. */
  words(): string;
  /** Resolves once it has ended and all its words are there. */
  readonly ended: Promise<unknown>;
  /** Asks it to end; what it has captured still comes. False where that is not possible (it runs as another user). */
  interrupt(): boolean;
}

/** Starts a helper and waits for its first bytes. Failures as for a direct capture. */
export async function startHelper(
  helper: CaptureHelper,
  name: string,
  request: LiveRequest,
): Promise<Result<HelperChild>> {
  const [program, ...before] = helper.command;
  const child = spawn(program, [...before, ...helperArguments(helper.kind, name, request)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    ...(helper.kind === 'netloupe-capture' && { env: {} }),
  });
  const words = collectWords(child);
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
    child.on('error', () => resolve(null));
  });
  const source = await openPacketSource(new StreamBytes(child.stdout, helper.title), `The output of ${helper.title}`);
  if (!source.ok) {
    child.kill();
    const code = await ended;
    return startFailure(name, request.bpf, words(), code, helper.command.length > 1);
  }
  return success({ name, source: source.value, words, ended, interrupt: () => child.kill('SIGINT') });
}

export function helperArguments(kind: CaptureHelper['kind'], name: string, request: LiveRequest): readonly string[] {
  const promiscuous = request.promiscuous ? [] : ['-p'];
  const bpf = request.bpf !== null && request.bpf.trim() !== '' ? request.bpf : null;
  const snaplen = String(request.snaplen);
  if (kind === 'netloupe-capture') {
    const kibibytes = Math.round(request.bufferBytes / BYTES_PER_KIBIBYTE);
    const buffer = String(Math.min(Math.max(kibibytes, OWN_SMALLEST_BUFFER_KIB), OWN_LARGEST_BUFFER_KIB));
    const filter = bpf === null ? [] : ['-f', bpf];
    const length = String(Math.min(request.snaplen, OWN_LARGEST_SNAPLEN));
    return ['-i', name, '-s', length, '-B', buffer, ...filter, ...promiscuous];
  }
  if (kind === 'dumpcap') {
    const buffer = String(Math.max(1, Math.round(request.bufferBytes / BYTES_PER_MEBIBYTE)));
    const filter = bpf === null ? [] : ['-f', bpf];
    return ['-q', '-P', '-w', '-', '-s', snaplen, '-B', buffer, '-i', name, ...filter, ...promiscuous];
  }
  const buffer = String(Math.max(1, Math.round(request.bufferBytes / BYTES_PER_KIBIBYTE)));
  const filter = bpf === null ? [] : ['--', bpf];
  return ['-U', '-n', '-w', '-', '-s', snaplen, '-B', buffer, '-i', name, ...promiscuous, ...filter];
}

function collectWords(child: ChildProcessByStdio<null, Readable, Readable>): () => string {
  let words = '';
  const add = (more: string): void => {
    words = (words + more).slice(-WORDS_LIMIT);
  };
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', add);
  child.on('error', (error) => add(errorMessage(error)));
  return () => words;
}
