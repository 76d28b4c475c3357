/** Sessions of history, from before the capture on view or before the engine was started, whose packets are on disk. */
import { failure, success, type Result } from '#base/result.ts';
import type { HistoryRows } from '#contract/history/rows.ts';
import type { SessionRecord } from '#contract/records.ts';
import type { Exchange } from '../exchange/parquet-rows.ts';
import { viewColumns, type ReadView } from '../exchange/history-job.ts';
import { recordCell } from '../exchange/record-cells.ts';
import { timeOfText } from '../filter/literals.ts';
import type { CaptureFileFacts } from '../kept-packets.ts';
import type { PacketDisk } from '../packet-disk/packet-disk.ts';
import type { ExportControl, ExportJob } from '../store/export-job.ts';
import { storedSessions } from './stored-job.ts';
import type { WantedSessions } from './wanted-sessions.ts';

/** Each takes about 500 bytes. */
const MOST_SESSIONS = 500_000;

/** `view`: of sessions. */
export function storedFromHistory(
  disk: PacketDisk,
  view: ReadView,
  exchange: Exchange,
  facts: CaptureFileFacts,
): ExportJob {
  return storedSessions(disk, facts, (wanted, control) => gather(view, exchange, wanted, control));
}

async function gather(
  view: ReadView,
  exchange: Exchange,
  wanted: WantedSessions,
  { slicer, signal }: ExportControl,
): Promise<Result<number>> {
  let packets = 0;
  for (let after: number | null = 0; after !== null;) {
    const answer: Result<{ readonly rows: HistoryRows; readonly next: number | null }> = await exchange.ask(
      'reader',
      { ...view, after },
      signal,
    );
    if (!answer.ok) return answer;
    const read = reader(answer.value.rows);
    for (let row = 0; row < answer.value.rows.rows; row++) {
      packets += add(wanted, (column) => read(row, column));
      if (wanted.size > MOST_SESSIONS) {
        return failure('invalid', `Packets of more than ${MOST_SESSIONS} sessions cannot be looked for at once`, {
          remedy: 'Narrow the filter or the range of time',
        });
      }
    }
    after = answer.value.next;
    await slicer.pause();
  }
  return success(packets);
}

type Cell = <C extends keyof SessionRecord>(column: C) => SessionRecord[C];

/** Answers how many packets it had. */
function add(wanted: WantedSessions, cell: Cell): number {
  const times = { fromUs: timeOf(cell('start_time')), toUs: timeOf(cell('end_time')) };
  const told = {
    session_id: cell('session_id'),
    hostname: cell('hostname'),
    hostname_source: cell('hostname_source'),
    service: cell('service'),
    process: cell('process'),
    pid: cell('pid'),
    dst_ip: cell('dst_ip'),
  };
  wanted.add(
    { number: wanted.size + 1, ...times, session: () => told },
    {
      interface: cell('interface'),
      vlan: cell('vlan'),
      protocol_num: cell('protocol_num'),
      src_ip: cell('src_ip'),
      src_port: cell('src_port'),
      dst_ip: told.dst_ip,
      dst_port: cell('dst_port'),
    },
  );
  return cell('packets_out') + cell('packets_in');
}

/** ISO 8601 to microseconds. */
function timeOf(text: string): number {
  return timeOfText(text) ?? 0;
}

function reader({ columns }: HistoryRows): <C extends keyof SessionRecord>(row: number, column: C) => SessionRecord[C] {
  const known = viewColumns('sessions');
  const positions = new Map(known.map(({ name }, position) => [name, position]));
  return <C extends keyof SessionRecord>(row: number, column: C) => {
    const position = positions.get(column) ?? -1;
    return recordCell(columns[position]?.[row] ?? null, known[position]!.type) as SessionRecord[C];
  };
}
