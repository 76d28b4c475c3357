/** What plugins' packet logs need to know of the capture that they are of. */
import type { CaptureInterfaces } from './capture-interfaces.ts';
import type { SessionColumns } from './flows/session-columns.ts';
import type { FeedCapture } from './pipeline/plugins/packet-feed.ts';

export function feedCapture(sessions: SessionColumns, interfaces: CaptureInterfaces): FeedCapture {
  return { sessions, seed: interfaces.seed, interfaceNames: () => interfaces.interfaceNames() };
}
