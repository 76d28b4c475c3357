/**
 * A process that main forked for the engine, as the engine's process has it: what passes between the two goes over ports of their own, and waits until those are
 * there.
 */
import { messagePortTransport, type PortLike } from '#channel/message-port.ts';
import type { Transport } from '#channel/transport.ts';
import { KeptMessages } from '#main/host/plugins/kept-messages.ts';
import { ProcessEnd } from '#main/host/plugins/process-end.ts';
import {
  CHANNELS,
  type EngineProcessMessage,
  type EngineProcessRequest,
  type ForkedProgram,
} from './engine-messages.ts';

type FromMain = Extract<EngineProcessMessage, { readonly kind: 'spawned' | 'exited' }>;

/** All that this engine has had forked. */
export class UtilityProcesses {
  readonly #askMain: (request: EngineProcessRequest) => void;
  readonly #processes: Map<number, UtilityProcess> = new Map();
  #spawned: number = 0;

  constructor(askMain: (request: EngineProcessRequest) => void) {
    this.#askMain = askMain;
  }

  spawn(program: ForkedProgram): UtilityProcess {
    const spawnId = ++this.#spawned;
    const process = new UtilityProcess(CHANNELS[program.name], () => this.#askMain({ kind: 'kill', spawnId }));
    this.#processes.set(spawnId, process);
    this.#askMain({ kind: 'spawn', spawnId, program });
    return process;
  }

  /** What main says of them. */
  handle(message: FromMain, ports: readonly PortLike[]): void {
    const process = this.#processes.get(message.spawnId);
    if (message.kind === 'spawned') {
      if (process?.connected(message.pid, ports) !== true) for (const port of ports) port.close();
    } else {
      this.#processes.delete(message.spawnId);
      process?.gone(message.code, message.stderr);
    }
  }
}

/** Channels are told apart by their position. Messages of each arrive in order until it exits. */
export class UtilityProcess {
  readonly #askToKill: () => void;
  readonly #end: ProcessEnd;
  readonly #inboxes: readonly KeptMessages<unknown>[];
  #pid: number | null = null;
  /** Null until they are there. */
  #transports: readonly Transport[] | null = null;
  #waiting: (() => void)[] = [];

  constructor(channels: number, askToKill: () => void) {
    this.#askToKill = askToKill;
    this.#end = new ProcessEnd(channels, () => this.#closePorts());
    this.#inboxes = Array.from({ length: channels }, () => new KeptMessages<unknown>(() => this.#talksTooMuch()));
  }

  get pid(): number | null {
    return this.#pid;
  }

  get isOver(): boolean {
    return this.#end.isOver;
  }

  send(channel: number, message: unknown): void {
    if (this.#end.isOver) return;
    const send = (): void => this.#transports?.[channel]?.send(message);
    if (this.#transports === null) this.#waiting.push(send);
    else send();
  }

  onMessage(channel: number, listener: (message: unknown) => void): void {
    this.#inboxes[channel]?.listen(listener);
  }

  onExit(listener: Parameters<ProcessEnd['onExit']>[0]): void {
    this.#end.onExit(listener);
  }

  kill(): void {
    if (!this.#end.isOver) this.#askToKill();
  }

  /** False: the ports are not those that it was to have. */
  connected(pid: number, ports: readonly PortLike[]): boolean {
    if (ports.length !== this.#inboxes.length) return false;
    this.#pid = pid;
    this.#transports = ports.map((port) => messagePortTransport(port));
    for (const [channel, transport] of this.#transports.entries()) {
      transport.onMessage((message) => {
        if (!this.#end.isOver) this.#inboxes[channel]?.push(message);
      });
      transport.onClose(() => this.#end.channelClosed());
    }
    for (const send of this.#waiting.splice(0)) send();
    return true;
  }

  /** The ports tell last what it said last. */
  gone(code: number | null, stderr: string): void {
    this.#end.wrote(stderr);
    this.#end.gone(code, null);
    if (this.#transports === null) for (const _channel of this.#inboxes) this.#end.channelClosed();
  }

  #closePorts(): void {
    this.#waiting = [];
    for (const transport of this.#transports ?? []) transport.close();
  }

  #talksTooMuch(): void {
    this.#end.wrote('It was ended: it sent more than anybody would listen to.\n');
    this.kill();
  }
}
