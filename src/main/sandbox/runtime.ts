/** What the life of a plugin (plugin-session.ts) asks of the language that it is written in. */
import type { HeaderSelection, ObserverChain, OBSERVERS_EXPORT } from '#contract/plugins/header-fields.ts';
import type { HeaderFrame } from '#contract/plugins/header-frame.ts';
import type { PacketFrame } from '#contract/plugins/packet-frame.ts';
import type { Json, PluginRequest } from '#contract/plugins/process.ts';
import type { SymbolOpening } from '#contract/plugins/symbols.ts';
import type { FlowOutlet } from './observers/flow-outlet.ts';
import type { Outcome } from './outcome.ts';

/** One way to hand packet logs over. The plugin has at most one call of it under way. */
export interface LogReceiver {
  readonly name: 'receiver' | 'receiver_bulk';
  /** Logs taken and not yet given to the plugin. */
  readonly gathered: number;
  /** Takes `count` rows of a frame (at most FRAME_ROWS): `first`, `first + step`, … */
  gather(frame: PacketFrame, first: number, step: number, count: number): void;
  /** Gives everything gathered to the plugin. What goes wrong in there goes to the monitor. */
  deliver(): Promise<void>;
}

/** What a module exports, as far as anybody asks for it. */
export interface FoundExports {
  /**
   * Kind of what is exported under this name, as the language calls it; null: nothing. What is in `sources`, `sinks`,
   * `functions` and `observers` has names as `sinks.NAME` and `sinks.NAME.collect`.
   */
  kindOf(name: string): string | null;
  /** All names, for the message that none of them is the right one. */
  readonly names: readonly string[];
  /** Names in one of those tables, or among the observers; none where there is no such table. */
  members(name: SymbolTable | typeof OBSERVERS_EXPORT): readonly string[];
}

export const SYMBOL_TABLES = ['sources', 'sinks', 'functions'] as const;
export type SymbolTable = (typeof SYMBOL_TABLES)[number];

/** Throws where what it is given is wrong, with a text for the plugin's author. */
export type EmitFunction = (records: unknown) => void | Promise<unknown>;

/** What the code of a source may do by itself. */
export interface SourceHooks {
  readonly emit: EmitFunction;
  /** Bytes of a capture. */
  readonly emitPackets: EmitFunction;
  finished(): void;
}

export interface SymbolCall {
  readonly method: 'validate' | 'open' | 'test' | 'collect' | 'process' | 'finish' | 'exec' | 'read' | 'close';
  readonly values: readonly Json[];
  /** Given after the values; the context of the symbol comes last, but to `validate`. */
  readonly emit?: EmitFunction;
  /** Milliseconds; null: as long as it likes. */
  readonly limitMs: number | null;
}

/** The code of one symbol that is open. Calls may overlap; what the context holds is shared by all of them. */
export interface SymbolCode {
  call(call: SymbolCall): Promise<Outcome<unknown>>;
  /** It is closed. */
  release(): void;
}

/** What observers are given and where the records of their flows go. */
export interface ObserverSetup {
  /** Chains that are there, one or more. */
  readonly chains: readonly ObserverChain[];
  readonly selection: HeaderSelection;
  readonly outlet: FlowOutlet;
}

/** The observers of a plugin. One of these calls is under way at most. What goes wrong in there goes to the monitor. */
export interface Observer {
  /** Rows `from`, `from + step`, … of a frame, to the last call. */
  take(frame: HeaderFrame, from: number, step: number): Promise<void>;
  /** Nothing more comes: all flows end, and their records are sent. */
  finish(): Promise<void>;
}

export interface PluginRuntime {
  /** Reads and runs the program; a fault says where it is wrong. */
  load(): Promise<Outcome<FoundExports>>;
  /** Calls an export. Only those that `load` found are asked for. No time limit: that is the engine's, or `request`'s. */
  call(name: 'init' | 'test' | 'cleanup'): Promise<Outcome<unknown>>;
  /** The values that it answers, as they are. */
  request(request: PluginRequest): Promise<Outcome<unknown>>;
  receiver(name: LogReceiver['name']): LogReceiver;
  /** Calls `receiver_dns`. */
  dns(records: readonly unknown[]): Promise<Outcome<unknown>>;
  /** `hooks`: of a source. */
  symbol(opening: SymbolOpening, hooks: SourceHooks | null): SymbolCode;
  observer(setup: ObserverSetup): Observer;
  heapBytes(): number;
  /** Nothing of the plugin runs any more: timers, callbacks. */
  close(): void;
}
