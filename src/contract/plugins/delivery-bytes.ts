/**
 * Deliveries and acknowledgements on the pipe to a plugin's process, little-endian: u32 length of the frame, u32 seq, u32 from,
 * u32 step, the frame; and back: u32 seq, u32 handled, u32 errors, u32 flows.
 */
import type { PacketAck, PacketDelivery } from './process.ts';

export const DELIVERY_HEAD_BYTES = 16;
export const ACK_BYTES = 16;

export interface DeliveryHead extends Omit<PacketDelivery, 'frame'> {
  readonly frameBytes: number;
}

export function encodeDeliveryHead({ seq, from, step, frame }: PacketDelivery): Uint8Array {
  const head = new Uint8Array(DELIVERY_HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, frame.length, true);
  view.setUint32(4, seq, true);
  view.setUint32(8, from, true);
  view.setUint32(12, step, true);
  return head;
}

export function decodeDeliveryHead(view: DataView, at: number): DeliveryHead {
  return {
    frameBytes: view.getUint32(at, true),
    seq: view.getUint32(at + 4, true),
    from: view.getUint32(at + 8, true),
    step: view.getUint32(at + 12, true),
  };
}

export function encodeAck({ seq, handled, errors, flows = 0 }: PacketAck): Uint8Array {
  const bytes = new Uint8Array(ACK_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, seq, true);
  view.setUint32(4, handled, true);
  view.setUint32(8, errors, true);
  view.setUint32(12, flows, true);
  return bytes;
}

export function decodeAck(view: DataView, at: number): PacketAck {
  return {
    seq: view.getUint32(at, true),
    handled: view.getUint32(at + 4, true),
    errors: view.getUint32(at + 8, true),
    flows: view.getUint32(at + 12, true),
  };
}
