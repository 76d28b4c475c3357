/** The sessions and DNS transactions of a capture as the sources of pipelines give them, flattened; in the order in which they were over. */
import { success } from '#base/result.ts';
import { RECORD_ID_KEY, RECORD_TIME_KEY, RECORD_TYPE_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { DnsRecord, SessionRecord } from '#contract/records.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { createEngine } from '#main/engine/engine.ts';
import { flattenRecord } from '#main/engine/filter/flatten.ts';
import type { RowOutput } from '#main/engine/read-request.ts';
import { createHostPorts } from '#main/host/host-ports.ts';

export async function flatRecordsOf(file: string): Promise<PipelineRecord[]> {
  const about = { version: '0', host: 'headless', platform: 'test', samplePath: null } as const;
  const engine = createEngine(createHostPorts(), { ...about, settings: DEFAULT_SETTINGS });
  const text = { sessions: '', dns: '' };
  const output = (table: 'sessions' | 'dns'): RowOutput => ({
    format: 'jsonl',
    sink: {
      write: async (chunk) => {
        text[table] += new TextDecoder().decode(chunk);
        return success(null);
      },
    },
  });
  const outputs = { sessions: output('sessions'), dns: output('dns') };
  await engine.readCapture({ inputs: [{ kind: 'file', path: file }], filter: '', outputs });
  await engine.close();
  const sessions = rows<SessionRecord>(text.sessions).map((row) =>
    withHead('session', `${row.session_id}:end`, row.end_time, { event: 'end', ...row }),
  );
  const dns = rows<DnsRecord>(text.dns).map((row, index) => withHead('dns', `run:d${index + 1}`, row.time, row));
  return [...sessions, ...dns].toSorted((a, b) => timeOf(a).localeCompare(timeOf(b))).map(flattenRecord);
}

function rows<Row>(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

function withHead(type: string, id: string, time: string, row: object): PipelineRecord {
  const head = { [RECORD_TYPE_KEY]: type, [RECORD_ID_KEY]: id, [RECORD_TIME_KEY]: time };
  return { ...head, ...row } as PipelineRecord;
}

function timeOf(record: PipelineRecord): string {
  return record[RECORD_TIME_KEY] as string;
}
