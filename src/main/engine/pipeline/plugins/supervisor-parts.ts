/** What all supervisors share; the manager makes it once. */
import type { EngineFacts } from './host-calls.ts';
import type { PacketFeeds } from './packet-feeds.ts';
import type { RecordWishes } from './plugin-inbox.ts';
import type { PluginOutput } from './plugin-output.ts';
import type { PluginClock, PluginSpawner, PluginStorage, StoredPlugin } from './ports.ts';
import type { OpenInlet } from './symbols/packet-inlet.ts';

export interface SupervisorParts {
  readonly clock: PluginClock;
  /** 0 … 1. */
  chance(): number;
  readonly spawner: PluginSpawner;
  readonly storage: PluginStorage;
  readonly feeds: PacketFeeds;
  readonly output: PluginOutput;
  readonly facts: EngineFacts;
  /** Version of Netloupe. */
  readonly version: string;
  /** See PluginStart. */
  readonly everyLine: boolean;
  /** What a plugin gets: its manifest's choice, else the settings'. */
  wishesOf(plugin: StoredPlugin): RecordWishes;
  /** Payload filters that it needs and that the settings switch off. */
  missingFilters(plugin: StoredPlugin): readonly string[];
  /** Takes packets that sources give; absent: none are taken. */
  readonly openInlet?: OpenInlet;
  /** Something of it changed that may be on view. */
  changed(id: string): void;
}
