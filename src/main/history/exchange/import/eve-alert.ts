/** Suricata's alert events as alerts. */
import type { CellReader } from './cell-reader.ts';
import type { AlertCells } from './rows.ts';

/** Suricata counts from 1, the gravest. */
const SEVERITIES: readonly string[] = ['info', 'high', 'medium', 'low'];
/** What says whom it is about; the rest of the event is in its details, too, but for what has a column. */
const ABOUT = ['src_ip', 'src_port', 'dest_ip', 'dest_port', 'proto', 'app_proto', 'in_iface'] as const;

/** Null: a mistake says why not. */
export function eveAlert(event: CellReader, alert: CellReader): AlertCells | null {
  const time = event.needed('timestamp', event.time('timestamp'));
  const title = alert.needed('signature', alert.text('signature'));
  const id = alert.count('signature_id');
  const severity = alert.count('severity') ?? 0;
  const details: Record<string, unknown> = {};
  for (const name of ABOUT) if (event.raw(name) !== null) details[name] = event.raw(name);
  for (const name of ['action', 'category'] as const) if (alert.raw(name) !== null) details[name] = alert.raw(name);
  if (time === null || title === null || event.mistake !== null || alert.mistake !== null) return null;
  return {
    time,
    source: 'suricata',
    rule: id === null ? null : `${alert.count('gid') ?? 1}:${id}:${alert.count('rev') ?? 0}`,
    severity: SEVERITIES[severity] ?? 'info',
    title,
    details: JSON.stringify(details),
    session_id: event.text('flow_id'),
  };
}
