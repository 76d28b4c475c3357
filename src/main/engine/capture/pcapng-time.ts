/** pcapng timestamps: 64-bit counts of an interface's own unit (if_tsresol), shifted by if_tsoffset seconds. */
import { MICROSECONDS_PER_SECOND, type Microseconds } from '#base/units.ts';

const TWO_TO_32 = 4_294_967_296;
/** if_tsresol: the most significant bit chooses powers of two, the others are the negative exponent. */
const POWER_OF_TWO_FLAG = 0x80;
const EXPONENT_MASK = 0x7f;
const MICROSECOND_EXPONENT = 6;
/** Above this the quotient and rest of a decimal unit are no longer exact in a double. */
const LARGEST_EXACT_EXPONENT = 9;

export const DEFAULT_TIME_RESOLUTION: number = MICROSECOND_EXPONENT;

/**
 * Turns both halves of a timestamp into microseconds, exactly where the result is a whole number. Nothing is
 * allocated for units of a microsecond or a nanosecond, which is what is found in practice.
 */
export class TimeScale {
  readonly #exponent: number;
  readonly #binary: boolean;
  readonly #offsetMicroseconds: Microseconds;
  /** Units in a microsecond, and 2^32 units as whole microseconds and rest (decimal units of 10^-6 to 10^-9). */
  readonly #unitsPerMicrosecond: number;
  readonly #highWhole: number;
  readonly #highRest: number;

  constructor(resolution: number, offsetSeconds: number) {
    this.#binary = (resolution & POWER_OF_TWO_FLAG) !== 0;
    this.#exponent = resolution & EXPONENT_MASK;
    this.#offsetMicroseconds = offsetSeconds * MICROSECONDS_PER_SECOND;
    this.#unitsPerMicrosecond = 10 ** (this.#exponent - MICROSECOND_EXPONENT);
    this.#highWhole = Math.floor(TWO_TO_32 / this.#unitsPerMicrosecond);
    this.#highRest = TWO_TO_32 - this.#highWhole * this.#unitsPerMicrosecond;
  }

  toMicroseconds(high: number, low: number): Microseconds {
    if (this.#binary || this.#exponent < MICROSECOND_EXPONENT || this.#exponent > LARGEST_EXACT_EXPONENT) {
      return this.#convertExactly(high, low);
    }
    const rest = (high * this.#highRest + low) / this.#unitsPerMicrosecond;
    return high * this.#highWhole + quartered(rest) + this.#offsetMicroseconds;
  }

  #convertExactly(high: number, low: number): Microseconds {
    const units = BigInt(high) * BigInt(TWO_TO_32) + BigInt(low);
    const unitsPerSecond = (this.#binary ? 2n : 10n) ** BigInt(this.#exponent);
    const wholeSeconds = units / unitsPerSecond;
    const rest = units - wholeSeconds * unitsPerSecond;
    const fraction = Number((rest * BigInt(MICROSECONDS_PER_SECOND) * 4n) / unitsPerSecond) / 4;
    return Number(wholeSeconds) * MICROSECONDS_PER_SECOND + fraction + this.#offsetMicroseconds;
  }
}

/** A double holds today's microseconds to a quarter: rounding down keeps a packet within its microsecond. */
function quartered(microseconds: number): number {
  return Math.floor(microseconds * 4) / 4;
}
