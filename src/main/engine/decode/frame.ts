import type { DecodedPacket } from './packet.ts';
export declare function decodeFrame(
  bytes: Uint8Array,
  offset: number,
  capturedLength: number,
  wireLength: number,
  linkType: number,
  packet: DecodedPacket,
): void;
