/** What a question led to, in one line: aliases in the order in which they lead on, then what stands at their end. Pure. */
import type { CellValue } from '#contract/protocol.ts';
import type { DnsAnswer } from '#contract/records.ts';

export interface AnswerChain {
  readonly aliases: readonly string[];
  /** Addresses and other data; the same one once. */
  readonly end: readonly string[];
}

export function answerChain(query: string | null, answers: readonly DnsAnswer[]): AnswerChain {
  const left = new Set(answers.filter(({ type }) => type === 'CNAME'));
  const aliases: string[] = [];
  let name = query?.toLowerCase();
  for (;;) {
    const next = [...left].find((answer) => answer.name.toLowerCase() === name);
    if (next === undefined) break;
    left.delete(next);
    aliases.push(next.data);
    name = next.data.toLowerCase();
  }
  // Those that hang on nothing are told, too.
  for (const { data } of left) aliases.push(data);
  const end = answers.filter(({ type }) => type !== 'CNAME').map(({ data }) => data);
  return { aliases, end: [...new Set(end)] };
}

export function chainText({ aliases, end }: AnswerChain): string {
  return [...aliases, ...(end.length === 0 ? [] : [end.join(', ')])].join(' → ');
}

/** Answers arrive as the records hold them; what is not an answer is left out. */
export function answersOf(cell: CellValue | undefined): readonly DnsAnswer[] {
  if (!Array.isArray(cell)) return [];
  return cell.filter((item): item is DnsAnswer => typeof item === 'object' && item !== null && 'data' in item);
}
