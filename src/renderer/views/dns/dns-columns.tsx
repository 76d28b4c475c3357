import type { CellValue } from '#contract/protocol.ts';
import type { DnsAnswer } from '#contract/records.ts';
import { textCell, type ViewRow } from '../../state/row-access.ts';
import type { DataColumn } from '../../widgets/data-table-types.ts';
import { Mark } from '../../widgets/mark.tsx';
import { DomainText, Nothing } from '../../widgets/text-parts.tsx';
import { addressColumn, durationColumn, textColumn, timeColumn } from '../cells.tsx';
import { lookKey, type TableLook } from '../table-look.ts';
import { dnsStatusWord } from '../words.ts';

/** Answers arrive as the records hold them; what is not an answer is left out. */
export function answersOf(cell: CellValue | undefined): readonly DnsAnswer[] {
  if (!Array.isArray(cell)) return [];
  return cell.filter((item): item is DnsAnswer => typeof item === 'object' && item !== null && 'data' in item);
}

/** What the question led to, in one line: aliases by an arrow, then the rest. */
export function answerText(answers: readonly DnsAnswer[]): string {
  const aliases = answers.filter((answer) => answer.type === 'CNAME').map((answer) => answer.data);
  const rest = answers.filter((answer) => answer.type !== 'CNAME').map((answer) => answer.data);
  const end = rest.join(', ');
  return [...aliases, ...(end === '' ? [] : [end])].join(' → ');
}

const query: DataColumn<ViewRow> = {
  id: 'query',
  title: 'Name asked for',
  hint: 'The first question of the query',
  width: 230,
  minWidth: 120,
  grow: true,
  render: (row) => <DomainText text={textCell(row, 'query') ?? ''} />,
  tooltip: (row) => textCell(row, 'query') ?? undefined,
};

const status: DataColumn<ViewRow> = {
  id: 'status',
  title: 'Status',
  hint: 'What came of the question',
  width: 126,
  render: (row) => {
    const word = dnsStatusWord(textCell(row, 'status'));
    return <Mark icon={word.icon} text={word.text} tone={word.tone} />;
  },
  tooltip: (row) => dnsStatusWord(textCell(row, 'status')).title,
};

const answers: DataColumn<ViewRow> = {
  id: 'answers',
  title: 'Answers',
  hint: 'Aliases (CNAME) first, then addresses and other data',
  width: 300,
  minWidth: 120,
  grow: true,
  sortable: false,
  mono: true,
  render: (row) => {
    const text = answerText(answersOf(row.cells['answers']));
    return text === '' ? <Nothing words="no answers" /> : text;
  },
  tooltip: (row) =>
    answersOf(row.cells['answers'])
      .map((answer) => `${answer.name} ${answer.type} ${answer.data} (${answer.ttl} s)`)
      .join('\n') || undefined,
};

const cache = new Map<string, readonly DataColumn<ViewRow>[]>();

/** The same array for the same look, so that rows are drawn again only when the columns changed. */
export function dnsColumns(look: TableLook): readonly DataColumn<ViewRow>[] {
  const key = lookKey(look);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const columns = [
    timeColumn('time', 'Time', 'When the question was asked', { fraction: 3, width: 108, withDay: look.withDay }),
    addressColumn('client_ip', 'Client', 'Who asked'),
    query,
    textColumn('qtype', 'Type', 'Record type asked for', 74),
    status,
    textColumn('rcode_name', 'Code', 'The response code that the server gave', 96),
    durationColumn('latency_ms', 'Latency', 'From the question to its answer', 1000),
    answers,
    addressColumn('server_ip', 'Server', 'Who was asked'),
    ...(look.withInterface ? [textColumn('interface', 'Interface', 'Where the lookup was seen', 96)] : []),
  ];
  cache.set(key, columns);
  return columns;
}
