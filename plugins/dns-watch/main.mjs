/** Watches DNS lookups; what raises an alert is for lookup-watch.mjs to say. */
import { LookupWatch } from './lookup-watch.mjs';
/** @import { DnsRecord, Netloupe } from '../api/netloupe.d.ts' */
/** @import { WatchConfig } from './lookup-watch.mjs' */

/** @type {LookupWatch} */
let watch;

/** @param {Netloupe} context */
export function init(context) {
  const config = /** @type {WatchConfig} */ (/** @type {unknown} */ (context.config));
  watch = new LookupWatch(config, (alert) => context.emit_alert(alert));
}

/** @param {DnsRecord[]} records */
export function receiver_dns(records) {
  for (const record of records) watch.take(record);
}
