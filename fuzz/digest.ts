/** Large results as a few characters (FNV-1a, 32 bits, twice). */
export class Digest {
  #one = 0x811c9dc5;
  #two = 0x01000193;
  readonly #number = new Float64Array(1);
  readonly #numberBytes = new Uint8Array(this.#number.buffer);

  number(value: number): this {
    this.#number[0] = value;
    return this.bytes(this.#numberBytes, 0, 8);
  }

  string(text: string): this {
    for (let index = 0; index < text.length; index++) this.#add(text.charCodeAt(index));
    return this;
  }

  bytes(bytes: Uint8Array, start: number, end: number): this {
    for (let at = start; at < end; at++) this.#add(bytes[at]!);
    return this;
  }

  get text(): string {
    return `${(this.#one >>> 0).toString(16)}-${(this.#two >>> 0).toString(16)}`;
  }

  /** 53 bits. */
  get value(): number {
    return (this.#one >>> 0) * 0x20_0000 + (this.#two & 0x1f_ffff);
  }

  #add(value: number): void {
    this.#one = Math.imul(this.#one ^ value, 0x01000193);
    this.#two = Math.imul(this.#two ^ value, 0x85ebca6b) ^ (this.#two >>> 15);
  }
}
