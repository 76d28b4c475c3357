/** Packet logs as JavaScript objects: all of one shape, every key present, in the order of PACKET_COLUMNS. */
import { protocolName } from '#base/protocol-names.ts';
import { ROW_HAS_PORTS, ROW_IN, ROW_IPV6, type PacketFrame } from '#contract/plugins/packet-frame.ts';
import { SESSION_STATES, type PacketLog, type SessionState } from '#contract/records.ts';
import { PAYLOAD_FILTERS } from '#contract/payload-filters.ts';
import { AddressTexts } from '../logs/address-texts.ts';
import { SessionTexts } from '../logs/session-texts.ts';
import { TimeTexts } from '../logs/time-texts.ts';

const PROTOCOLS: readonly string[] = Array.from({ length: 256 }, (_, protocol) => protocolName(protocol));
const STATES: readonly (SessionState | null)[] = [null, ...SESSION_STATES];

export class JsLogs {
  private readonly addresses = new AddressTexts();
  private readonly sessions = new SessionTexts();
  private readonly times = new TimeTexts();

  /** Appends `count` rows of `frame` to `logs`: `first`, `first + step`, … */
  append(logs: PacketLog[], frame: PacketFrame, first: number, step: number, count: number): void {
    const { addresses, sessions, times } = this;
    addresses.trim();
    sessions.trim(frame.seed);
    const addressTexts = addresses.texts;
    const sessionTexts = sessions.texts;
    const { interfaces, names } = frame;
    for (let row = first, left = count; left > 0; row += step, left--) {
      const flags = frame.flags[row]!;
      const isIpv6 = (flags & ROW_IPV6) !== 0;
      const hasPorts = (flags & ROW_HAS_PORTS) !== 0;
      const serial = frame.sessionSerial[row]!;
      const protocol = frame.protocol[row]!;
      const name = frame.name[row]!;
      logs.push({
        src_ip: addressTexts[addresses.numberOf(frame.addresses, row * 8, isIpv6)]!,
        dst_ip: addressTexts[addresses.numberOf(frame.addresses, row * 8 + 4, isIpv6)]!,
        src_port: hasPorts ? frame.sourcePort[row]! : null,
        dst_port: hasPorts ? frame.destinationPort[row]! : null,
        protocol_num: protocol,
        protocol_name: PROTOCOLS[protocol]!,
        state: STATES[frame.state[row]!] ?? null,
        timestamp: times.text(frame.time[row]!),
        session_id: serial === 0 ? null : sessionTexts[sessions.numberOf(serial, frame.sessionStart[row]!)]!,
        payload: name === 0 ? null : { [PAYLOAD_FILTERS[frame.filter[row]! - 1]!]: names[name - 1]! },
        interface: interfaces[frame.interfaceId[row]!] ?? '',
        length: frame.length[row]!,
        direction: (flags & ROW_IN) === 0 ? 'out' : 'in',
      });
    }
  }
}
