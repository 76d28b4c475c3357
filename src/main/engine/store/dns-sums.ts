/** Which names were asked for, and how often in vain. */
import type { DnsNameRow } from '#contract/views/sums.ts';
import { eachRow, type SumsJob } from './sums-scope.ts';
import { topNumbers } from './top-numbers.ts';

export interface DnsSums {
  /** Most transactions first. */
  readonly names: readonly DnsNameRow[];
  readonly transactions: number;
  /** Without an answer, or with another code than NOERROR. */
  readonly failed: number;
}

interface NameCount {
  readonly name: string;
  transactions: number;
  failed: number;
}

/** Null when cancelled. */
export async function dnsSums(job: SumsJob, most: number): Promise<DnsSums | null> {
  const { moment, redact } = job;
  const counts: NameCount[] = [];
  const byName = new Map<string, NameCount>();
  let transactions = 0;
  let failed = 0;
  const model = moment.dns(redact);
  const walked = await eachRow(
    model,
    { ...job, moment: { ...moment, lastSerial: Number.POSITIVE_INFINITY } },
    (row) => {
      const bad = Number(model.cell(row, 'rcode') !== 0);
      transactions++;
      failed += bad;
      const query = model.cell(row, 'query');
      if (typeof query !== 'string' || query === '') return;
      const name = query.toLowerCase();
      let count = byName.get(name);
      if (count === undefined) {
        count = { name, transactions: 0, failed: 0 };
        byName.set(name, count);
        counts.push(count);
      }
      count.transactions++;
      count.failed += bad;
    },
  );
  const top = walked ? await topNumbers(counts.length, (number) => counts[number]!.transactions, most, job) : null;
  return top === null ? null : { names: top.map((number) => ({ ...counts[number]! })), transactions, failed };
}
