/** `netloupe query` as commander sees it; like the other commands, it is loaded when it is run. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { QueryOptions } from './commands/query-command.ts';
import { durationMs, nonEmpty } from './option-values.ts';

const MOST_ROWS = 1_000_000;

export function addQueryCommand(program: Command, done: (status: number) => void): void {
  program
    .command('query')
    .description('ask the history in SQL; it can only be read')
    .argument('[SQL]', 'one question; - is standard input')
    .option('--history <DIR>', 'folder of the history (default: that of the app)', nonEmpty)
    .addOption(new Option('--format <FORM>', 'how rows are printed').choices(['table', 'csv', 'json']).default('table'))
    .option('--timeout <TIME>', 'longest time that it may take: 10s, 5m', durationMs, 30_000)
    .option('--limit <N>', 'most rows', rowCount, 10_000)
    .option('--saved <NAME>', 'a query that was saved, or one of the ten to begin with', nonEmpty)
    .option('--tables', 'list the tables and their columns, and the queries to begin with')
    .action(async (sql: string | undefined, options: QueryOptions) => {
      const { queryCommand } = await import('./commands/query-command.ts');
      done(await queryCommand(sql, options));
    });
}

function rowCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_ROWS) throw new InvalidArgumentError(`Give a number from 1 to ${MOST_ROWS}.`);
  return count;
}
