/** SipHash-2-4: a short keyed hash that says nothing about what went in to whoever does not have the key. */

export const REDACTION_KEY_BYTES = 16;

export class KeyedHash {
  /** Both halves of the last result. */
  low = 0;
  high = 0;
  private readonly key: Int32Array;

  /** REDACTION_KEY_BYTES long. */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, REDACTION_KEY_BYTES);
    this.key = Int32Array.from({ length: 4 }, (_, at) => view.getInt32(at * 4, true));
  }

  /** Of the first `length` bytes. Answers `low`. Written out over halves of 64-bit words, as addresses take many of these. */
  of(bytes: Uint8Array, length: number): number {
    const { key } = this;
    let v0 = key[0]! ^ 0x70736575;
    let v0high = key[1]! ^ 0x736f6d65;
    let v1 = key[2]! ^ 0x6e646f6d;
    let v1high = key[3]! ^ 0x646f7261;
    let v2 = key[0]! ^ 0x6e657261;
    let v2high = key[1]! ^ 0x6c796765;
    let v3 = key[2]! ^ 0x79746573;
    let v3high = key[3]! ^ 0x74656462;
    const last = length >>> 3;
    // The block behind the last one is the finalization.
    for (let block = 0; block <= last + 1; block++) {
      const isEnd = block > last;
      const word = isEnd ? 0 : wordAt(bytes, block * 8, length);
      const tail = block === last ? length << 24 : 0;
      const wordHigh = isEnd ? 0 : wordAt(bytes, block * 8 + 4, length) | tail;
      v3 ^= word;
      v3high ^= wordHigh;
      if (isEnd) v2 ^= 0xff;
      for (let round = isEnd ? 4 : 2; round > 0; round--) {
        let sum = (v0 + v1) | 0;
        v0high = (v0high + v1high + carry(sum, v1)) | 0;
        v0 = sum;
        let turned = (v1 << 13) | (v1high >>> 19);
        v1high = ((v1high << 13) | (v1 >>> 19)) ^ v0high;
        v1 = turned ^ v0;
        turned = v0;
        v0 = v0high;
        v0high = turned;

        sum = (v2 + v3) | 0;
        v2high = (v2high + v3high + carry(sum, v3)) | 0;
        v2 = sum;
        turned = (v3 << 16) | (v3high >>> 16);
        v3high = ((v3high << 16) | (v3 >>> 16)) ^ v2high;
        v3 = turned ^ v2;

        sum = (v0 + v3) | 0;
        v0high = (v0high + v3high + carry(sum, v3)) | 0;
        v0 = sum;
        turned = (v3 << 21) | (v3high >>> 11);
        v3high = ((v3high << 21) | (v3 >>> 11)) ^ v0high;
        v3 = turned ^ v0;

        sum = (v2 + v1) | 0;
        v2high = (v2high + v1high + carry(sum, v1)) | 0;
        v2 = sum;
        turned = (v1 << 17) | (v1high >>> 15);
        v1high = ((v1high << 17) | (v1 >>> 15)) ^ v2high;
        v1 = turned ^ v2;
        turned = v2;
        v2 = v2high;
        v2high = turned;
      }
      v0 ^= word;
      v0high ^= wordHigh;
    }
    this.high = (v0high ^ v1high ^ v2high ^ v3high) >>> 0;
    this.low = (v0 ^ v1 ^ v2 ^ v3) >>> 0;
    return this.low;
  }
}

/** Of a sum of 32-bit words, one of which was `term`. */
function carry(sum: number, term: number): number {
  return sum >>> 0 < term >>> 0 ? 1 : 0;
}

/** Four bytes, the first one lowest; zeros behind the end. */
function wordAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  let word = 0;
  for (let i = at; i < end; i++) word |= bytes[i]! << (8 * (i - at));
  return word;
}
