/** What is known of sessions beyond their packets: whose they are on this machine, and where their other end is. */
import type { Slot } from '#main/engine/flows/session-columns.ts';

export interface SessionAttribution {
  process(slot: Slot): string | null;
  pid(slot: Slot): number | null;
  country(slot: Slot): string | null;
  asn(slot: Slot): number | null;
  asOrg(slot: Slot): string | null;
}
