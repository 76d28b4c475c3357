/**
 * Owns the engine's process: starts it, hands it ports, starts it again when it dies, and stops it at the end. When it
 * dies every page's port closes by itself; pages then ask for a new one, which waits here until the engine is back.
 */
import type { Failure } from '#base/result.ts';
import type { Milliseconds } from '#base/units.ts';
import type { PathUse } from './chosen-paths.ts';
import type { EngineProcessMessage } from './engine-messages.ts';
import type { RestartPolicy } from '#base/restart-policy.ts';

/** What the supervisor needs of a utility process, and of time. */
export interface EngineChild<Port> {
  postMessage(message: EngineProcessMessage, ports: readonly Port[]): void;
  kill(): void;
}

export interface SupervisorPorts<Port> {
  /** Starts the process; `exited` is called once, with its exit code. */
  start(exited: (code: number) => void): EngineChild<Port>;
  /** Tells the page at the other end of `port` why nobody answers, and closes it. */
  refuse(port: Port, failure: Failure): void;
  monotonicMs(): Milliseconds;
  after(delayMs: Milliseconds, callback: () => void): () => void;
  /** The engine died; `failure` is set when it is not started again. */
  died(code: number, failure: Failure | null): void;
}

/** Times that the user chose; who chose more often opens the oldest again. */
const MOST_CHOSEN = 1_000;

const GAVE_UP: Failure = {
  code: 'unavailable',
  message: 'The capture engine stopped unexpectedly several times in a row and was not started again',
  remedy: 'Close Netloupe and open it again; if this goes on, report it with the text printed in the terminal',
};

export class EngineSupervisor<Port> {
  readonly #ports: SupervisorPorts<Port>;
  readonly #policy: RestartPolicy;
  #child: EngineChild<Port> | null = null;
  #waiting: Port[] = [];
  readonly #chosen: EngineProcessMessage[] = [];
  #gaveUp = false;
  #cancelRestart: (() => void) | null = null;
  #stopped: (() => void) | null = null;

  constructor(ports: SupervisorPorts<Port>, policy: RestartPolicy) {
    this.#ports = ports;
    this.#policy = policy;
    this.#start();
  }

  /** Serves the engine on `port`, now or as soon as it is back. */
  connect(port: Port): void {
    if (this.#child !== null) this.#child.postMessage({ kind: 'connect' }, [port]);
    else if (this.#gaveUp) this.#ports.refuse(port, GAVE_UP);
    else this.#waiting.push(port);
  }

  /** The user chose these paths: the engine may be told them by pages, and so may each that comes after it. */
  chosen(use: PathUse, paths: readonly string[]): void {
    const message: EngineProcessMessage = { kind: 'chosen', use, paths };
    this.#chosen.push(message);
    if (this.#chosen.length > MOST_CHOSEN) this.#chosen.shift();
    this.#child?.postMessage(message, []);
  }

  /** Stops the engine: asks first, and ends the process where it has not gone after `patienceMs`. */
  stop(patienceMs: Milliseconds): Promise<void> {
    this.#cancelRestart?.();
    const child = this.#child;
    if (child === null) return Promise.resolve();
    return new Promise((resolve) => {
      const giveUpWaiting = this.#ports.after(patienceMs, () => child.kill());
      this.#stopped = () => {
        giveUpWaiting();
        resolve();
      };
      child.postMessage({ kind: 'shutdown' }, []);
    });
  }

  #start(): void {
    this.#cancelRestart = null;
    this.#child = this.#ports.start((code) => this.#exited(code));
    for (const message of this.#chosen) this.#child.postMessage(message, []);
    for (const port of this.#waiting.splice(0)) this.connect(port);
  }

  #exited(code: number): void {
    this.#child = null;
    if (this.#stopped !== null) {
      this.#stopped();
      return;
    }
    const delay = this.#policy.died(this.#ports.monotonicMs());
    this.#gaveUp = delay === null;
    this.#ports.died(code, delay === null ? GAVE_UP : null);
    if (delay === null) for (const port of this.#waiting.splice(0)) this.connect(port);
    else this.#cancelRestart = this.#ports.after(delay, () => this.#start());
  }
}
