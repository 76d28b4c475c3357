/** Packets as a capture file: one section, its interfaces, and of each packet comments that say whose it is, after the names that go with it. */
import type { RowFormat } from './export-format.ts';
import {
  writeInterface,
  writeNames,
  writePacket,
  writeSection,
  type PcapngInterface,
  type PcapngName,
  type PcapngPacket,
  type PcapngSection,
} from './pcapng-writer.ts';

export interface PcapngFrame extends PcapngPacket {
  /** Names that were not told before. */
  readonly names: readonly PcapngName[];
}

export interface PcapngSource {
  readonly section: PcapngSection;
  readonly interfaces: readonly PcapngInterface[];
  /** Null: the bytes are no longer held. */
  frame(index: number): PcapngFrame | null;
}

export function pcapngFormat({ section, interfaces, frame }: PcapngSource): RowFormat {
  return {
    writeHead(out) {
      writeSection(out, section);
      for (const described of interfaces) writeInterface(out, described);
    },
    write(index, out) {
      const found = frame(index);
      if (found === null) return false;
      writeNames(out, found.names);
      writePacket(out, found);
      return true;
    },
  };
}
