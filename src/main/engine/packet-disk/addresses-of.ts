/** The addresses that a name, and those below it, had: as history knows them. */
import { success, type Result } from '#base/result.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import type { HistoryClient } from '../history/client.ts';

const MOST_ADDRESSES = 50_000;
const PATIENCE_MS = 60_000;

/** `name`: in lower case, without a dot at its end. */
export async function addressesOf(
  client: Pick<HistoryClient, 'ask'>,
  name: string,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const isName = (column: string): string =>
    `(lower(${column}) = ${quoted(name)} OR ends_with(lower(${column}), ${quoted(`.${name}`)}))`;
  const text = `
    SELECT DISTINCT dst_ip AS address FROM sessions WHERE ${isName('hostname')}
    UNION
    SELECT DISTINCT unnest(json_extract_string(answers, '$[*].data')) AS address FROM dns WHERE ${isName('query')}`;
  const asked = { dataset: HISTORY_DATASET, text, limit: MOST_ADDRESSES, timeoutMs: PATIENCE_MS };
  const answer = await client.ask('sql', asked, signal);
  if (!answer.ok) return answer;
  return success(answer.value.rows.flatMap(([address]) => (typeof address === 'string' ? [address] : [])));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
