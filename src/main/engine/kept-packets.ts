/** Packets of the recent ring with their bytes, for a capture file. */
import { linkTypeOf } from './packet-bytes.ts';
import type { PacketRing } from './store/packet-ring.ts';
import type { PcapngSource } from './store/pcapng-format.ts';
import type { ViewerCapture } from './viewer-capture.ts';

export function keptPackets(data: ViewerCapture, ring: PacketRing): PcapngSource {
  const { interfaces, frames } = data;
  const comment = sessionComments(data);
  return {
    interfaces: interfaces.interfaceNames().map((name, id) => ({ name, linkType: linkTypeOf(interfaces, id) })),
    frame(index) {
      const { columns } = ring;
      const bytes = frames.read(columns.frame[index]!, columns.captured[index]!);
      if (bytes === null) return null;
      return {
        interfaceId: columns.interfaceId[index]!,
        time: columns.time[index]!,
        wireLength: columns.length[index]!,
        bytes,
        comment: comment(columns.sessionSerial[index]!, columns.sessionStart[index]!),
      };
    },
  };
}

/** Packets of one session come in runs, so what was said last is kept. */
function sessionComments({ sessions, interfaces }: ViewerCapture): (serial: number, start: number) => string {
  let last = 0;
  let text = '';
  return (serial, start) => {
    if (serial === last) return text;
    last = serial;
    text = serial === 0 ? '' : `session ${interfaces.sessionId(start, serial)}`;
    const slot = serial === 0 ? -1 : sessions.slotOf(serial);
    if (slot < 0) return text;
    const hostname = sessions.records.cell(slot, 'hostname');
    const source = sessions.records.cell(slot, 'hostname_source');
    if (hostname !== null) text += `, ${hostname}${source === null ? '' : ` (${source})`}`;
    return text;
  };
}
