/** What a packet log holds, written down a second time and without haste: what both languages must give. */
import { formatAddress } from '#base/addresses.ts';
import { protocolName } from '#base/protocol-names.ts';
import { sessionId } from '#base/session-id.ts';
import { formatTime } from '#base/time-text.ts';
import { PacketFrame, ROW_HAS_PORTS, ROW_IN, ROW_IPV6 } from '#contract/plugins/packet-frame.ts';
import { SESSION_STATES, type PacketLog } from '#contract/records.ts';
import { PAYLOAD_FILTERS } from '#contract/payload-filters.ts';

export function expectedLogs(bytes: Uint8Array): PacketLog[] {
  const frame = new PacketFrame(bytes);
  return Array.from({ length: frame.rows }, (_, row) => {
    const flags = frame.flags[row]!;
    const isIpv6 = (flags & ROW_IPV6) !== 0;
    const hasPorts = (flags & ROW_HAS_PORTS) !== 0;
    const serial = frame.sessionSerial[row]!;
    const name = frame.name[row]!;
    return {
      src_ip: formatAddress(frame.addresses, row * 8, isIpv6),
      dst_ip: formatAddress(frame.addresses, row * 8 + 4, isIpv6),
      src_port: hasPorts ? frame.sourcePort[row]! : null,
      dst_port: hasPorts ? frame.destinationPort[row]! : null,
      protocol_num: frame.protocol[row]!,
      protocol_name: protocolName(frame.protocol[row]!),
      state: SESSION_STATES[frame.state[row]! - 1] ?? null,
      timestamp: formatTime(frame.time[row]!),
      session_id: serial === 0 ? null : sessionId(frame.sessionStart[row]!, serial, frame.seed),
      payload: name === 0 ? null : { [PAYLOAD_FILTERS[frame.filter[row]! - 1]!]: frame.names[name - 1]! },
      interface: frame.interfaces[frame.interfaceId[row]!]!,
      length: frame.length[row]!,
      direction: (flags & ROW_IN) === 0 ? 'out' : 'in',
    };
  });
}
