/** pcapng's block and option numbers and the positions of fields in a block: draft-ietf-opsawg-pcapng §3 and §4. */
export const BLOCK_SECTION_HEADER = 0x0a0d0d0a;
export const BLOCK_INTERFACE = 1;
export const BLOCK_OBSOLETE_PACKET = 2;
export const BLOCK_SIMPLE_PACKET = 3;
export const BLOCK_INTERFACE_STATISTICS = 5;
export const BLOCK_ENHANCED_PACKET = 6;

/** Type and total length in front of each block's body, total length again behind it. */
export const BLOCK_TRAILER_BYTES = 4;
export const SMALLEST_BLOCK_BYTES = 12;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
export const OFFSET_BYTE_ORDER = 8;
export const OFFSET_SECTION_MAJOR = 12;
export const OFFSET_SECTION_MINOR = 14;
export const SECTION_OPTIONS = 24;
export const SMALLEST_SECTION_BYTES = 28;

export const OFFSET_LINK_TYPE = 8;
export const OFFSET_SNAPLEN = 12;
export const INTERFACE_OPTIONS = 16;
export const SMALLEST_INTERFACE_BYTES = 20;

export const OFFSET_PACKET_INTERFACE = 8;
export const OFFSET_PACKET_DROPS = 10;
export const OFFSET_PACKET_TIME_HIGH = 12;
export const OFFSET_PACKET_TIME_LOW = 16;
export const OFFSET_PACKET_CAPTURED = 20;
export const OFFSET_PACKET_WIRE = 24;
export const OFFSET_PACKET_DATA = 28;
/** "No drop count here" in an obsolete packet block. */
export const DROPS_UNKNOWN = 0xffff;

export const OFFSET_SIMPLE_WIRE = 8;
export const OFFSET_SIMPLE_DATA = 12;

export const OFFSET_STATISTICS_INTERFACE = 8;
export const STATISTICS_OPTIONS = 20;
export const SMALLEST_STATISTICS_BYTES = 24;

export const OPTION_END = 0;
export const OPTION_HEAD_BYTES = 4;
export const OPTION_INTERFACE_NAME = 2;
export const OPTION_TIME_RESOLUTION = 9;
export const OPTION_TIME_OFFSET = 14;
export const OPTION_INTERFACE_DROPS = 5;
export const OPTION_SYSTEM_DROPS = 7;

/** Each part of a block is padded to 32 bits. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}

/**
 * Calls `visit` for each option in [position, end); answers the offset of an option that runs past the end, or -1
 * where all is well.
 */
export function forEachOption(
  view: DataView,
  position: number,
  end: number,
  littleEndian: boolean,
  visit: (code: number, offset: number, length: number) => void,
): number {
  let at = position;
  while (at + OPTION_HEAD_BYTES <= end) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    if (code === OPTION_END) return -1;
    if (at + OPTION_HEAD_BYTES + length > end) return at;
    visit(code, at + OPTION_HEAD_BYTES, length);
    at += OPTION_HEAD_BYTES + padded(length);
  }
  return -1;
}
