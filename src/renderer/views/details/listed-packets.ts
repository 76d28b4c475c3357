/** Packets of a session as lists show them. */
import type { PacketFacts, SessionDetails } from '#contract/views/session-details.ts';
import type { PacketLog, SessionState } from '#contract/records.ts';

export interface ListedPacket {
  readonly packet: PacketLog;
  readonly facts: PacketFacts;
  /** Stays the same while the list moves on. */
  readonly identity: string;
  /** The state that the session entered with it; null where it was in it before, as far as the list goes. */
  readonly entered: SessionState | null;
}

const NOTHING: PacketFacts = { bytesKey: null, retransmission: false, outOfOrder: false };

/** Several packets may have one time: their place among these tells them apart. */
export function listedPackets({ packets, packetFacts }: SessionDetails): readonly ListedPacket[] {
  const seen = new Map<string, number>();
  let state: SessionState | null = null;
  return packets.map((packet, at) => {
    const place = seen.get(packet.timestamp) ?? 0;
    seen.set(packet.timestamp, place + 1);
    const entered = packet.state === state ? null : packet.state;
    state = packet.state;
    return { packet, facts: packetFacts[at] ?? NOTHING, identity: `${packet.timestamp} ${place}`, entered };
  });
}
