/** The bytes of one packet that is still held, and what its headers say. */
import { failure, success, type Result } from '#base/result.ts';
import type { PacketBytes, PacketCommandParams } from '#contract/views/packet-bytes.ts';
import type { CaptureInterfaces } from './capture-interfaces.ts';
import { formatBase64 } from './decode/dns-text.ts';
import { LINKTYPE_ETHERNET, linkTypeName } from './decode/link-types.ts';
import { readFrame } from './decode/reading/read-frame.ts';
import type { ViewerCapture } from './viewer-capture.ts';

const NUMBER = /^\d{1,15}$/;

export function packetBytes(
  data: ViewerCapture,
  { key, packetLogs, redact }: PacketCommandParams['packets.bytes'],
): Result<PacketBytes> {
  if (redact) {
    return failure(
      'not-permitted',
      'Bytes hold real addresses and names, so they are not shown while these are hidden',
      {
        remedy: 'Turn redaction off to see them',
      },
    );
  }
  const { ring, records } = packetLogs === 'all' ? data.allPackets : data.loggedPackets;
  const number = NUMBER.test(key) ? Number(key) : -1;
  if (number < ring.first || number >= ring.written) {
    return failure('not-found', `Packet ${key} is no longer held`, {
      remedy: 'Older packets give way to newer ones',
    });
  }
  const { columns } = ring;
  const index = number % ring.capacity;
  if (columns.length[index] === 0) return failure('not-found', 'This row is a change of state without a packet');
  const captured = columns.captured[index]!;
  const bytes = data.frames.read(columns.frame[index]!, captured);
  if (bytes === null) return bytesGone(data);
  const interfaceId = columns.interfaceId[index]!;
  const linkType = linkTypeOf(data.interfaces, interfaceId);
  const length = columns.length[index]!;
  return success({
    timestamp: records.cell(index, 'timestamp'),
    interface: records.cell(index, 'interface'),
    linkType: linkTypeName(linkType),
    session_id: records.sessionId(index),
    length,
    captured,
    bytes: formatBase64(bytes, 0, bytes.length),
    layers: readFrame(bytes, linkType, length),
  });
}

/** Frames of an interface that is not known came without one; Ethernet is what those are. */
export function linkTypeOf(interfaces: CaptureInterfaces, interfaceId: number): number {
  return interfaces.linkType(interfaceId) ?? LINKTYPE_ETHERNET;
}

function bytesGone({ frames }: ViewerCapture): Result<never> {
  if (frames.capacity === 0) {
    return failure('unavailable', 'No bytes of packets are kept', {
      remedy: 'Set viewer.packet_bytes to the memory that they may take, and capture again',
    });
  }
  const mebibytes = Math.round(frames.capacity / (1 << 20));
  return failure('not-found', `The bytes of this packet gave way to newer ones; ${mebibytes} MiB are kept`, {
    remedy: 'Raise viewer.packet_bytes in the settings to keep more of them',
  });
}
