/** Recognises what a file is that is not a capture this program reads, so that the refusal can say so. */

interface ForeignFormat {
  readonly what: string;
  readonly magic: readonly number[];
  readonly remedy?: string;
}

const CONVERT = 'Convert it, for example with: editcap -F pcap INPUT OUTPUT';
const UNPACK = 'Unpack it first';

const FOREIGN_FORMATS: readonly ForeignFormat[] = [
  { what: 'a Network Monitor capture', magic: ascii('GMBU'), remedy: CONVERT },
  { what: 'a Network Monitor 1 capture', magic: ascii('RTSS'), remedy: CONVERT },
  { what: 'a Sniffer capture', magic: ascii('TRSNIFF data'), remedy: CONVERT },
  { what: 'an EtherPeek capture', magic: ascii('\x7fver'), remedy: CONVERT },
  { what: 'a Bluetooth HCI log (btsnoop)', magic: ascii('btsnoop\0'), remedy: CONVERT },
  { what: 'a zip archive', magic: [0x50, 0x4b, 0x03, 0x04], remedy: UNPACK },
  { what: 'an xz-compressed file', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], remedy: 'Unpack it first: unxz FILE' },
  { what: 'a zstd-compressed file', magic: [0x28, 0xb5, 0x2f, 0xfd], remedy: 'Unpack it first: unzstd FILE' },
  { what: 'a bzip2-compressed file', magic: ascii('BZh'), remedy: 'Unpack it first: bunzip2 FILE' },
  { what: 'an LZ4-compressed file', magic: [0x04, 0x22, 0x4d, 0x18], remedy: 'Unpack it first: unlz4 FILE' },
  { what: 'a gzip file inside a gzip file', magic: [0x1f, 0x8b], remedy: 'Unpack it first: gunzip FILE' },
  { what: 'a 7-Zip archive', magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], remedy: UNPACK },
  { what: 'a program (ELF)', magic: [0x7f, 0x45, 0x4c, 0x46] },
  { what: 'a PDF document', magic: ascii('%PDF') },
  { what: 'a PNG image', magic: [0x89, 0x50, 0x4e, 0x47] },
];

/** What most formats are told from. */
const USUAL_BYTES = 64;
const ERF_HEADER_BYTES = 16;
const ERF_TYPES_IN_USE = 48;
const ERF_TYPE_MASK = 0x7f;
const ERF_OFFSET_TYPE = 8;
const ERF_OFFSET_RECORD_LENGTH = 10;

export interface Foreigner {
  /** With its article: "a zip archive". */
  readonly what: string;
  readonly remedy: string | null;
}

/**
 * How many bytes from the beginning it takes to recognise what begins with `start`, of which there are as many already as
 * the file has of the usual number. Not more are looked at, so that the answer does not depend on how a file is read.
 */
export function bytesToRecognise(start: Uint8Array): number {
  const next = endOfErfRecord(start, 0);
  return Math.max(USUAL_BYTES, next < 0 ? 0 : next + ERF_HEADER_BYTES);
}

/** `start`: as many bytes as `bytesToRecognise` said, or all there are. Null where nothing is recognised. */
export function recogniseForeign(start: Uint8Array): Foreigner | null {
  const known = FOREIGN_FORMATS.find(({ magic }) => magic.every((byte, index) => start[index] === byte));
  if (known !== undefined) return { what: known.what, remedy: known.remedy ?? null };
  if (looksLikeText(start)) return { what: 'a text file', remedy: null };
  if (looksLikeErf(start)) return { what: 'probably an ERF capture (Endace)', remedy: CONVERT };
  return null;
}

function looksLikeText(sample: Uint8Array): boolean {
  if (sample.length === 0 || sample.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) {
    return false;
  }
  try {
    // `stream`: the sample may end within a character.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** ERF has no magic: two records in a row with plausible types and lengths have to do. */
function looksLikeErf(start: Uint8Array): boolean {
  const second = endOfErfRecord(start, 0);
  return second >= 0 && endOfErfRecord(start, second) >= 0;
}

/** Where the record at `at` ends; -1 where its header is not there, or is none. */
function endOfErfRecord(start: Uint8Array, at: number): number {
  if (at + ERF_HEADER_BYTES > start.length) return -1;
  const type = start[at + ERF_OFFSET_TYPE]! & ERF_TYPE_MASK;
  const lengthAt = at + ERF_OFFSET_RECORD_LENGTH;
  const length = (start[lengthAt]! << 8) | start[lengthAt + 1]!;
  return type === 0 || type > ERF_TYPES_IN_USE || length < ERF_HEADER_BYTES ? -1 : at + length;
}

function ascii(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
