/** Packets of the recent ring with their bytes, for a capture file. */
import type { AlertRow } from '#contract/pipelines/commands.ts';
import type { DescribedCapture } from './packet-disk/packet-blocks.ts';
import { linkTypeOf } from './packet-bytes.ts';
import { toldSession, type SessionComments } from './session-comments.ts';
import type { PacketRing } from './store/packet-ring.ts';
import type { PcapngSource } from './store/pcapng-format.ts';
import type { PcapngInterface, PcapngSection } from './store/pcapng-writer.ts';
import type { ViewerCapture } from './viewer-capture.ts';

/** What a capture file says beside its packets. */
export interface CaptureFileFacts {
  readonly section: PcapngSection;
  /** pcap-filter(7) expression of the capture. */
  readonly captureFilter: string | null;
  alertsAbout(sessionId: string): readonly AlertRow[];
}

export function keptPackets(
  data: ViewerCapture,
  ring: PacketRing,
  facts: CaptureFileFacts,
  comments: SessionComments,
): PcapngSource {
  const { frames } = data;
  return {
    section: facts.section,
    interfaces: describedInterfaces(data, facts.captureFilter),
    frame(index) {
      const { columns } = ring;
      const bytes = frames.read(columns.frame[index]!, columns.captured[index]!);
      if (bytes === null) return null;
      const serial = columns.sessionSerial[index]!;
      return {
        interfaceId: columns.interfaceId[index]!,
        time: columns.time[index]!,
        wireLength: columns.length[index]!,
        bytes,
        ...comments.next(serial, () => toldSession(data, serial, columns.sessionStart[index]!)),
      };
    },
  };
}

/** The interfaces of a capture that is going on. */
export function describedCapture(data: ViewerCapture, filter: string | null): DescribedCapture {
  return { interfacesFrom: (id) => describedInterfaces(data, filter).slice(id) };
}

export function describedInterfaces({ interfaces }: ViewerCapture, filter: string | null): PcapngInterface[] {
  return interfaces.interfaceNames().map((name, id) => ({ name, linkType: linkTypeOf(interfaces, id), filter }));
}
