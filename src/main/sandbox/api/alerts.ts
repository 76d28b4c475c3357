/** What a plugin gives to `emit_alert`, checked and cut to what the engine takes. */
import { ALERT_SEVERITIES, type AlertSeverity, type PluginAlert } from '#contract/plugins/status.ts';

const TITLE_CHARACTERS = 200;
const MESSAGE_CHARACTERS = 2000;
const ID_CHARACTERS = 64;
const TIME_CHARACTERS = 40;

/** Throws where it is no alert; the text says which part is wrong. */
export function checkedAlert(given: unknown): PluginAlert {
  if (typeof given !== 'object' || given === null) throw new TypeError('emit_alert takes an alert with a title');
  const { title, message, severity, session_id: sessionId, timestamp } = given as Readonly<Record<string, unknown>>;
  if (typeof title !== 'string' || title === '') throw new TypeError('emit_alert: "title" is not text');
  if (message !== undefined && message !== null && typeof message !== 'string') {
    throw new TypeError('emit_alert: "message" is not text');
  }
  const known = severity ?? 'medium';
  if (!ALERT_SEVERITIES.includes(known as AlertSeverity)) {
    throw new TypeError(`emit_alert: "severity" is not one of ${ALERT_SEVERITIES.join(', ')}`);
  }
  return {
    title: cut(title, TITLE_CHARACTERS),
    message: cut(message ?? '', MESSAGE_CHARACTERS),
    severity: known as AlertSeverity,
    session_id: optionalText('session_id', sessionId, ID_CHARACTERS),
    timestamp: optionalText('timestamp', timestamp, TIME_CHARACTERS),
  };
}

function optionalText(name: string, value: unknown, most: number): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length > most) {
    throw new TypeError(`emit_alert: "${name}" is not text of at most ${most} characters`);
  }
  return value;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
