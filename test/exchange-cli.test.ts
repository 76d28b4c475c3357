/** Parquet and exports on the command line: what it writes, it reads. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CommandLine, SAMPLE } from './kit/command-line.ts';

let cli: CommandLine;
beforeEach(() => {
  cli = new CommandLine();
});
afterEach(() => cli.dispose());

const text = (name: string): string => readFileSync(cli.at(name), 'utf8');
/** Ids are new in each run. */
const withoutIds = (csv: string): string =>
  csv.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID');

it('writes Parquet, and reads it back as it would have written it', () => {
  expect(cli.run(['read', SAMPLE, '--sessions', 's.csv', '--dns', 'd.csv']).status).toBe(0);
  const written = cli.run(['read', SAMPLE, '--sessions', 's.parquet', '--dns', 'd.parquet', '--packets', 'p.parquet']);
  expect(written).toMatchObject({ status: 0, stdout: '' });
  expect(cli.run(['read', 's.parquet', 'd.parquet', '--sessions', 's2.csv', '--dns', 'd2.csv']).status).toBe(0);
  expect(withoutIds(text('s2.csv'))).toBe(withoutIds(text('s.csv')));
  expect(withoutIds(text('d2.csv'))).toBe(withoutIds(text('d.csv')));
  expect(readdirSync(cli.folder).filter((name) => name.startsWith('.'))).toEqual([]);
}, 60_000);

it('filters and sums up exports as it does captures', () => {
  cli.run(['read', SAMPLE, '--sessions', 's.csv']);
  const { stdout } = cli.run(['read', 's.csv', '--filter', 'icmp', '--sessions', 'icmp.csv', '--summary', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ packets: 0, sessions: 46, dns_transactions: 0, linktypes: [] });
  cli.run(['read', SAMPLE, '--filter', 'icmp', '--sessions', 'expected.csv']);
  expect(withoutIds(text('icmp.csv'))).toBe(withoutIds(text('expected.csv')));
}, 60_000);

it('says what it cannot read, and leaves nothing', () => {
  cli.write('http.log', '#separator \\x09\n#path\thttp\n#fields\tts\tuid\tid.orig_h\tid.resp_h\thost\n');
  const refused = cli.run(['read', 'http.log', '--sessions', 's.csv']);
  expect(refused.stderr).toContain('is Zeek’s http.log');
  expect(refused.status).not.toBe(0);
  cli.write('notes.txt', 'hello\n');
  expect(cli.run(['read', 'notes.txt', '--sessions', 's.csv']).stderr).toContain('notes.txt is a text file');
  cli.run(['read', SAMPLE, '--sessions', 'all.csv']);
  const packets = cli.run(['read', 'all.csv', '--packets', 'p.csv']);
  expect(packets.stderr).toContain('There are no packets in an export');
  expect(packets.status).not.toBe(0);
  expect(existsSync(cli.at('s.csv')) || existsSync(cli.at('p.csv'))).toBe(false);
}, 60_000);
