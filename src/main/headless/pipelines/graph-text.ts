/** The graph of a pipeline, and what went through it, as text. */
import { formatCount, formatDuration } from '#base/units-format.ts';
import type { ChannelStatus, StageStatus } from '#contract/pipelines/status.ts';
import { textTable } from '../text-table.ts';

/** A line for each stage: what it reads and what it writes. */
export function graphText(stages: readonly StageStatus[], channels: readonly ChannelStatus[]): string {
  const names = (found: readonly ChannelStatus[], typed: boolean): string =>
    [...new Set(found.map(({ name, type }) => (typed ? `${name} (${type})` : name)))].join(', ');
  const rows = stages.map(({ name, kind, detail, health }, position) => {
    const reads = names(
      channels.filter(({ to }) => to === position),
      false,
    );
    const writes = names(
      channels.filter(({ from }) => from === position),
      true,
    );
    const what = detail === '' ? kind : `${kind}: ${detail}`;
    const isWell = health === null ? '' : health.ok ? 'ok' : `failed: ${health.message ?? ''}`;
    return [`  ${name}`, what, reads === '' ? '' : `← ${reads}`, writes === '' ? '' : `→ ${writes}`, isWell];
  });
  return textTable(rows);
}

export function countersText(stages: readonly StageStatus[]): string {
  const head = ['stage', 'in', 'out', 'batches', 'failures', 'retries', 'dropped', 'busy', ''];
  const rows = stages.map(({ name, counters, counts }) => {
    const { records_in, records_out, batches, failures, retries, dropped, busy_us } = counters;
    const numbers = [records_in, records_out, batches, failures, retries, dropped].map(formatCount);
    const own = Object.entries(counts).filter(([, count]) => count > 0);
    const more = own.map(([key, count]) => `${key.replaceAll('_', ' ')} ${formatCount(count)}`).join(', ');
    return [name, ...numbers, formatDuration(busy_us / 1e6), more];
  });
  return textTable([head, ...rows], [1, 2, 3, 4, 5, 6, 7]);
}
