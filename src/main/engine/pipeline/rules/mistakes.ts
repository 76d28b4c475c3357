/** What is wrong in rule files: always with the place, always with what was expected, and as many at once as there are. */
import { failure, type Failure } from '#base/result.ts';

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface RuleMistake {
  readonly place: Place;
  readonly message: string;
}

/** What was found while rules were read. Notices do not keep them from being used. */
export class RuleReport {
  readonly mistakes: RuleMistake[] = [];
  readonly notices: RuleMistake[] = [];

  mistake(place: Place, message: string): void {
    add(this.mistakes, { place, message });
  }

  notice(place: Place, message: string): void {
    add(this.notices, { place, message });
  }

  /** Where the same is noticed again, the first place is enough. */
  noticeOnce(place: Place, message: string): void {
    if (!this.notices.some((notice) => notice.message === message && notice.place.file === place.file))
      this.notice(place, message);
  }

  /** In the order in which they stand in `files`. */
  sort(files: readonly string[]): void {
    const order = new Map(files.map((file, index) => [file, index]));
    const rank = ({ file }: Place): number => order.get(file) ?? -1;
    for (const found of [this.mistakes, this.notices]) {
      found.sort(({ place: a }, { place: b }) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
    }
  }
}

function add(found: RuleMistake[], { place, message }: RuleMistake): void {
  const last = found.at(-1);
  const again =
    last?.message === message &&
    last.place.file === place.file &&
    last.place.line === place.line &&
    last.place.column === place.column;
  if (!again && found.length < MOST) found.push({ place, message });
}

/** More than anybody reads; keeps a file of rubbish from filling memory. */
const MOST = 200;
/** Shown where there is room for a few lines only. */
const SHOWN = 10;

export function mistakeLine({ place, message }: RuleMistake): string {
  return `${place.file}:${place.line}:${place.column}: ${message}`;
}

/** All mistakes as one failure; there is at least one. */
export function mistakesFailure(mistakes: readonly RuleMistake[]): Failure {
  const lines = mistakes.slice(0, SHOWN).map(mistakeLine);
  const more = mistakes.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  return failure(
    'invalid',
    `There ${mistakes.length === 1 ? 'is' : 'are'} ${count} in the rules:\n${lines.join('\n')}`,
    {
      remedy: 'netloupe rules check FILE lists them all',
    },
  ).failure;
}
