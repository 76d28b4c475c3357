/**
 * pcapng files (draft-ietf-opsawg-pcapng): any number of sections, each in its own byte order, with interfaces, link
 * types and time units of their own. Names, secrets, custom and unknown blocks are passed over without being held.
 */
import { failure, type Failure, type FailureCode } from '#base/result.ts';
import type { ByteWindow } from './byte-window.ts';
import type { CaptureInterface } from './packet-source.ts';
import * as block from './pcapng-blocks.ts';
import { DEFAULT_TIME_RESOLUTION, TimeScale } from './pcapng-time.ts';
import type { RecordBatch } from './record-batch.ts';
import type { RecordReader } from './record-reader.ts';

/** A block that has to be held whole and claims more is damage; Wireshark's bound is the same. */
const MAXIMUM_HELD_BLOCK_BYTES = 16 * 1024 * 1024;
/** Interface ids of a batch are 16 bits wide. */
const MAXIMUM_INTERFACES = 65_536;
const SUPPORTED_MAJOR_VERSION = 1;
/** Minor version 2 was written by some programs and means the same as 0. */
const SUPPORTED_MINOR_VERSIONS: readonly number[] = [0, 2];
const TWO_TO_32 = 4_294_967_296;
const REMEDY = 'Everything before that byte was read; record or copy the capture again';

interface DropCounts {
  /** As the last statistics block said. */
  kernel: number;
  interface: number;
  /** Added up from obsolete packet blocks. */
  beforePackets: number;
}

export class PcapngReader implements RecordReader {
  readonly interfaces: CaptureInterface[] = [];
  damage: Failure | null = null;
  readonly #name: string;
  readonly #scales: TimeScale[] = [];
  readonly #drops: DropCounts[] = [];
  #littleEndian = true;
  /** Id of the present section's first interface. */
  #sectionStart = 0;
  /** Bytes of a block being passed over that are still to come, besides its trailing length. */
  #skipRemaining = 0;
  #skippedLength = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get kernelDrops(): number {
    return this.#drops.reduce((sum, drops) => sum + Math.max(drops.kernel, drops.beforePackets), 0);
  }

  get interfaceDrops(): number {
    return this.#drops.reduce((sum, drops) => sum + drops.interface, 0);
  }

  index(window: ByteWindow, batch: RecordBatch): number {
    while (batch.count < batch.capacity && this.damage === null) {
      if (this.#skippedLength > 0) {
        const missing = this.#skip(window);
        if (missing > 0) return missing;
        continue;
      }
      if (window.available < block.SMALLEST_BLOCK_BYTES) return block.SMALLEST_BLOCK_BYTES;
      const { view, position } = window;
      const isSection = view.getUint32(position, true) === block.BLOCK_SECTION_HEADER;
      if (isSection && !this.#chooseByteOrder(window)) return 0;
      const little = this.#littleEndian;
      const type = view.getUint32(position, little);
      const length = view.getUint32(position + 4, little);
      if (length < block.SMALLEST_BLOCK_BYTES || length % 4 !== 0) {
        this.#damaged(window, `a block there claims a length of ${length} bytes`);
        return 0;
      }
      if (!isHeld(type)) {
        this.#skippedLength = length;
        this.#skipRemaining = length - block.BLOCK_TRAILER_BYTES;
        continue;
      }
      if (length > MAXIMUM_HELD_BLOCK_BYTES) {
        this.#damaged(
          window,
          `a block there claims ${length} bytes, more than the ${MAXIMUM_HELD_BLOCK_BYTES} allowed`,
        );
        return 0;
      }
      if (window.available < length) return length;
      if (view.getUint32(position + length - block.BLOCK_TRAILER_BYTES, little) !== length) {
        this.#damaged(window, 'the two lengths of a block there differ');
        return 0;
      }
      if (this.#take(window, type, length, batch)) window.position += length;
    }
    return 0;
  }

  endsHere(window: ByteWindow): Failure | null {
    if (window.available === 0 && this.#skippedLength === 0) return null;
    const at = window.inputOffset - this.#alreadySkipped();
    return failure('damaged', `${this.#name} is cut short: the block at byte ${at} is incomplete`, {
      offset: at,
      remedy: REMEDY,
    }).failure;
  }

  /** One whole block at the window's position; false where it is damaged. */
  #take(window: ByteWindow, type: number, length: number, batch: RecordBatch): boolean {
    switch (type) {
      case block.BLOCK_ENHANCED_PACKET:
        return this.#takePacket(window, length, batch, false);
      case block.BLOCK_OBSOLETE_PACKET:
        return this.#takePacket(window, length, batch, true);
      case block.BLOCK_SIMPLE_PACKET:
        return this.#takeSimplePacket(window, length, batch);
      case block.BLOCK_INTERFACE:
        return this.#takeInterface(window, length);
      case block.BLOCK_INTERFACE_STATISTICS:
        return this.#takeStatistics(window, length);
      default:
        return this.#takeSection(window, length);
    }
  }

  #takePacket(window: ByteWindow, length: number, batch: RecordBatch, obsolete: boolean): boolean {
    const { view, position } = window;
    const little = this.#littleEndian;
    if (length < block.OFFSET_PACKET_DATA + block.BLOCK_TRAILER_BYTES) {
      return this.#damaged(window, 'a packet block there is too short for its header');
    }
    const local = obsolete
      ? view.getUint16(position + block.OFFSET_PACKET_INTERFACE, little)
      : view.getUint32(position + block.OFFSET_PACKET_INTERFACE, little);
    const id = this.#sectionStart + local;
    const scale = this.#scales[id];
    if (scale === undefined) {
      return this.#damaged(window, `a packet there belongs to interface ${local}, which the section does not describe`);
    }
    const captured = view.getUint32(position + block.OFFSET_PACKET_CAPTURED, little);
    if (captured > length - block.OFFSET_PACKET_DATA - block.BLOCK_TRAILER_BYTES) {
      return this.#damaged(window, `a packet there claims ${captured} bytes, more than its block holds`);
    }
    if (obsolete) this.#countDrops(id, view.getUint16(position + block.OFFSET_PACKET_DROPS, little));
    const wire = view.getUint32(position + block.OFFSET_PACKET_WIRE, little);
    const row = batch.count++;
    batch.offsets[row] = position + block.OFFSET_PACKET_DATA;
    batch.capturedLengths[row] = captured;
    batch.wireLengths[row] = wire < captured ? captured : wire;
    batch.times[row] = scale.toMicroseconds(
      view.getUint32(position + block.OFFSET_PACKET_TIME_HIGH, little),
      view.getUint32(position + block.OFFSET_PACKET_TIME_LOW, little),
    );
    batch.interfaceIds[row] = id;
    return true;
  }

  /** A simple packet block has no time, and its captured length follows from the interface's snap length. */
  #takeSimplePacket(window: ByteWindow, length: number, batch: RecordBatch): boolean {
    const { view, position } = window;
    const described = this.interfaces[this.#sectionStart];
    if (described === undefined) {
      return this.#damaged(window, 'a packet there comes before the description of its interface');
    }
    const room = length - block.OFFSET_SIMPLE_DATA - block.BLOCK_TRAILER_BYTES;
    if (room < 0) return this.#damaged(window, 'a packet block there is too short for its header');
    const wire = view.getUint32(position + block.OFFSET_SIMPLE_WIRE, this.#littleEndian);
    const captured = described.snaplen > 0 ? Math.min(wire, described.snaplen) : wire;
    if (captured > room) {
      return this.#damaged(window, `a packet there claims ${captured} bytes, more than its block holds`);
    }
    const row = batch.count++;
    batch.offsets[row] = position + block.OFFSET_SIMPLE_DATA;
    batch.capturedLengths[row] = captured;
    batch.wireLengths[row] = wire;
    batch.times[row] = Number.NaN;
    batch.interfaceIds[row] = this.#sectionStart;
    return true;
  }

  #takeSection(window: ByteWindow, length: number): boolean {
    const { view, position } = window;
    if (length < block.SMALLEST_SECTION_BYTES) {
      return this.#damaged(window, 'a section header there is too short');
    }
    const major = view.getUint16(position + block.OFFSET_SECTION_MAJOR, this.#littleEndian);
    const minor = view.getUint16(position + block.OFFSET_SECTION_MINOR, this.#littleEndian);
    if (major !== SUPPORTED_MAJOR_VERSION || !SUPPORTED_MINOR_VERSIONS.includes(minor)) {
      return this.#damaged(
        window,
        `the section there is of pcapng version ${major}.${minor}, which is not known`,
        'unsupported',
      );
    }
    if (!this.#readOptions(window, block.SECTION_OPTIONS, length, () => undefined)) return false;
    this.#sectionStart = this.interfaces.length;
    return true;
  }

  #takeInterface(window: ByteWindow, length: number): boolean {
    const { view, position, bytes } = window;
    const little = this.#littleEndian;
    if (length < block.SMALLEST_INTERFACE_BYTES) {
      return this.#damaged(window, 'an interface description there is too short');
    }
    if (this.interfaces.length >= MAXIMUM_INTERFACES) {
      return this.#damaged(window, `there are more than ${MAXIMUM_INTERFACES} interfaces`, 'unsupported');
    }
    let name = `interface ${this.interfaces.length}`;
    let resolution: number = DEFAULT_TIME_RESOLUTION;
    let offsetSeconds = 0;
    const readable = this.#readOptions(window, block.INTERFACE_OPTIONS, length, (code, at, size) => {
      if (code === block.OPTION_INTERFACE_NAME && size > 0) name = text(bytes.subarray(at, at + size));
      else if (code === block.OPTION_TIME_RESOLUTION && size >= 1) resolution = view.getUint8(at);
      else if (code === block.OPTION_TIME_OFFSET && size >= 8) offsetSeconds = Number(view.getBigInt64(at, little));
    });
    if (!readable) return false;
    this.interfaces.push({
      name,
      linkType: view.getUint16(position + block.OFFSET_LINK_TYPE, little),
      snaplen: view.getUint32(position + block.OFFSET_SNAPLEN, little),
    });
    this.#scales.push(new TimeScale(resolution, offsetSeconds));
    this.#drops.push({ kernel: 0, interface: 0, beforePackets: 0 });
    return true;
  }

  #takeStatistics(window: ByteWindow, length: number): boolean {
    const { view, position } = window;
    const little = this.#littleEndian;
    if (length < block.SMALLEST_STATISTICS_BYTES) {
      return this.#damaged(window, 'interface statistics there are too short');
    }
    const id = this.#sectionStart + view.getUint32(position + block.OFFSET_STATISTICS_INTERFACE, little);
    const drops = this.#drops[id];
    return this.#readOptions(window, block.STATISTICS_OPTIONS, length, (code, at, size) => {
      if (drops === undefined || size < 8) return;
      const count =
        view.getUint32(at + (little ? 4 : 0), little) * TWO_TO_32 + view.getUint32(at + (little ? 0 : 4), little);
      if (code === block.OPTION_INTERFACE_DROPS) drops.interface = count;
      else if (code === block.OPTION_SYSTEM_DROPS) drops.kernel = count;
    });
  }

  #countDrops(id: number, count: number): void {
    const drops = this.#drops[id];
    if (drops !== undefined && count !== block.DROPS_UNKNOWN) drops.beforePackets += count;
  }

  #readOptions(
    window: ByteWindow,
    start: number,
    length: number,
    visit: (code: number, offset: number, size: number) => void,
  ): boolean {
    const { view, position } = window;
    const end = position + length - block.BLOCK_TRAILER_BYTES;
    if (block.forEachOption(view, position + start, end, this.#littleEndian, visit) < 0) return true;
    return this.#damaged(window, 'an option of a block there runs past the end of the block');
  }

  #chooseByteOrder(window: ByteWindow): boolean {
    const magicAt = window.position + block.OFFSET_BYTE_ORDER;
    if (window.view.getUint32(magicAt, true) === block.BYTE_ORDER_MAGIC) this.#littleEndian = true;
    else if (window.view.getUint32(magicAt, false) === block.BYTE_ORDER_MAGIC) this.#littleEndian = false;
    else return this.#damaged(window, 'a section header there has no byte-order mark');
    return true;
  }

  /** Passes over as much of the skipped block as there is; answers how many bytes are needed to go on, 0 when done. */
  #skip(window: ByteWindow): number {
    const step = Math.min(this.#skipRemaining, window.available);
    window.position += step;
    this.#skipRemaining -= step;
    if (this.#skipRemaining > 0) return 1;
    if (window.available < block.BLOCK_TRAILER_BYTES) return block.BLOCK_TRAILER_BYTES;
    if (window.view.getUint32(window.position, this.#littleEndian) !== this.#skippedLength) {
      this.#damaged(window, 'the two lengths of the block that ends there differ');
      return 0;
    }
    window.position += block.BLOCK_TRAILER_BYTES;
    this.#skippedLength = 0;
    return 0;
  }

  #alreadySkipped(): number {
    return this.#skippedLength === 0 ? 0 : this.#skippedLength - block.BLOCK_TRAILER_BYTES - this.#skipRemaining;
  }

  #damaged(window: ByteWindow, what: string, code: FailureCode = 'damaged'): false {
    const at = window.inputOffset;
    const problem = code === 'damaged' ? 'is damaged' : 'cannot be read further';
    const message = `${this.#name} ${problem} at byte ${at}: ${what}`;
    this.damage = failure(code, message, { offset: at, remedy: REMEDY }).failure;
    return false;
  }
}

/** Blocks that are looked into; the others only have to be passed over. */
function isHeld(type: number): boolean {
  return (
    type === block.BLOCK_ENHANCED_PACKET ||
    type === block.BLOCK_INTERFACE ||
    type === block.BLOCK_SIMPLE_PACKET ||
    type === block.BLOCK_INTERFACE_STATISTICS ||
    type === block.BLOCK_OBSOLETE_PACKET ||
    type === block.BLOCK_SECTION_HEADER
  );
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
