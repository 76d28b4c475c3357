/** Packets of one conversation, and of what ICMP says of it, for tests of observers. */
import { type DecodedPacket, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '#main/engine/decode/packet.ts';
import { bytesOf, decode, ethernet, hex16, ipv4, lengthOf } from '#main/engine/decode/test-frames.ts';
import type { ChainName } from '#contract/observers.ts';
import { chainsNamed } from './chains.ts';
import { FlowObserver } from './flow-observer.ts';
import type { ObservedValue } from './observer-chain.ts';

const FLAGS: Readonly<Record<string, number>> = { S: TCP_SYN, A: TCP_ACK, F: TCP_FIN, R: TCP_RST };

const CLIENT = 'c0000201';
const SERVER = 'c6336402';
const ROUTER = 'cb007103';
const TCP = 6;
const UDP = 17;
const ICMP = 1;

export interface PacketFields {
  readonly protocol: number;
  /** The transport's header and what is above it. */
  readonly above: string;
  readonly from?: string;
  readonly to?: string;
  /** Differentiated services and ECN. */
  readonly trafficClass?: number;
  /** The flags and fragment word of IPv4. */
  readonly fragment?: number;
}

/** An IPv4 packet without its link layer. */
export function ipPacket(fields: PacketFields): string {
  const { protocol, above, from = CLIENT, to = SERVER, trafficClass = 0, fragment = 0 } = fields;
  const plain = bytesOf(ipv4({ protocol, payload: above, fragment }));
  plain[1] = trafficClass;
  plain.set(bytesOf(from, to), 12);
  return Array.from(plain, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface TcpFields extends Partial<PacketFields> {
  readonly options?: string;
  readonly payload?: string;
  readonly sequence?: string;
  readonly acknowledgement?: string;
}

/** `flags` by their initials: SYN+ACK is `SA`. `back`: from the server. */
export function tcp(flags: string, fields: TcpFields = {}, back: boolean = false): string {
  const { options = '', payload = '', sequence = '00000001', acknowledgement = '00000000' } = fields;
  const bits = [...flags].reduce((sum, flag) => sum | FLAGS[flag]!, 0);
  const words = (20 + lengthOf(options)) / 4;
  const ports = back ? '0050 1234' : '1234 0050';
  const above = `${ports} ${sequence} ${acknowledgement} ${words.toString(16)}0 ${bits.toString(16).padStart(2, '0')} 1000 0000 0000 ${options} ${payload}`;
  return ipPacket({ protocol: TCP, above, ...ends(back), ...fields });
}

export interface UdpFields extends Partial<PacketFields> {
  readonly checksum?: string;
  readonly payload?: string;
}

export function udp(fields: UdpFields = {}, back: boolean = false): string {
  const { checksum = 'abcd', payload = '' } = fields;
  const ports = back ? '0035 1234' : '1234 0035';
  const above = `${ports} ${hex16(8 + lengthOf(payload))} ${checksum} ${payload}`;
  return ipPacket({ protocol: UDP, above, ...ends(back), ...fields });
}

/** What a router tells the sender of `quoted`. */
export function icmpError(type: number, quoted: string, to: string = CLIENT): string {
  const above = `${type.toString(16).padStart(2, '0')} 00 0000 00000000 ${quoted}`;
  return ipPacket({ protocol: ICMP, above, from: ROUTER, to });
}

export function onEthernet(packet: string): DecodedPacket {
  return decode(ethernet(0x0800) + packet);
}

function ends(back: boolean): Pick<PacketFields, 'from' | 'to'> {
  return back ? { from: SERVER, to: CLIENT } : { from: CLIENT, to: SERVER };
}

export type ObservedRecord = Readonly<Record<string, ObservedValue>>;

/** Records of the flows of packets that come one a second, from second 0 on; without their times. */
export function observe(chains: readonly ChainName[], packets: readonly string[]): ObservedRecord[] {
  const records: ObservedRecord[] = [];
  const observer: FlowObserver = new FlowObserver(
    chainsNamed(chains),
    (flow) => {
      const values = observer.keys.map((key, position) => [key, observer.value(flow, position)] as const);
      records.push(Object.fromEntries(values.slice(2)));
    },
    1,
  );
  packets.forEach((frame, second) => {
    const packet = onEthernet(frame);
    packet.time = second * 1_000_000;
    observer.ingest(packet);
  });
  observer.flush();
  return records;
}
