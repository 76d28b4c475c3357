/** Who talks to whom, and how much. Ends are those of the flow: of one that begins with an ICMP error, those of the packet it quotes. */
import { formatAddress } from '#base/addresses.ts';
import { PROTOCOL_TCP, PROTOCOL_UDP } from '#main/engine/decode/packet.ts';
import type { HeaderView } from '../header-view.ts';
import { bothWays, type ChainKind, FORWARD, type ObservedValue, type ObserverChain } from '../observer-chain.ts';
import { grown, numberOrNull, UNKNOWN } from '../value-columns.ts';

const ADDRESS_WORDS = 4;
const WORDS = 2 * ADDRESS_WORDS;

class BasicChain implements ObserverChain {
  /** By flow: forward source and destination. */
  #addresses: Uint32Array = new Uint32Array(0);
  #ipv6: Uint8Array = new Uint8Array(0);
  #protocols: Uint8Array = new Uint8Array(0);
  #ports: Int32Array = new Int32Array(0);
  /** By flow and direction. */
  #packets: Uint32Array = new Uint32Array(0);
  #octets: Float64Array = new Float64Array(0);

  grow(capacity: number): void {
    this.#addresses = grown(this.#addresses, capacity * WORDS);
    this.#ipv6 = grown(this.#ipv6, capacity);
    this.#protocols = grown(this.#protocols, capacity);
    this.#ports = grown(this.#ports, capacity * 2);
    this.#packets = grown(this.#packets, capacity * 2);
    this.#octets = grown(this.#octets, capacity * 2);
  }

  begin(flow: number, header: HeaderView, direction: number): void {
    const { words } = header;
    const turned = direction !== FORWARD;
    const from = turned ? header.flowDestinationAt : header.flowSourceAt;
    const to = turned ? header.flowSourceAt : header.flowDestinationAt;
    for (let word = 0; word < ADDRESS_WORDS; word++) {
      this.#addresses[flow * WORDS + word] = words[from + word]!;
      this.#addresses[flow * WORDS + ADDRESS_WORDS + word] = words[to + word]!;
    }
    const protocol = header.flowProtocol;
    const ported = protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP;
    this.#ipv6[flow] = header.isIpv4 ? 0 : 1;
    this.#protocols[flow] = protocol;
    this.#ports[flow * 2 + direction] = ported ? header.flowSourcePort : UNKNOWN;
    this.#ports[flow * 2 + 1 - direction] = ported ? header.flowDestinationPort : UNKNOWN;
    this.#packets.fill(0, flow * 2, flow * 2 + 2);
    this.#octets.fill(0, flow * 2, flow * 2 + 2);
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    this.#packets[flow * 2 + direction]!++;
    this.#octets[flow * 2 + direction]! += header.octets;
    return true;
  }

  value(flow: number, position: number): ObservedValue {
    switch (position) {
      case 0:
      case 1:
        return formatAddress(this.#addresses, flow * WORDS + position * ADDRESS_WORDS, this.#ipv6[flow] === 1);
      case 2:
        return this.#protocols[flow]!;
      case 3:
      case 4:
        return numberOrNull(this.#ports[flow * 2 + position - 3]!);
      case 5:
      case 6:
        return this.#packets[flow * 2 + position - 5]!;
      default:
        return this.#octets[flow * 2 + position - 7]!;
    }
  }
}

export const BASIC_CHAIN: ChainKind = {
  name: 'basic',
  summary: 'addresses, ports, packets and octets',
  keys: [
    { name: 'sip', initial: null, text: true, meaning: 'source address of the first packet' },
    { name: 'dip', initial: null, text: true, meaning: 'destination address of the first packet' },
    { name: 'proto', initial: null, meaning: 'IP protocol number' },
    { name: 'sp', initial: null, meaning: 'source port; TCP and UDP only' },
    { name: 'dp', initial: null, meaning: 'destination port; TCP and UDP only' },
    ...bothWays('pkt', 0, 'packets'),
    ...bothWays('oct', 0, 'octets from the IP header to the end of the captured frame'),
  ],
  create: () => new BasicChain(),
};
