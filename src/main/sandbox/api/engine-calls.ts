/**
 * Calls of the process to the engine. The engine refuses more than so many unanswered ones, so further ones wait here, and
 * so does everything while messages are sent faster than they may.
 */
import type { Answer, FromPlugin, Json, PluginCall } from '#contract/plugins/process.ts';

const MOST_UNANSWERED = 32;
const MOST_WAITING = 10_000;

interface Call {
  readonly call: PluginCall;
  readonly params: Json;
  readonly resolve: (value: Json) => void;
  readonly reject: (error: Error) => void;
}

export class EngineCalls {
  private readonly send: (message: FromPlugin) => void;
  private readonly pace: () => Promise<void> | null;
  private readonly unanswered = new Map<number, Call>();
  private readonly waiting: Call[] = [];
  private isPausing = false;
  private lastId = 0;

  constructor(send: (message: FromPlugin) => void, pace: () => Promise<void> | null) {
    this.send = send;
    this.pace = pace;
  }

  /** Rejects with what the engine says, put behind the name of the call. */
  call(call: PluginCall, params: Json): Promise<Json> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length >= MOST_WAITING) {
        reject(new Error(`${call}: more than ${MOST_WAITING} calls are waiting already`));
        return;
      }
      this.waiting.push({ call, params, resolve, reject });
      this.pump();
    });
  }

  answer(id: number, answer: Answer): void {
    const asked = this.unanswered.get(id);
    if (asked === undefined) return;
    this.unanswered.delete(id);
    if (answer.ok) asked.resolve(answer.value);
    else asked.reject(new Error(`${asked.call}: ${answer.message}`));
    this.pump();
  }

  private pump(): void {
    while (!this.isPausing && this.unanswered.size < MOST_UNANSWERED) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      const id = ++this.lastId;
      this.unanswered.set(id, next);
      this.send({ t: 'call', id, call: next.call, params: next.params });
      const pause = this.pace();
      if (pause !== null) {
        this.isPausing = true;
        void pause.then(() => {
          this.isPausing = false;
          this.pump();
        });
      }
    }
  }
}
