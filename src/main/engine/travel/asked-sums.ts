/** Sums over history, as the frames of the overview, of groups and of the summary of lookups. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import type { DnsStreamParams, DnsSummaryFrame } from '#contract/views/dns.ts';
import type {
  Dimension,
  GroupsFrame,
  GroupsParams,
  OverviewFrame,
  OverviewParams,
  SumRow,
} from '#contract/views/sums.ts';
import { noLookups, redactedSums } from '../store/dns-summary-stream.ts';
import type { Redactor } from '../store/redact.ts';
import { categoryFilter, namedHostFilter, namelessHostFilter } from '../filter/category-filters.ts';
import type { Moment } from './asked-stream.ts';
import { askedFilter, type Asking } from './asking.ts';

export async function askOverview(
  asking: Asking,
  { by, points, top, filter, redact }: OverviewParams,
  { span, signal }: Moment,
): Promise<Result<OverviewFrame>> {
  const asked = askedFilter(asking, filter, redact);
  if (!asked.ok) return success({ ...noSums(by), mistake: asked.mistake });
  const question = { dataset: asking.dataset, filter: asked.filter, span, by, points, top };
  const answer = await asking.reader.ask('overview', question, signal);
  return answer.ok && redact ? success(redactedOverview(answer.value, asking.redactor())) : answer;
}

export function failedOverview(notice: Failure, { by }: OverviewParams, last: OverviewFrame | null): OverviewFrame {
  return { ...(last ?? noSums(by)), notice };
}

const NOT_SORTED: Failure = failure('unsupported', 'History cannot sort by made-up addresses and names', {
  remedy: 'Groups are in order of what they received; sort by another column, or switch redaction off',
}).failure;

export async function askGroups(
  asking: Asking,
  { by, sort, offset, limit, filter, redact }: GroupsParams,
  { span, signal }: Moment,
): Promise<Result<GroupsFrame>> {
  const asked = askedFilter(asking, filter, redact);
  if (!asked.ok) return success({ by, groups: 0, offset: 0, rows: [], mistake: asked.mistake });
  const isSortable = !redact || sort.column !== 'label' || !isMadeUp(by);
  const order = isSortable ? sort : ({ column: 'bytes_in', descending: true } as const);
  const question = { dataset: asking.dataset, filter: asked.filter, span, by, sort: order, offset, limit };
  const answer = await asking.reader.ask('groups', question, signal);
  if (!answer.ok) return answer;
  const frame = redact ? redactedGroups(answer.value, asking.redactor()) : answer.value;
  return success(isSortable ? frame : { ...frame, notice: NOT_SORTED });
}

export function failedGroups(notice: Failure, { by }: GroupsParams, last: GroupsFrame | null): GroupsFrame {
  return { ...(last ?? { by, groups: 0, offset: 0, rows: [], mistake: null }), notice };
}

type SummaryParams = DnsStreamParams['dns_summary'];

export async function askDnsSummary(
  asking: Asking,
  { top, points, filter, redact }: SummaryParams,
  { span, signal }: Moment,
): Promise<Result<DnsSummaryFrame>> {
  const asked = askedFilter(asking, filter, redact);
  if (!asked.ok) return success({ ...noLookups(), mistake: asked.mistake });
  const question = { dataset: asking.dataset, filter: asked.filter, span, top, points };
  const answer = await asking.reader.ask('dns_summary', question, signal);
  return answer.ok && redact ? success(redactedSums(answer.value, asking.redactor())) : answer;
}

export function failedDnsSummary(
  notice: Failure,
  _params: SummaryParams,
  last: DnsSummaryFrame | null,
): DnsSummaryFrame {
  return { ...(last ?? { ...noLookups(), mistake: null }), notice };
}

export function redactedOverview(frame: OverviewFrame, redactor: Redactor): OverviewFrame {
  const { by, series, tops, names } = frame;
  const list =
    (of: Dimension): ((row: SumRow) => SumRow) =>
    (row) =>
      redactedRow(row, of, redactor);
  return {
    ...frame,
    series: series.map((each) => (each.isOther ? each : redactedRow(each, by, redactor))),
    tops: {
      talker: tops.talker.map(list('talker')),
      host: tops.host.map(list('host')),
      service: tops.service,
      process: tops.process,
    },
    names: names.map((row) => ({ ...row, name: redactor.name(row.name) })),
  };
}

export function redactedGroups(frame: GroupsFrame, redactor: Redactor): GroupsFrame {
  const { by, rows } = frame;
  if (!isMadeUp(by)) return frame;
  return {
    ...frame,
    rows: rows.map((row) => {
      const redacted = redactedRow(row, by, redactor);
      // Keys may hold what the label says.
      return { ...redacted, key: `${redacted.filter ?? ''} ${redacted.label ?? ''}` };
    }),
  };
}

/** Dimensions whose labels are addresses or names. */
function isMadeUp(by: Dimension): by is 'talker' | 'host' {
  return by === 'talker' || by === 'host';
}

function redactedRow<R extends Pick<SumRow, 'label' | 'filter'>>(row: R, by: Dimension, redactor: Redactor): R {
  if (!isMadeUp(by) || row.label === null) return row;
  const label = redactor.name(row.label);
  if (by === 'talker') return { ...row, label, filter: categoryFilter('talker', label) };
  const isNamed = row.filter === null || row.filter.startsWith('hostname');
  return { ...row, label, filter: isNamed ? namedHostFilter(label) : namelessHostFilter(label) };
}

function noSums(by: Dimension): OverviewFrame {
  return {
    by,
    span: null,
    bucketSeconds: 1,
    firstBucketUs: 0,
    buckets: 0,
    series: [],
    tops: { talker: [], host: [], service: [], process: [] },
    names: [],
    totals: { sessions: 0, open: 0, bytes_in: 0, bytes_out: 0, hosts: 0, dns: 0, dns_failed: 0 },
    bytesNotHeld: 0,
    mistake: null,
  };
}
