/** How the capture is going, for the tray: a connection like any page's, at most one frame a second, found again after the engine died. */
import { connectEngine, type EngineClient } from '#channel/client.ts';
import type { Transport } from '#channel/transport.ts';
import type { StatusFrame } from '#contract/protocol.ts';

export type WatchPhase = 'connecting' | 'open' | 'lost';

export interface Watched {
  readonly phase: WatchPhase;
  readonly status: StatusFrame | null;
}

export interface WatchPorts {
  /** A new connection, which is answered as soon as the engine runs. */
  connect(): Transport;
  after(delayMs: number, call: () => void): () => void;
  changed(): void;
}

export const FRAME_PAUSE_MS = 1000;
/** An engine that told nothing before it was gone may never be started again. */
export const RETRY_PAUSE_MS = 10_000;

export class EngineWatch {
  readonly #ports: WatchPorts;
  #client: EngineClient | null = null;
  #watched: Watched = { phase: 'connecting', status: null };
  #closed: boolean = false;
  #cancel: (() => void) | null = null;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
    this.#open();
  }

  get now(): Watched {
    return this.#watched;
  }

  stopCapture(): void {
    void this.#client?.call('capture.stop', {}).then((answer) => {
      // Nothing ran any more, or the engine has just gone: the next frame shows which.
      if (!answer.ok) console.error(`netloupe: the capture was not stopped: ${answer.failure.message}`);
    });
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#client?.close();
  }

  #open(): void {
    const client = connectEngine(this.#ports.connect());
    let answered = false;
    this.#client = client;
    client.open('status', {}, (status) => {
      answered = true;
      this.#set({ phase: 'open', status });
      // The next frame is asked for when this is done: that is what keeps it to one a second.
      return new Promise((resolve) => {
        this.#cancel = this.#ports.after(FRAME_PAUSE_MS, resolve);
      });
    });
    client.onClose(() => {
      if (this.#closed) return;
      this.#cancel?.();
      this.#set({ phase: 'lost', status: null });
      this.#cancel = this.#ports.after(answered ? FRAME_PAUSE_MS : RETRY_PAUSE_MS, () => this.#open());
    });
  }

  #set(watched: Watched): void {
    if (this.#closed) return;
    this.#watched = watched;
    this.#ports.changed();
  }
}
