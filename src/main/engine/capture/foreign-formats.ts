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

const TEXT_SAMPLE_BYTES = 512;
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

/** Null where nothing is recognised. */
export function recogniseForeign(start: Uint8Array): Foreigner | null {
  const known = FOREIGN_FORMATS.find(({ magic }) => magic.every((byte, index) => start[index] === byte));
  if (known !== undefined) return { what: known.what, remedy: known.remedy ?? null };
  if (looksLikeText(start.subarray(0, TEXT_SAMPLE_BYTES))) return { what: 'a text file', remedy: null };
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
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  let at = 0;
  for (let record = 0; record < 2; record++) {
    if (at + ERF_HEADER_BYTES > start.length) return false;
    const type = view.getUint8(at + ERF_OFFSET_TYPE) & ERF_TYPE_MASK;
    const length = view.getUint16(at + ERF_OFFSET_RECORD_LENGTH, false);
    if (type === 0 || type > ERF_TYPES_IN_USE || length < ERF_HEADER_BYTES) return false;
    at += length;
  }
  return true;
}

function ascii(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
