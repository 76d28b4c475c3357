import { describe, expect, it } from 'vitest';
import { syslogMessage, type MessageSettings } from './syslog-message.ts';

const settings: MessageSettings = {
  facility: 'local0',
  severity: 'notice',
  hostname: 'sensor 1',
  app_name: 'netloupe',
  message: 'json',
  sd_id: 'netloupe@32473',
  mostBytes: 65_507,
};
const NOW = '2026-11-30T06:30:00.000Z';
const message = (record: Parameters<typeof syslogMessage>[0], more: Partial<MessageSettings> = {}): string | null =>
  syslogMessage(record, { ...settings, ...more }, 4711, NOW);

describe('a syslog message', () => {
  it('has the header of RFC 5424: priority, version, time, host, program, process, kind of record', () => {
    // PRI = facility 16 × 8 + severity 5 (§6.2.1).
    expect(message({ record_type: 'session', end_time: '2026-11-21T05:33:38.221150Z' })).toBe(
      '<133>1 2026-11-21T05:33:38.221150Z sensor_1 netloupe 4711 session - ' +
        '{"record_type":"session","end_time":"2026-11-21T05:33:38.221150Z"}',
    );
    expect(message({})).toBe(`<133>1 ${NOW} sensor_1 netloupe 4711 - - {}`);
  });

  it.each([
    [{ priority: 'critical' }, 2],
    [{ severity: 'high' }, 3],
    [{ priority: 'Medium' }, 4],
    [
      {
        policies: [
          { priority: 1, priority_name: 'low' },
          { priority: 3, priority_name: 'high' },
        ],
      },
      3,
    ],
    [{ priority: 'whatever' }, 5],
    [{ priority: 7 }, 5],
  ])('takes its severity from the record: %j', (record, severity) => {
    expect(message(record)).toMatch(new RegExp(`^<${16 * 8 + severity}>1 `));
  });

  it('is ASCII, so that it needs no byte order mark', () => {
    const text = message({ name: 'grün\u2028🦉' })!;
    expect(text).toMatch(/^[ -~]*$/);
    expect(JSON.parse(text.slice(text.indexOf('{')))).toEqual({ name: 'grün\u2028🦉' });
  });

  it('may carry the record as structured data, escaped as §6.3.3 wants it', () => {
    const record = { record_id: 'a', 'odd =]"name': 'say "]\\"', number: 5, none: null, list: [1], ü: 'grün' };
    expect(message(record, { message: 'structured' })).toBe(
      `<133>1 ${NOW} sensor_1 netloupe 4711 - ` +
        String.raw`[netloupe@32473 record_id="a" odd____name="say \"\]\\\"" number="5" list="[1\]" _="grün"]`,
    );
  });

  it('loses its longest values where it is too long, and says so; or is none', () => {
    const text = message({ record_id: 'a', long: 'x'.repeat(1000), short: 1 }, { mostBytes: 480 })!;
    expect(JSON.parse(text.slice(text.indexOf('{')))).toEqual({ record_id: 'a', short: 1, truncated: true });
    expect(message({ record_id: 'x'.repeat(1000) }, { mostBytes: 480 })).toBeNull();
  });
});
