/** Bits of `SessionColumns.flags`. */
export const FLAG_HAS_PORTS = 0x0001;
/** The conversation was already under way at its first packet: TCP without its SYN, or turned around by port. */
export const FLAG_MIDSTREAM = 0x0002;
export const FLAG_IPV6 = 0x0004;
export const FLAG_FIN_OUT = 0x0008;
export const FLAG_FIN_IN = 0x0010;
/** A SYN without ACK from the initiator was seen. */
export const FLAG_SYN = 0x0020;
/** The responder's SYN+ACK was seen. */
export const FLAG_SYN_ACK = 0x0040;
/** `ESTABLISHED` was reached. */
export const FLAG_ANSWERED = 0x0080;
/** TCP: both sides were heard and the round trip is measured, or cannot be: only SYN, FIN and RST matter from here on. */
export const FLAG_UNDER_WAY = 0x0100;
/** TCP: parts of its streams were left out, which tcp-gaps.ts knows. */
export const FLAG_GAPS = 0x0200;
/** The first packet came from the responder, judged by the ports (Zeek's `^`). */
export const FLAG_TURNED = 0x0400;
/** Names are looked for in the payload of a direction (see payload-names.ts): `FLAG_LOOKING << OUT`, `FLAG_LOOKING << IN`. */
export const FLAG_LOOKING = 0x0800;
export const FLAGS_LOOKING = 0x1800;
/** The listener knows of it: unset for declined conversations and, under `onlyMatching`, until a name was taken. */
export const FLAG_REPORTED = 0x2000;
/** Declined by the filter: held only so that its later packets are declined alike; its `serial` is negative. */
export const FLAG_DECLINED = 0x4000;
/** Its end was told to the listener: it is retained, not live. */
export const FLAG_ENDED = 0x8000;
/**
 * Four bits: a packet without payload from the initiator, one with payload, the same from the responder. Another one like it
 * changes nothing but counts and where its stream stands, unless it carries SYN, FIN or RST or is a fragment: it is routine.
 */
const FLAG_ROUTINE = 0x1_0000;

export function routineFlag(direction: number, payloadLength: number): number {
  return FLAG_ROUTINE << (direction * 2 + (payloadLength > 0 ? 1 : 0));
}
