/** SipHash-2-4: a short keyed hash that says nothing about what went in to whoever does not have the key. */

export const REDACTION_KEY_BYTES = 16;

export class KeyedHash {
  /** Both halves of the last result. */
  low = 0;
  high = 0;
  private readonly key: Uint32Array;
  /** v0 … v3, low half first. */
  private readonly state = new Uint32Array(8);

  /** REDACTION_KEY_BYTES long. */
  constructor(key: Uint8Array) {
    const view = new DataView(key.buffer, key.byteOffset, REDACTION_KEY_BYTES);
    this.key = Uint32Array.from({ length: 4 }, (_, at) => view.getUint32(at * 4, true));
  }

  /** Of the first `length` bytes. Answers `low`. */
  of(bytes: Uint8Array, length: number): number {
    const { state, key } = this;
    state.set([
      key[0]! ^ 0x70736575,
      key[1]! ^ 0x736f6d65,
      key[2]! ^ 0x6e646f6d,
      key[3]! ^ 0x646f7261,
      key[0]! ^ 0x6e657261,
      key[1]! ^ 0x6c796765,
      key[2]! ^ 0x79746573,
      key[3]! ^ 0x74656462,
    ]);
    const whole = length - (length % 8);
    for (let at = 0; at < whole; at += 8) this.take(wordAt(bytes, at, 4), wordAt(bytes, at + 4, 4));
    const rest = length - whole;
    this.take(
      wordAt(bytes, whole, Math.min(4, rest)),
      (wordAt(bytes, whole + 4, Math.max(0, rest - 4)) | ((length & 255) << 24)) >>> 0,
    );
    state[4]! ^= 0xff;
    for (let round = 0; round < 4; round++) this.round();
    this.low = (state[0]! ^ state[2]! ^ state[4]! ^ state[6]!) >>> 0;
    this.high = (state[1]! ^ state[3]! ^ state[5]! ^ state[7]!) >>> 0;
    return this.low;
  }

  private take(low: number, high: number): void {
    const { state } = this;
    state[6]! ^= low;
    state[7]! ^= high;
    this.round();
    this.round();
    state[0]! ^= low;
    state[1]! ^= high;
  }

  private round(): void {
    this.mix(0, 2, 13);
    this.swap(0);
    this.mix(4, 6, 16);
    this.mix(0, 6, 21);
    this.mix(4, 2, 17);
    this.swap(4);
  }

  /** a += b, b = (b rotated left) ^ a. */
  private mix(a: number, b: number, bits: number): void {
    const { state } = this;
    const [low, high] = [state[b]!, state[b + 1]!];
    const sum = state[a]! + low;
    state[a] = sum;
    state[a + 1] = state[a + 1]! + high + (sum > 0xffffffff ? 1 : 0);
    state[b] = ((low << bits) | (high >>> (32 - bits))) ^ state[a]!;
    state[b + 1] = ((high << bits) | (low >>> (32 - bits))) ^ state[a + 1]!;
  }

  /** Rotates by 32 bits. */
  private swap(at: number): void {
    const { state } = this;
    const low = state[at]!;
    state[at] = state[at + 1]!;
    state[at + 1] = low;
  }
}

/** Up to four bytes, the first one lowest. */
function wordAt(bytes: Uint8Array, at: number, count: number): number {
  let word = 0;
  for (let i = 0; i < count; i++) word |= bytes[at + i]! << (8 * i);
  return word >>> 0;
}
