/** For tests: a program that writes a capture to its output and words to the other, as the capture helper does. */
import { spawn, type ChildProcessByStdio, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

export const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Run {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
  readonly #chunks: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];
  words: string = '';

  constructor(command: readonly string[], options: SpawnOptions = {}, read: boolean = true) {
    this.child = spawn(command[0]!, command.slice(1), { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = once(this.child, 'close').then(([status, signal]) => ({
      status: status as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
    this.child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.words += chunk;
      this.#changed();
    });
    this.child.once('close', () => this.#changed());
    if (read) this.read();
  }

  read(): void {
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#changed();
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Waits until it captures: the file header is written when everything else is done. */
  async started(): Promise<this> {
    await this.until(() => this.bytes.length >= FILE_HEADER_BYTES);
    return this;
  }

  /** Of what it has printed. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}: ${this.words}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async stop(): Promise<Ended> {
    this.child.kill('SIGTERM');
    return await this.ended;
  }

  get counts(): { received: number; dropped: number; interface_dropped: number } {
    const lines = this.words.split('\n').filter((line) => line.startsWith('{'));
    return JSON.parse(lines.at(-1) ?? '{}') as Run['counts'];
  }

  /** What the kernel says of the process. */
  status(): Record<string, string> {
    const lines = readFileSync(`/proc/${this.child.pid}/status`, 'utf8').split('\n');
    return Object.fromEntries(lines.map((line) => [line.split(':')[0], line.split(/:\s*/)[1] ?? '']));
  }
}

export interface WirePacket {
  readonly length: number;
  readonly bytes: Buffer;
}

/** Those that are whole: more may be on its way. */
export function packetsOf(capture: Buffer): WirePacket[] {
  const packets: WirePacket[] = [];
  for (let at = FILE_HEADER_BYTES; at + RECORD_HEADER_BYTES <= capture.length;) {
    const captured = capture.readUInt32LE(at + 8);
    const length = capture.readUInt32LE(at + 12);
    if (at + RECORD_HEADER_BYTES + captured > capture.length) break;
    packets.push({ length, bytes: capture.subarray(at + RECORD_HEADER_BYTES, at + RECORD_HEADER_BYTES + captured) });
    at += RECORD_HEADER_BYTES + captured;
  }
  return packets;
}
