/** What sinks need of the system besides files and sockets; tests have their own. */
import type { PluginClock } from '#main/engine/pipeline/plugins/ports.ts';

export interface SinkSystem {
  readonly clock: PluginClock;
  /** From 0 to below 1. */
  chance(): number;
}
