/** Zeek's summary of how a conversation went (conn.log `conn_state`), from what a session's columns hold. */
import { PROTOCOL_TCP, PROTOCOL_UDP, TCP_RST } from '#main/engine/decode/packet.ts';
import { FLAG_FIN_IN, FLAG_FIN_OUT, FLAG_SYN, FLAG_SYN_ACK } from './flow-flags.ts';
import { IN, OUT, type SessionColumns, type Slot } from './session-columns.ts';

export type ConnectionState =
  | 'S0'
  | 'S1'
  | 'SF'
  | 'REJ'
  | 'S2'
  | 'S3'
  | 'RSTO'
  | 'RSTR'
  | 'RSTOS0'
  | 'RSTRH'
  | 'SH'
  | 'SHR'
  | 'OTH';

export function connectionState(columns: SessionColumns, slot: Slot): ConnectionState {
  const protocol = columns.protocol(slot);
  if (protocol === PROTOCOL_TCP) return tcpConnectionState(columns, slot);
  if (protocol !== PROTOCOL_UDP) return 'OTH';
  const answered = columns.packets(slot, IN) > 0;
  if (columns.packets(slot, OUT) > 0) return answered ? 'SF' : 'S0';
  return answered ? 'SHR' : 'OTH';
}

function tcpConnectionState(columns: SessionColumns, slot: Slot): ConnectionState {
  const flags = columns.flags(slot);
  const syn = (flags & FLAG_SYN) !== 0;
  const synAck = (flags & FLAG_SYN_ACK) !== 0;
  const finOut = (flags & FLAG_FIN_OUT) !== 0;
  const finIn = (flags & FLAG_FIN_IN) !== 0;
  if ((columns.tcpFlags(slot, IN) & TCP_RST) !== 0) {
    if (!syn) return 'RSTRH';
    return synAck ? 'RSTR' : 'REJ';
  }
  if ((columns.tcpFlags(slot, OUT) & TCP_RST) !== 0) return synAck ? 'RSTO' : 'RSTOS0';
  if (finOut && finIn) return 'SF';
  if (finOut) return synAck ? 'S2' : 'SH';
  if (finIn) return syn ? 'S3' : 'SHR';
  if (syn && synAck) return 'S1';
  if (syn && columns.packets(slot, IN) === 0) return 'S0';
  return 'OTH';
}
