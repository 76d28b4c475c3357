/** Who has the rows of an export, and who writes them. */
import { failure, type Result } from '#base/result.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import { EXCHANGE_FORMATS, type ExchangeFormat } from '#contract/history/answers.ts';
import type { ExportStartParams } from '#contract/protocol.ts';
import type { CaptureController } from '../capture-controller.ts';
import type { PacketDisk } from '../packet-disk/packet-disk.ts';
import { exportSource } from '../export-source.ts';
import { filterFailure } from '../filter/mistake-text.ts';
import { captureFileFacts, captureFileJob, refusedCaptureFile, type ExportContext } from '../packet-export.ts';
import { storedFromHistory } from '../stored-export/from-history.ts';
import { linesJob, type ExportJob } from '../store/export-job.ts';
import type { Clock } from '../store/ports.ts';
import { spanUntil } from '../travel/asked-stream.ts';
import { answererOf } from '../travel/answerer.ts';
import { askedFilter } from '../travel/asking.ts';
import type { HistoryReader } from '../travel/history-reader.ts';
import { memoryReach } from '../travel/memory-reach.ts';
import { latestUs } from '../view-source.ts';
import { historyJob, readerJob } from './history-job.ts';
import { GatheredFormat, parquetJob } from './parquet-job.ts';
import type { Exchange } from './parquet-rows.ts';

export interface ExportWorld {
  readonly controller: CaptureController;
  readonly clock: Clock;
  /** Null in an engine without a history. */
  readonly reader: HistoryReader | null;
  /** Null: there is nobody who could write Parquet. */
  readonly exchange: Exchange | null;
  /** Packets on disk; null: there is no place for them. */
  readonly packetDisk: PacketDisk | null;
  newId(): string;
}

export function exportJob(world: ExportWorld, params: ExportStartParams, context: ExportContext): Result<ExportJob> {
  const { controller, clock, exchange } = world;
  const { format } = params;
  const untilUs = latestUs(controller, clock);
  const dataset = beyondMemory(world, params);
  if (format === 'pcapng' && dataset === null) {
    return captureFileJob(controller.current, params, untilUs, context, world.packetDisk);
  }
  if (dataset !== null && exchange !== null) return historyExport(world, exchange, params, dataset, context);
  if (format !== 'parquet') {
    const rows = exportSource(controller.current, params, untilUs);
    return rows.ok ? { ok: true, value: linesJob(rows.value) } : rows;
  }
  if (exchange === null) {
    return failure('unavailable', 'Parquet is written by the history process, which this engine has none of', {
      remedy: 'Export as CSV or JSON lines',
    });
  }
  const gathered = new GatheredFormat();
  const rows = exportSource(controller.current, params, untilUs, (table) => gathered.of(table));
  return rows.ok ? { ok: true, value: parquetJob(rows.value, gathered, exchange, world.newId()) } : rows;
}

/** Null: memory has them. */
function beyondMemory({ reader, controller, clock }: ExportWorld, { table, range }: ExportStartParams): string | null {
  if (reader === null) return null;
  const dataset = reader.dataset();
  if (dataset !== null) return dataset.id;
  if (table === 'packets') return null;
  return answererOf({
    range,
    latestUs: latestUs(controller, clock) ?? clock.nowUs(),
    memory: memoryReach(controller.current, table, null),
    hasHistory: reader.hasHistory(),
    dataset: null,
  });
}

function historyExport(
  { controller, clock, reader, newId, packetDisk }: ExportWorld,
  exchange: Exchange,
  { table, format, filter, range, redact }: ExportStartParams,
  dataset: string,
  context: ExportContext,
): Result<ExportJob> {
  const isPackets = format === 'pcapng' && dataset === HISTORY_DATASET && packetDisk !== null;
  const refused = isPackets ? refusedCaptureFile({ table, redact }) : null;
  if (refused !== null) return refused;
  if (table === 'packets' || (!isExchangeFormat(format) && !isPackets)) {
    return nothingThere();
  }
  const { redactor } = controller.current.data;
  const asked = askedFilter({ reader: reader!, dataset, redactor: () => redactor }, filter, redact);
  if (!asked.ok) return { ok: false, failure: filterFailure(filter, asked.mistake) };
  const imported = reader?.dataset()?.imported.span?.toUs;
  const span = spanUntil(range, imported ?? latestUs(controller, clock) ?? clock.nowUs());
  const view = { dataset, table, filter: asked.filter, span };
  if (!isExchangeFormat(format)) {
    const facts = captureFileFacts({ title: '', input: null }, { table, filter }, span, context);
    return { ok: true, value: storedFromHistory(packetDisk!, view, exchange, facts) };
  }
  const job = redact
    ? readerJob(view, format, redactor, exchange, newId())
    : historyJob({ kind: 'view', ...view }, format, exchange);
  return { ok: true, value: job };
}

function nothingThere(): Result<never> {
  return failure(
    'unavailable',
    'There are no packets here: what is on view is older than they are kept, or no capture',
    { remedy: 'Export sessions or DNS, as CSV, JSON lines or Parquet' },
  );
}

function isExchangeFormat(format: ExportStartParams['format']): format is ExchangeFormat {
  return (EXCHANGE_FORMATS as readonly string[]).includes(format);
}
