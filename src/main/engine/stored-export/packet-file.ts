/** A capture file that is being written, of packets whose interfaces become known on the way: each is described before its first packet. */
import type { ByteText } from '#base/byte-text.ts';
import type { CaptureInterface } from '../capture/packet-source.ts';
import type { PacketBatch } from '../capture/packet-source.ts';
import type { PacketNotes } from '../session-comments.ts';
import { writeInterface, writeNames, writePacket, writeSection, type PcapngSection } from '../store/pcapng-writer.ts';

export class PacketFile {
  readonly #out: ByteText;
  readonly #ids = new Map<string, number>();
  readonly #filter: string | null;

  /** `filter`: of the capture that they are from, where that is known. */
  constructor(out: ByteText, section: PcapngSection, filter: string | null) {
    this.#out = out;
    this.#filter = filter;
    writeSection(out, section);
  }

  write(batch: PacketBatch, row: number, described: CaptureInterface, { names, comments }: PacketNotes): void {
    const interfaceId = this.#idOf(described);
    const at = batch.offsets[row]!;
    writeNames(this.#out, names);
    writePacket(this.#out, {
      interfaceId,
      time: batch.times[row]!,
      wireLength: batch.wireLengths[row]!,
      bytes: batch.bytes.subarray(at, at + batch.capturedLengths[row]!),
      comments,
    });
  }

  #idOf({ name, linkType }: CaptureInterface): number {
    const key = `${linkType} ${name}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(key, id);
    writeInterface(this.#out, { name, linkType, filter: this.#filter });
    return id;
  }
}
