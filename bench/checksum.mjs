/** The Internet checksum (RFC 1071), and a pool of bytes whose parts are summed by one subtraction. */

/** Sum of 16-bit words; an odd byte at the end counts as the high one of its word. */
export function sum(bytes, start, end) {
  let total = 0;
  for (let i = start; i + 1 < end; i += 2) total += (bytes[i] << 8) | bytes[i + 1];
  if ((end - start) % 2 === 1) total += bytes[end - 1] << 8;
  return total;
}

export function fold(total) {
  let folded = total;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/** Payload for frames: any part that begins at an even position, with its sum at hand. */
export class Pool {
  #sums;

  constructor(bytes) {
    this.bytes = bytes;
    this.#sums = new Float64Array((bytes.length >> 1) + 1);
    for (let i = 0; i < bytes.length >> 1; i++) {
      this.#sums[i + 1] = this.#sums[i] + ((bytes[2 * i] << 8) | bytes[2 * i + 1]);
    }
  }

  /** Sum of `length` bytes from the even position `at` on. */
  sum(at, length) {
    const words = length >> 1;
    const whole = this.#sums[(at >> 1) + words] - this.#sums[at >> 1];
    return length % 2 === 1 ? whole + (this.bytes[at + length - 1] << 8) : whole;
  }
}
