/** A capture read by the engine as the command line reads it: every record that it writes, as JSON lines, with no setting left out. */
import { success } from '#base/result.ts';
import type { Failure } from '#base/result.ts';
import type { Summary } from '#contract/health.ts';
import type { DnsRecord, PacketLog, SessionRecord } from '#contract/records.ts';
import { DEFAULT_SETTINGS, type Settings } from '#contract/settings.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import { readCapture } from '#main/engine/read-capture.ts';
import type { RowOutput } from '#main/engine/read-request.ts';
import { formatTime } from '#base/time-text.ts';
import { createHostPorts } from '#main/host/host-ports.ts';

export interface Reading {
  readonly failure: Failure | null;
  readonly summary: Summary;
  readonly sessions: readonly SessionRecord[];
  readonly packets: readonly PacketLog[];
  readonly dns: readonly DnsRecord[];
  readonly frames: FrameTimes;
}

/** When each frame was captured, as the engine writes times: records have no frame numbers. */
export class FrameTimes {
  readonly #times: number[];
  readonly #byText: ReadonlyMap<string, number>;

  constructor(times: number[]) {
    this.#times = times;
    const byText = new Map<string, number>();
    for (const [index, time] of times.entries()) {
      const text = Number.isNaN(time) ? '' : formatTime(time);
      if (!byText.has(text)) byText.set(text, index + 1);
    }
    this.#byText = byText;
  }

  get count(): number {
    return this.#times.length;
  }

  /** Microseconds; NaN where the frame has no time. */
  timeOf(frame: number): number {
    return this.#times[frame - 1] ?? Number.NaN;
  }

  /** The first frame of that time. */
  frameAt(time: string): number | null {
    return this.#byText.get(time) ?? null;
  }
}

const ports: EnginePorts = createHostPorts();

export async function readWithEngine(path: string): Promise<Reading> {
  const sessions = collector<SessionRecord>();
  const packets = collector<PacketLog>();
  const dns = collector<DnsRecord>();
  const { failure, summary } = await readCapture(ports, everything(), {
    inputs: [{ kind: 'file', path }],
    filter: '',
    outputs: { sessions: sessions.output, packets: packets.output, dns: dns.output },
  });
  return {
    failure,
    summary,
    sessions: sessions.rows(),
    packets: packets.rows(),
    dns: dns.rows(),
    frames: new FrameTimes(await frameTimes(path)),
  };
}

/** Every payload filter on, every packet logged. */
function everything(): Settings {
  const { payload } = DEFAULT_SETTINGS.filter;
  const enabled = Object.entries(payload).map(([name, filter]) => [name, { ...filter, enabled: true }]);
  return {
    ...DEFAULT_SETTINGS,
    logs: { emit: 'all' },
    filter: { ...DEFAULT_SETTINGS.filter, payload: Object.fromEntries(enabled) as typeof payload },
  };
}

function collector<T>(): { readonly output: RowOutput; rows(): T[] } {
  const texts: string[] = [];
  const write = async (lines: Uint8Array): Promise<ReturnType<typeof success<null>>> => {
    texts.push(new TextDecoder().decode(lines));
    return success(null);
  };
  return {
    output: { format: 'jsonl', sink: { write } },
    rows: () =>
      texts
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as T),
  };
}

async function frameTimes(path: string): Promise<number[]> {
  const bytes = await ports.opener.openBytes(path);
  const source = bytes.ok ? await openPacketSource(bytes.value, path) : bytes;
  if (!source.ok) return [];
  const times: number[] = [];
  for (;;) {
    const batch = await source.value.next();
    if ('end' in batch) break;
    for (let row = 0; row < batch.count; row++) times.push(batch.times[row]!);
  }
  await source.value.close();
  return times;
}
