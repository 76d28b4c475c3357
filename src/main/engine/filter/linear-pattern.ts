/**
 * Regular expressions that take time in proportion to the text, whatever the pattern: an automaton walks the text once, all
 * possibilities side by side, so that nothing is ever tried again. It knows literals, `.`, classes, groups, alternatives,
 * `* + ? {n,m}`, `^ $`, `\d \w \s` and their opposites, and `(?i)` in front; neither back references nor looking around,
 * which cannot be had in linear time.
 */
import { parsePattern, type PatternNode } from './pattern-syntax.ts';

export type TextTest = (text: string) => boolean;
export type PatternResult =
  | { readonly ok: true; readonly test: TextTest }
  | { readonly ok: false; readonly message: string };

/** Steps of the automaton; each costs at most one look per character of the text. */
const MAX_STEPS = 2000;
/** The rest of a longer text is not looked at: fields are names and short lists. */
const MAX_TEXT = 4096;

type Step =
  | { readonly kind: 'character'; readonly matches: (code: number) => boolean }
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'start' | 'end' | 'found' };

/** Whether the pattern occurs anywhere in a text. */
export function compilePattern(source: string): PatternResult {
  const parsed = parsePattern(source);
  if (!parsed.ok) return parsed;
  const steps: Step[] = [];
  if (!build(parsed.node, steps))
    return { ok: false, message: `the pattern is too large: repeated parts count ${MAX_STEPS} steps at most` };
  steps.push({ kind: 'found' });
  return { ok: true, test: walker(steps) };
}

/** Appends the steps of a node; the step after the last one is where it leads. False: too many. */
function build(node: PatternNode, steps: Step[]): boolean {
  if (steps.length > MAX_STEPS) return false;
  switch (node.kind) {
    case 'character':
      steps.push({ kind: 'character', matches: node.matches });
      return true;
    case 'start':
    case 'end':
      steps.push({ kind: node.kind });
      return true;
    case 'sequence':
      return node.parts.every((part) => build(part, steps));
    case 'choice':
      return buildChoice(node.parts, steps);
    case 'repeat':
      return buildRepeat(node.part, node.least, node.most, steps);
  }
}

function buildChoice(parts: readonly PatternNode[], steps: Step[]): boolean {
  const jumps: { first: number; second: number }[] = [];
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1) {
      if (!build(part, steps)) return false;
      break;
    }
    const split = { kind: 'split' as const, first: steps.length + 1, second: 0 };
    steps.push(split);
    if (!build(part, steps)) return false;
    const jump = { kind: 'split' as const, first: 0, second: 0 };
    steps.push(jump);
    jumps.push(jump);
    split.second = steps.length;
  }
  for (const jump of jumps) jump.first = jump.second = steps.length;
  return true;
}

function buildRepeat(part: PatternNode, least: number, most: number, steps: Step[]): boolean {
  for (let count = 0; count < least; count++) {
    const before = steps.length;
    if (!build(part, steps)) return false;
    // What matches nothing does so however often; without this, nested counts of it would be counted through.
    if (steps.length === before) return true;
  }
  if (most === Number.POSITIVE_INFINITY) {
    const split = { kind: 'split' as const, first: steps.length + 1, second: 0 };
    const at = steps.push(split) - 1;
    if (!build(part, steps)) return false;
    steps.push({ kind: 'split', first: at, second: at });
    split.second = steps.length;
    return true;
  }
  const splits: { first: number; second: number }[] = [];
  for (let count = least; count < most; count++) {
    const split = { kind: 'split' as const, first: steps.length + 1, second: 0 };
    steps.push(split);
    splits.push(split);
    if (!build(part, steps)) return false;
  }
  for (const split of splits) split.second = steps.length;
  return true;
}

function walker(steps: readonly Step[]): TextTest {
  // Which steps are possible before the next character; `marks` says for which position a step was added last.
  let current = new Int32Array(steps.length);
  let next = new Int32Array(steps.length);
  const marks = new Int32Array(steps.length);
  const pending = new Int32Array(steps.length * 2 + 2);
  let round = 0;
  return (whole) => {
    const text = whole.length > MAX_TEXT ? whole.slice(0, MAX_TEXT) : whole;
    let count = 0;
    let found = false;
    const add = (step: number, into: Int32Array, at: number): void => {
      let waiting = 0;
      pending[waiting++] = step;
      while (waiting > 0) {
        const index = pending[--waiting]!;
        if (marks[index] === round) continue;
        marks[index] = round;
        const reached = steps[index]!;
        if (reached.kind === 'split') {
          pending[waiting++] = reached.second;
          pending[waiting++] = reached.first;
        } else if (reached.kind === 'found') found = true;
        else if (reached.kind === 'character') into[count++] = index;
        else if (reached.kind === 'start' ? at === 0 : at === text.length) pending[waiting++] = index + 1;
      }
    };
    round = (round + 1) | 0;
    add(0, current, 0);
    for (let at = 0; at < text.length && !found; at++) {
      const code = text.charCodeAt(at);
      const possible = count;
      count = 0;
      round = (round + 1) | 0;
      for (let index = 0; index < possible; index++) {
        const step = steps[current[index]!]!;
        if (step.kind === 'character' && step.matches(code)) add(current[index]! + 1, next, at + 1);
      }
      add(0, next, at + 1);
      [current, next] = [next, current];
    }
    return found;
  };
}
