/** The columns of the ledger. */
import { displayChoice } from '../../display/display-choice.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { answerChain, answersOf, chainText } from '../../state/answer-chain.ts';
import { textCell } from '../../state/row-access.ts';
import { Mark } from '../../widgets/mark.tsx';
import { DomainText, Nothing } from '../../widgets/text-parts.tsx';
import { addressColumn, durationColumn, textColumn, timeColumn } from '../cells.tsx';
import type { RecordColumn } from '../row-values.ts';
import { lookKey, type TableLook } from '../table-look.ts';
import { dnsStatusWord } from '../words.ts';
import { AnswerLine } from './answer-line.tsx';

function queryColumn(): RecordColumn {
  const { title, hint } = words().dns.columns.query;
  return {
    id: 'query',
    title,
    hint,
    width: 230,
    minWidth: 120,
    grow: true,
    render: (row) => <DomainText text={textCell(row, 'query') ?? ''} />,
    tooltip: (row) => textCell(row, 'query') ?? undefined,
  };
}

function statusColumn(): RecordColumn {
  const { title, hint } = words().dns.columns.status;
  return {
    id: 'status',
    title,
    hint,
    width: 132,
    render: (row) => {
      const word = dnsStatusWord(textCell(row, 'status'));
      return <Mark icon={word.icon} text={word.text} tone={word.tone} />;
    },
    tooltip: (row) => dnsStatusWord(textCell(row, 'status')).title,
  };
}

function answersColumn(): RecordColumn {
  const say = words().dns.columns;
  return {
    id: 'answers',
    title: say.answers.title,
    hint: say.answers.hint,
    width: 320,
    minWidth: 120,
    grow: true,
    mono: true,
    render: (row) => {
      const chain = answerChain(textCell(row, 'query'), answersOf(row.cells['answers']));
      return chainText(chain) === '' ? <Nothing words={say.noAnswers} /> : <AnswerLine chain={chain} />;
    },
    tooltip: (row) =>
      answersOf(row.cells['answers'])
        .map(({ name, type, data, ttl }) => say.answer(name, type, data, formatCount(ttl)))
        .join('\n') || undefined,
    values: (row) => answersOf(row.cells['answers']).map(({ data }) => ({ field: 'answers', value: data })),
  };
}

/** A column of the record under the name that filters have for it. */
function asField(column: RecordColumn, field: string): RecordColumn {
  return { ...column, values: (row) => [{ field, value: textCell(row, column.id) }] };
}

const cache = new Map<string, readonly RecordColumn[]>();

/** The same array for the same look, so that rows are drawn again only when the columns changed. */
export function dnsColumns(look: TableLook): readonly RecordColumn[] {
  const key = `${lookKey(look)} ${displayChoice().language}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const say = words().dns.columns;
  const time = timeColumn('time', say.time.title, say.time.hint, { fraction: 3, width: 108, withDay: look.withDay });
  const columns: readonly RecordColumn[] = [
    { ...time, measured: true },
    statusColumn(),
    queryColumn(),
    textColumn('qtype', say.type.title, say.type.hint, 74),
    answersColumn(),
    { ...durationColumn('latency_ms', say.latency.title, say.latency.hint, 1000), measured: true },
    asField(addressColumn('server_ip', say.server.title, say.server.hint), 'dst_ip'),
    asField(addressColumn('client_ip', say.client.title, say.client.hint), 'src_ip'),
    { ...textColumn('rcode_name', say.code.title, say.code.hint, 96), standard: false },
    { ...textColumn('transport', say.transport.title, say.transport.hint, 84), standard: false },
    { ...textColumn('flags', say.flags.title, say.flags.hint, 96), standard: false },
    { ...textColumn('interface', say.interface.title, say.interface.hint, 96), standard: look.withInterface },
  ];
  cache.set(key, columns);
  return columns;
}
