/** Asks for newer versions while it is switched on, keeps what was seen, and tells what is known. Never installs anything. */
import { z } from 'zod';
import type { Result } from '#base/result.ts';
import { failure, success } from '#base/result.ts';
import { NO_UPDATES, type UpdateState } from '#contract/updates.ts';
import semver from 'semver';
import { type KeptFile, parsedJson } from '../kept-file.ts';
import type { UpdateChannel } from './channel.ts';
import { downloadUpdate } from './download-update.ts';
import { fetchBytes } from './fetch-bounded.ts';
import { judgeAnswer, type Manifest, MOST_ANSWER_BYTES, type Seen } from './manifest.ts';
import { untilNextCheck } from './schedule.ts';

const TIMEOUT_MS = 20_000;

export interface UpdateMemory {
  readonly lastCheckMs: number | null;
  readonly seen: Seen | null;
}

const memorySchema: z.ZodType<UpdateMemory> = z.strictObject({
  lastCheckMs: z.number().nullable(),
  seen: z
    .strictObject({ version: z.string().refine((text) => semver.valid(text) !== null), date: z.iso.datetime() })
    .nullable(),
});

export function parseUpdateMemory(text: string): UpdateMemory | null {
  return parsedJson(text, (value) => memorySchema.safeParse(value).data ?? null);
}

export interface CheckerPorts {
  /** Null: this build has none. */
  readonly channel: UpdateChannel | null;
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  /** Ends of names of files that are of use here, the best first. */
  readonly kinds: readonly string[];
  readonly memory: KeptFile<UpdateMemory>;
  nowMs(): number;
  chance(): number;
  after(delayMs: number, callback: () => void): () => void;
  downloads(): string;
  /** The command that installs a downloaded file here, or null where opening it does. */
  installCommand(file: string): string | null;
  changed(state: UpdateState): void;
}

export class UpdateChecker {
  readonly #ports: CheckerPorts;
  #memory: UpdateMemory;
  #state: UpdateState;
  #manifest: Manifest | null = null;
  #cancelTimer: (() => void) | null = null;
  #asking: AbortController | null = null;

  constructor(ports: CheckerPorts) {
    this.#ports = ports;
    this.#memory = ports.memory.read() ?? { lastCheckMs: null, seen: null };
    const { lastCheckMs } = this.#memory;
    const lastCheck = lastCheckMs === null ? null : new Date(lastCheckMs).toISOString();
    this.#state = { ...NO_UPDATES, channel: ports.channel !== null, lastCheck };
  }

  get state(): UpdateState {
    return this.#state;
  }

  /** Off: what was going on ends, and nothing is asked any more. */
  switch(on: boolean): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#set({ enabled: on });
    if (on) this.#wait();
    else this.#asking?.abort();
  }

  /** Asked for by the user, whenever that was done last; refused while it is switched off. */
  async check(): Promise<UpdateState> {
    const { channel } = this.#ports;
    if (!this.#state.enabled || channel === null || this.#asking !== null) return this.#state;
    this.#cancelTimer?.();
    const asking = new AbortController();
    this.#asking = asking;
    const lastCheckMs = this.#ports.nowMs();
    // Before it is asked: a program that ends meanwhile does not ask again at its next start.
    this.#remember({ ...this.#memory, lastCheckMs });
    this.#set({ checking: true });
    const answer = await this.#ask(channel, asking.signal);
    this.#asking = null;
    if (answer.ok) this.#believe(answer.value);
    const wasSwitchedOff = !answer.ok && answer.failure.code === 'cancelled';
    this.#set({
      checking: false,
      lastCheck: new Date(lastCheckMs).toISOString(),
      failure: answer.ok || wasSwitchedOff ? null : answer.failure,
    });
    if (this.#state.enabled) this.#wait();
    return this.#state;
  }

  /** Of what is offered; only because the user asked. */
  async download(): Promise<Result<null>> {
    const { channel, downloads, installCommand } = this.#ports;
    const file = this.#fileOf(this.#manifest);
    if (!this.#state.enabled || channel === null || this.#state.offer === null || file === null) {
      return failure('not-found', 'There is no newer version to download');
    }
    if (this.#state.download?.kind === 'running' || this.#asking !== null) return success(null);
    const asking = new AbortController();
    this.#asking = asking;
    const running = (done: number): void => this.#set({ download: { kind: 'running', done, total: file.size } });
    running(0);
    const got = await downloadUpdate(file, downloads(), { ca: channel.ca, progress: running, signal: asking.signal });
    this.#asking = null;
    this.#set({
      download: got.ok
        ? { kind: 'done', path: got.value, install: installCommand(got.value) }
        : { kind: 'failed', failure: got.failure },
    });
    if (this.#state.enabled) this.#wait();
    return got.ok ? success(null) : got;
  }

  #wait(): void {
    const { channel, nowMs, chance, after } = this.#ports;
    this.#cancelTimer?.();
    if (channel === null) return;
    this.#cancelTimer = after(untilNextCheck(this.#memory.lastCheckMs, nowMs(), chance()), () => void this.check());
  }

  async #ask({ url, ca, keys }: UpdateChannel, signal: AbortSignal): Promise<Result<Manifest>> {
    const answer = await fetchBytes(url, { ca, timeoutMs: TIMEOUT_MS, mostBytes: MOST_ANSWER_BYTES }, signal);
    if (!answer.ok) return answer;
    const { version, nowMs } = this.#ports;
    return judgeAnswer(answer.value, { keys, version, seen: this.#memory.seen, nowMs: nowMs() });
  }

  #believe(manifest: Manifest): void {
    const { version, date, notes, page } = manifest;
    this.#remember({ ...this.#memory, seen: { version, date } });
    const file = this.#fileOf(manifest);
    const isNewer = semver.gt(version, this.#ports.version);
    const isOther = version !== this.#manifest?.version;
    this.#manifest = manifest;
    this.#set({
      offer: isNewer
        ? { version, date, notes, page, file: file === null ? null : { name: file.name, bytes: file.size } }
        : null,
      ...(isOther ? { download: null } : {}),
    });
  }

  #fileOf(manifest: Manifest | null): Manifest['files'][number] | null {
    const { platform, arch, kinds } = this.#ports;
    const files = manifest?.files.filter((file) => file.platform === platform && file.arch === arch) ?? [];
    for (const kind of kinds) {
      const found = files.find(({ name }) => name.endsWith(kind));
      if (found !== undefined) return found;
    }
    return null;
  }

  #remember(memory: UpdateMemory): void {
    this.#memory = memory;
    this.#ports.memory.write(memory);
  }

  #set(changes: Partial<UpdateState>): void {
    this.#state = { ...this.#state, ...changes };
    this.#ports.changed(this.#state);
  }
}
