/** Names that somebody chose in order to do harm, where records leave: syslog, tables, comments in capture files, and the text of alerts. */
import { describe, expect, it } from 'vitest';
import { ByteText } from '#base/byte-text.ts';
import { visibleText } from '#base/visible-text.ts';
import { SessionComments } from '#main/engine/session-comments.ts';
import { writeNames, writePacket } from '#main/engine/store/pcapng-writer.ts';
import { CsvTable } from '#main/host/sinks/file/csv-table.ts';
import { type MessageSettings, syslogMessage } from '#main/host/sinks/syslog/syslog-message.ts';
import { compileOutput } from '#main/engine/pipeline/rules/output-template.ts';
import { HOSTILE_TEXTS, NEVER_RAW } from '../e2e/kit/hostile-texts.ts';

const ALL = Object.entries(HOSTILE_TEXTS);
const settings: MessageSettings = {
  facility: 'local0',
  severity: 'notice',
  hostname: 'sensor',
  app_name: 'netloupe',
  message: 'json',
  sd_id: 'netloupe@32473',
  mostBytes: 65_507,
};
const message = (text: string, form: 'json' | 'structured'): string =>
  syslogMessage(
    { record_type: text, [text]: text, host: text },
    { ...settings, message: form },
    1,
    '2026-11-30T00:00:00Z',
  )!;

/** Up to the zero octet that ends a name, where there is one. */
function writtenText(out: ByteText, from: number): string {
  const bytes = Buffer.from(out.written()).subarray(from);
  return from === 0 ? bytes.toString('utf8') : bytes.subarray(0, bytes.indexOf(0)).toString('utf8');
}

describe.each(ALL)('%s', (_name, text) => {
  it('is one line of ASCII in a syslog message, and what it was after that', () => {
    const sent = message(text, 'json');
    expect(sent).toMatch(/^[ -~]*$/);
    // Behind the header and the structured data that there is not.
    expect(JSON.parse(/^(?:\S+ ){7}(.*)$/.exec(sent)![1]!)).toMatchObject({ host: text });
  });

  it('cannot end a value of structured data, and has nothing in it that a terminal obeys', () => {
    const sent = message(text, 'structured');
    expect(sent).not.toMatch(NEVER_RAW);
    expect(sent).not.toContain('\n');
    // Values end at a quote that no backslash escapes (RFC 5424 §6.3.3).
    expect(sent).toMatch(/^<\d+>1 (?:\S+ ){5}\[netloupe@32473(?: [!-~]+="(?:[^"\\\]]|\\["\\\]])*")*\]$/);
  });

  it('is one cell of a table that a spreadsheet does not run', () => {
    const table = new CsvTable(['a', 'b'], () => undefined);
    const line = table.lines([{ a: text, b: 'end' }]);
    expect(line).toMatch(/^(?:"(?:[^"]|"")*"|[^",\r\n]*),end\r\n$/);
    expect(line.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r]/);
    const cell = line.slice(0, -',end\r\n'.length);
    const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    expect(read.replace(/^'(?=[=+\-@\t\r])/, '')).toBe(text);
    expect(new CsvTable([text], () => undefined).header()).not.toMatch(/^"?[=+\-@\t\r]/);
  });

  it('has nothing in it that turns or hides text, in comments and names of a capture file', () => {
    const alert = { severity: 'high', source: 'plugin', name: text, title: text, message: text };
    const comments = new SessionComments(() => [alert] as never);
    const notes = comments.next(1, () => ({
      session_id: 'id',
      hostname: text,
      hostname_source: 'tls',
      service: text,
      process: text,
      pid: 1,
      dst_ip: '192.0.2.1',
    }));
    const out = new ByteText();
    writeNames(out, notes.names);
    // Behind the heads of block and record, and the address.
    expect(writtenText(out, 16)).not.toMatch(NEVER_RAW);
    out.clear();
    writePacket(out, { interfaceId: 0, time: 0, wireLength: 0, bytes: new Uint8Array(), comments: notes.comments });
    for (const comment of notes.comments) {
      expect(writtenText(out, 0)).toContain(visibleText(comment, '\n'));
      expect(visibleText(comment, '\n')).not.toMatch(NEVER_RAW);
    }
  });

  it('is written out in the text of an alert', () => {
    const output = compileOutput({ text: 'to %hostname', place: () => ({ line: 1, column: 1 }) as never }, {
      mistake: (_place: unknown, said: string) => {
        throw new Error(said);
      },
    } as never);
    expect(output({ hostname: text })).not.toMatch(NEVER_RAW);
  });
});
