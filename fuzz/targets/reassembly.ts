/** Datagrams out of fragments that overlap, contradict each other or say that they end in several places, beside a model. */
import { DecodedPacket } from '#main/engine/decode/packet.ts';
import { BROKEN, Datagram, PARTIAL, WHOLE } from '#main/engine/flows/reassembly.ts';
import { joined } from '../mutate.ts';
import { check, embedded, type Target } from '../target.ts';

/** Of an input: the IP version, then six bytes a fragment: offset in units of eight, length, whether more follow, filling. */
const FRAGMENT_BYTES = 6;
const MOST_FRAGMENTS = 160;
const LONGEST_DATAGRAM = 65_535;
const LONGEST_FRAGMENT = 2048;

function fragment(offset: number, length: number, more: boolean, filling: number): Uint8Array {
  const place = offset >> 3;
  return Uint8Array.from([place >> 8, place & 0xff, length >> 8, length & 0xff, more ? 1 : 0, filling]);
}

/** Byte by byte; -1 where nothing is yet. */
class Model {
  readonly bytes: Int16Array = new Int16Array(LONGEST_DATAGRAM + LONGEST_FRAGMENT).fill(-1);
  total = -1;
  #end = 0;
  #covered = 0;
  #fragments = 0;

  add(offset: number, more: boolean, part: Uint8Array, overlaps: boolean): number {
    const upTo = offset + part.length;
    const impossible = upTo > LONGEST_DATAGRAM || (this.total >= 0 && upTo > this.total);
    if (++this.#fragments > MOST_FRAGMENTS || impossible) return BROKEN;
    if (more && (part.length % 8 !== 0 || part.length === 0)) return BROKEN;
    if (!more && ((this.total >= 0 && this.total !== upTo) || this.#end > upTo)) return BROKEN;
    const known = part.filter((_, index) => this.bytes[offset + index]! >= 0).length;
    const same = part.every((byte, index) => this.bytes[offset + index] === byte);
    if (!overlaps && known > 0 && !same) return BROKEN;
    if (!more) this.total = upTo;
    this.#end = Math.max(this.#end, upTo);
    this.#covered += part.length - known;
    part.forEach((byte, index) => {
      if (this.bytes[offset + index]! < 0) this.bytes[offset + index] = byte;
    });
    return this.#covered === this.total ? WHOLE : PARTIAL;
  }
}

export const reassemblyTarget: Target = {
  name: 'reassembly',
  longest: 1200,
  seeds: () =>
    [0, 1].flatMap((version) => [
      joined(Uint8Array.of(version), fragment(0, 64, true, 1), fragment(64, 64, true, 2), fragment(128, 9, false, 3)),
      joined(Uint8Array.of(version), fragment(64, 9, false, 2), fragment(0, 64, true, 1), fragment(0, 64, true, 1)),
      joined(Uint8Array.of(version), fragment(0, 128, true, 1), fragment(64, 128, true, 1), fragment(192, 0, false, 1)),
      joined(Uint8Array.of(version), fragment(65_528, 7, false, 1), fragment(0, 2000, true, 1)),
    ]),
  run: (input) => {
    const overlaps = ((input[0] ?? 0) & 1) === 0;
    const first = new DecodedPacket();
    first.ipVersion = overlaps ? 4 : 6;
    const datagram = new Datagram(first, 0);
    const model = new Model();
    const outcomes: number[] = [];
    for (let at = 1; at + FRAGMENT_BYTES <= input.length; at += FRAGMENT_BYTES) {
      const offset = ((input[at]! << 11) | (input[at + 1]! << 3)) & 0xfff8;
      const length = ((input[at + 2]! << 8) | input[at + 3]!) % LONGEST_FRAGMENT;
      const filling = input[at + 5]!;
      const part = Uint8Array.from({ length }, (_, index) => (filling + ((offset + index) >> 6)) & 0xff);
      const more = (input[at + 4]! & 1) !== 0;
      const { bytes, start } = embedded(part, 3);
      const outcome = datagram.add(offset, more, bytes, start, start + length);
      const expected = model.add(offset, more, part, overlaps);
      check(outcome === expected, `fragment ${outcomes.length} makes ${expected}, not ${outcome}`);
      outcomes.push(outcome);
      if (outcome === PARTIAL) continue;
      if (outcome === WHOLE) {
        check(datagram.length === model.total, 'the whole ends where its last fragment does');
        for (let index = 0; index < model.total; index++)
          check(datagram.bytes[index] === model.bytes[index], `byte ${index} is what came first`);
      }
      break;
    }
    return { kind: `${overlaps} ${outcomes.length} ${outcomes.at(-1)}`, result: outcomes.join(' ') };
  },
};
