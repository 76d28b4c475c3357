/**
 * Sessions whose packets are looked for among those on disk, by what both know: ends, protocol, interface, VLANs and time. Later fragments have no ports:
 * they go with the first one.
 */
import { formatAddress } from '#base/addresses.ts';
import type { SessionRecord } from '#contract/records.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import {
  WORD_DESTINATION,
  WORD_FRAGMENT_ID,
  WORD_QUOTED_DESTINATION,
  WORD_QUOTED_SOURCE,
  WORD_SOURCE,
  type DecodedPacket,
} from '../decode/packet.ts';
import type { ToldSession } from '../session-comments.ts';

/** What tells a session's packets from others, beside their time. */
export type SessionEnds = Pick<
  SessionRecord,
  'interface' | 'vlan' | 'protocol_num' | 'src_ip' | 'src_port' | 'dst_ip' | 'dst_port'
>;

export interface Wanted {
  /** Its own among all that are wanted, or those of the capture on view; above 0. */
  readonly number: number;
  readonly fromUs: number;
  readonly toUs: number;
  session(): ToldSession;
}

/** An ICMP error about a session may come after its last packet. */
const QUOTED_AFTER_US = 60_000_000;
/** Datagrams in fragments at once. */
const MOST_FRAGMENTED = 4096;

export class WantedSessions {
  readonly #byKey = new Map<string, Wanted[]>();
  readonly #fragments = new Map<string, Wanted>();
  #fromUs = Number.POSITIVE_INFINITY;
  #toUs = Number.NEGATIVE_INFINITY;
  size = 0;

  /** Where their packets may be; null: none was added. */
  get span(): TimeSpan | null {
    return this.size === 0 ? null : { fromUs: this.#fromUs, toUs: this.#toUs + QUOTED_AFTER_US };
  }

  /** Times of the first and the last packet, microseconds since the epoch. */
  add(wanted: Wanted, ends: SessionEnds): void {
    const { fromUs, toUs } = wanted;
    const key = keyOf(
      ends.interface,
      ends.vlan ?? '',
      ends.protocol_num,
      ends.src_ip,
      ends.src_port ?? -1,
      ends.dst_ip,
      ends.dst_port ?? -1,
    );
    const others = this.#byKey.get(key);
    if (others === undefined) this.#byKey.set(key, [wanted]);
    else others.push(wanted);
    this.#fromUs = Math.min(this.#fromUs, fromUs);
    this.#toUs = Math.max(this.#toUs, toUs);
    this.size++;
  }

  find(packet: DecodedPacket, interfaceName: string): Wanted | null {
    if (packet.quoted) {
      const quoted = this.#look(packet, interfaceName, WORD_QUOTED_SOURCE, WORD_QUOTED_DESTINATION, {
        protocol: packet.quotedProtocol,
        source: packet.quotedSourcePort,
        destination: packet.quotedDestinationPort,
      });
      if (quoted !== null) return quoted;
    }
    if (packet.laterFragment) return this.#fragments.get(fragmentKey(packet, interfaceName)) ?? null;
    const found = this.#look(packet, interfaceName, WORD_SOURCE, WORD_DESTINATION, {
      protocol: packet.protocol,
      source: packet.sourcePort,
      destination: packet.destinationPort,
    });
    if (found !== null && packet.firstFragment) this.#expect(packet, interfaceName, found);
    return found;
  }

  #look(
    packet: DecodedPacket,
    interfaceName: string,
    source: number,
    destination: number,
    said: { readonly protocol: number; readonly source: number; readonly destination: number },
  ): Wanted | null {
    const isIpv6 = packet.ipVersion === 6;
    const key = keyOf(
      interfaceName,
      vlansOf(packet),
      said.protocol,
      formatAddress(packet.words, source, isIpv6),
      said.source,
      formatAddress(packet.words, destination, isIpv6),
      said.destination,
    );
    const { time } = packet;
    const after = source === WORD_QUOTED_SOURCE ? QUOTED_AFTER_US : 0;
    // The latest of them: what is quoted may be about one that is over.
    return (
      this.#byKey.get(key)?.findLast(({ fromUs, toUs }) => time >= Math.floor(fromUs) && time <= toUs + after) ?? null
    );
  }

  #expect(packet: DecodedPacket, interfaceName: string, found: Wanted): void {
    if (this.#fragments.size >= MOST_FRAGMENTED) {
      const [oldest] = this.#fragments.keys();
      if (oldest !== undefined) this.#fragments.delete(oldest);
    }
    this.#fragments.set(fragmentKey(packet, interfaceName), found);
  }
}

/** The same in both directions. */
function keyOf(
  interfaceName: string,
  vlans: string,
  protocol: number,
  source: string,
  sourcePort: number,
  destination: string,
  destinationPort: number,
): string {
  const one = `${source}|${sourcePort}`;
  const other = `${destination}|${destinationPort}`;
  return `${one < other ? `${one} ${other}` : `${other} ${one}`} ${protocol} ${vlans} ${interfaceName}`;
}

function vlansOf({ outerVlan, innerVlan }: DecodedPacket): string {
  if (outerVlan < 0) return '';
  return innerVlan < 0 ? String(outerVlan) : `${outerVlan}.${innerVlan}`;
}

function fragmentKey({ words, fragmentProtocol }: DecodedPacket, interfaceName: string): string {
  const ends = Array.from(words.subarray(WORD_SOURCE, WORD_DESTINATION + 4)).join('.');
  return `${ends} ${words[WORD_FRAGMENT_ID]} ${fragmentProtocol} ${interfaceName}`;
}
