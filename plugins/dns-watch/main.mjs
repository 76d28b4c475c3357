/** Watches DNS lookups; what raises an alert is for lookup-watch.mjs to say. */
import { LookupWatch } from './lookup-watch.mjs';
/** @import { Netloupe, PacketLog } from '../api/netloupe.d.ts' */
/** @import { WatchConfig } from './lookup-watch.mjs' */

/** @type {LookupWatch} */
let watch;

/** @param {Netloupe} context */
export function init(context) {
  const config = /** @type {WatchConfig} */ (/** @type {unknown} */ (context.config));
  watch = new LookupWatch(config, (alert) => context.emit_alert(alert));
}

/** @param {PacketLog[]} packetLogs */
export function receiver_bulk(packetLogs) {
  for (const log of packetLogs) watch.take(log);
}
