/** Texts of session ids, kept by a number that counts from 1, as addresses are (address-texts.ts). */
import { assert } from '#base/assert.ts';
import { ByteText } from '#base/byte-text.ts';
import { writeSessionId } from '#base/session-id.ts';

const HELD = 16_384;
const SLACK = 2048;
const SLOTS = 65_536;

export class SessionTexts {
  readonly texts: string[] = [''];
  private readonly slots = new Uint16Array(SLOTS);
  private readonly serials = new Float64Array(HELD + SLACK + 1);
  private readonly starts = new Float64Array(HELD + SLACK + 1);
  private readonly seed: Uint8Array = new Uint8Array(4);
  private isVoid = true;
  private readonly scratch = new ByteText(64);
  private readonly buffer: Buffer = Buffer.from(this.scratch.bytes.buffer);

  numberOf(serial: number, start: number): number {
    const hash = Math.imul(serial >>> 0, 0x9e37_79b1) >>> 0;
    for (let slot = hash >>> 16; ; slot = (slot + 1) & (SLOTS - 1)) {
      const number = this.slots[slot]!;
      if (number === 0) return this.add(slot, serial, start);
      if (this.serials[number] === serial && this.starts[number] === start) return number;
    }
  }

  /** To be called before each batch, with the seed of its ids. True: all numbers from before are void. */
  trim(seed: Uint8Array): boolean {
    const isSame = this.seed.every((byte, at) => byte === seed[at]);
    if (!isSame) this.seed.set(seed.subarray(0, 4));
    if (!isSame || this.texts.length > HELD) this.clear();
    const wasVoid = this.isVoid;
    this.isVoid = false;
    return wasVoid;
  }

  clear(): void {
    this.texts.length = 1;
    this.slots.fill(0);
    this.isVoid = true;
  }

  private add(slot: number, serial: number, start: number): number {
    const number = this.texts.length;
    assert(number <= HELD + SLACK, 'trim is called before each batch');
    this.slots[slot] = number;
    this.serials[number] = serial;
    this.starts[number] = start;
    this.scratch.clear();
    writeSessionId(this.scratch, start, serial, this.seed);
    this.texts.push(this.buffer.toString('latin1', 0, this.scratch.length));
    return number;
  }
}
