/** A viewer's engine on a real machine, and what capture files hold. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Result } from '#base/result.ts';
import type {
  CommandName,
  CommandParams,
  CommandResults,
  ExportProgress,
  ExportStartParams,
  StatusFrame,
  ViewFrame,
} from '#contract/protocol.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { memoryBytes } from './memory-bytes.ts';

export interface Frame {
  readonly time: number;
  readonly wire: number;
  readonly bytes: string;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export async function framesOf(file: string): Promise<Frame[]> {
  const stored = readFileSync(file);
  const opened = await openPacketSource(memoryBytes(file.endsWith('.gz') ? gunzipSync(stored) : stored), file);
  if (!opened.ok) throw new Error(opened.failure.message);
  const frames: Frame[] = [];
  for (;;) {
    const batch = await opened.value.next();
    if ('end' in batch) {
      expect(batch.failure).toBeNull();
      return frames;
    }
    for (let i = 0; i < batch.count; i++) {
      const at = batch.offsets[i]!;
      const bytes = hex(batch.bytes.subarray(at, at + batch.capturedLengths[i]!));
      frames.push({ time: Math.floor(batch.times[i]!), wire: batch.wireLengths[i]!, bytes });
    }
  }
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

export class OpenedCapture {
  readonly engine: Engine;

  constructor(packetBytes: number) {
    const about = { version: '0', host: 'headless', platform: 'test', samplePath: null } as const;
    const settings = { ...DEFAULT_SETTINGS, viewer: { packet_bytes: packetBytes } };
    this.engine = createEngine(createHostPorts(), { ...about, settings });
  }

  call<K extends CommandName>(name: K, params: CommandParams<K>): Promise<Result<CommandResults[K]>> {
    return this.engine.service.commands[name](params, new AbortController().signal);
  }

  async open(file: string): Promise<void> {
    valueOf(await this.call('capture.open', { path: file }));
    await new Promise<void>((resolve) => {
      const look = (): void => {
        const frame: StatusFrame | null = status.take();
        if (frame !== null && frame.capture.state !== 'running') resolve();
      };
      const status = this.engine.service.streams.status({}, look);
      look();
    });
  }

  packets(filter = ''): Promise<ViewFrame> {
    return this.view('packets', filter);
  }

  view(table: 'packets' | 'sessions', filter: string): Promise<ViewFrame> {
    return new Promise((resolve) => {
      const look = (): void => {
        const frame = view.take();
        if (frame !== null) resolve(frame);
      };
      const common = {
        range: null,
        redact: false,
        sparklines: false,
        sort: null,
        follow: false,
        hold: false,
        paused: false,
      } as const;
      const view = this.engine.service.streams.view(
        { table, filter, ...common, offset: 0, limit: 500, packetLogs: 'all' },
        look,
      );
      look();
    });
  }

  async exported(more: Partial<ExportStartParams>): Promise<ExportProgress> {
    const common = {
      table: 'packets',
      format: 'pcapng',
      filter: '',
      range: null,
      redact: false,
      packetLogs: 'all',
    } as const;
    valueOf(await this.call('export.start', { ...common, path: null, ...more }));
    return new Promise((resolve) => {
      const look = (): void => {
        const last = progress.take()?.exports.at(-1);
        if (last !== undefined && last.state !== 'running') resolve(last);
      };
      const progress = this.engine.service.streams.exports({}, look);
      look();
    });
  }
}
