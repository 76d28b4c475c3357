/**
 * Inputs of the flow table: which options, then packets with the time between them. Any bytes are a program.
 *
 * Four bytes of options, then records: kind, position of the link type, two bytes of time, two of length, the frame.
 */
import type { Corpus } from '../corpus.ts';
import { joined, mutate } from '../mutate.ts';
import type { Random } from '../random.ts';

export const OPTION_BYTES = 4;
const RECORD_HEAD = 6;

/** Bits of a record's kind. */
export const STEP_NO_TIME = 1;
/** No packet: the clock of a live capture. */
export const STEP_ADVANCE = 2;
export const STEP_BACK = 4;
/** The two bytes of time are seconds, not units of 64 microseconds. */
export const STEP_SECONDS = 8;
/** Only half of the frame was captured. */
export const STEP_CUT = 16;
/** Of another interface. */
export const STEP_INTERFACE = 32;

export interface Step {
  readonly kind: number;
  readonly link: number;
  readonly time: number;
  readonly frame: Uint8Array;
}

export interface Program {
  readonly options: Uint8Array;
  readonly steps: readonly Step[];
}

export function readProgram(input: Uint8Array): Program {
  const options = new Uint8Array(OPTION_BYTES);
  options.set(input.subarray(0, OPTION_BYTES));
  const steps: Step[] = [];
  for (let at = OPTION_BYTES; at + RECORD_HEAD <= input.length;) {
    const length = (input[at + 4]! << 8) | input[at + 5]!;
    const frame = input.subarray(at + RECORD_HEAD, at + RECORD_HEAD + length);
    steps.push({ kind: input[at]!, link: input[at + 1]!, time: (input[at + 2]! << 8) | input[at + 3]!, frame });
    at += RECORD_HEAD + length;
  }
  return { options, steps };
}

export function writeProgram({ options, steps }: Program): Uint8Array {
  const parts = steps.map(({ kind, link, time, frame }) =>
    joined(Uint8Array.from([kind, link, time >> 8, time & 0xff, frame.length >> 8, frame.length & 0xff]), frame),
  );
  return joined(options, ...parts);
}

/** The beginnings of captures, at their own pace. */
export function programsOf(corpus: Corpus, links: readonly number[], mostSteps: number): Uint8Array[] {
  return corpus.files
    .filter(({ frames }) => frames.length > 0)
    .map(({ frames }, index) => {
      let last = Number.NaN;
      const steps = frames.slice(0, mostSteps).map(({ linkType, time, bytes }): Step => {
        const passed = time - last;
        last = Number.isNaN(time) ? last : time;
        const seconds = passed >= 4_000_000;
        const units = Number.isNaN(passed) ? 0 : Math.abs(passed) / (seconds ? 1e6 : 64);
        const kind =
          (seconds ? STEP_SECONDS : 0) | (passed < 0 ? STEP_BACK : 0) | (Number.isNaN(time) ? STEP_NO_TIME : 0);
        const frame = bytes.subarray(0, 1600);
        return { kind, link: Math.max(0, links.indexOf(linkType)), time: Math.min(0xffff, Math.round(units)), frame };
      });
      return writeProgram({ options: Uint8Array.from([0, index, 0, 0]), steps });
    });
}

/** Changes that keep packets whole: their order, number, time and single bytes of them. */
export function mutateProgram(input: Uint8Array, other: Uint8Array, random: Random, longest: number): Uint8Array {
  if (random.chance(0.1)) return mutate(input, other, random, longest);
  const { options, steps } = readProgram(input);
  const foreign = readProgram(other).steps;
  const changed = [...steps];
  for (let round = 1 + random.below(12); round > 0; round--) {
    const at = random.below(changed.length);
    const step = changed[at] ?? foreign[random.below(foreign.length)];
    if (step === undefined) break;
    switch (random.below(9)) {
      case 0:
        changed.splice(at, 1);
        break;
      case 1:
        changed.splice(random.below(changed.length + 1), 0, step);
        break;
      case 2:
        changed.splice(at, 0, ...foreign.slice(random.below(foreign.length)).slice(0, 1 + random.below(20)));
        break;
      case 3:
        changed[at] = { ...step, time: random.below(0x1_0000) };
        break;
      case 4:
        changed[at] = { ...step, kind: step.kind ^ (1 << random.below(6)) };
        break;
      case 5:
        changed.splice(at, 1);
        changed.splice(random.below(changed.length + 1), 0, step);
        break;
      case 6:
        options[random.below(OPTION_BYTES)] = random.below(256);
        break;
      default:
        changed[at] = { ...step, frame: mutate(step.frame, foreign[0]?.frame ?? step.frame, random, 1600) };
    }
  }
  const bytes = writeProgram({ options, steps: changed });
  return bytes.length > longest ? bytes.slice(0, longest) : bytes;
}
