/** Capture files that are written, as Wireshark's own reader sees them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { OpenedCapture } from './kit/opened-capture.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../samples/netloupe-sample.pcap');
const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-pcapng-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' }, stdio: 'pipe' });
}

function isThere(program: string): boolean {
  try {
    run(program, ['--version']);
    return true;
  } catch {
    return false;
  }
}

/** One array of fields for each packet. */
function fields(file: string, names: readonly string[], more: readonly string[] = []): string[][] {
  const asked = names.flatMap((name) => ['-e', name]);
  const text = run('tshark', [
    '-r',
    file,
    ...more,
    '-T',
    'fields',
    '-E',
    'separator=/t',
    '-E',
    'aggregator=|',
    ...asked,
  ]);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

it.skipIf(!isThere('tshark'))('writes the packets of the sessions that pass, with what is known of them', async () => {
  const opened = new OpenedCapture(1 << 24);
  await opened.open(SAMPLE);
  const file = path.join(folder, 'tls.pcapng');
  const { keys, columns } = await opened.view('sessions', 'tls');
  const progress = await opened.exported({ table: 'sessions', filter: 'tls', path: file });
  await opened.engine.close();
  expect(progress).toMatchObject({ state: 'done', skipped: 0 });
  const packets = (column: string): number => columns[column]!.reduce((sum: number, cell) => sum + Number(cell), 0);
  const rows = fields(file, ['frame.comment', 'tcp.stream', 'ip.proto', 'frame.interface_name']);
  expect(rows).toHaveLength(progress.rows);
  expect(rows).toHaveLength(packets('packets_in') + packets('packets_out'));

  // By Wireshark's own idea of a conversation: one session each, everything said at its first packet.
  const byStream = new Map<string, string[]>();
  for (const [comment, stream] of rows) {
    if (stream !== '') byStream.set(stream!, [...(byStream.get(stream!) ?? []), comment!]);
  }
  const cell = (column: string, at: number): string => columns[column]![at] as string;
  const told = keys.map((id, at) => ({ id, name: cell('hostname', at), from: cell('hostname_source', at) }));
  for (const stream of byStream.values()) {
    const [first, second] = stream;
    const session = told.find(({ id }) => first!.includes(id))!;
    expect(first).toContain(`session ${session.id}, ${session.name} (${session.from}), service `);
    expect(second).toBe(`session ${session.id}, ${session.name} (${session.from})`);
    expect(stream.every((comment) => comment.startsWith(`session ${session.id}`))).toBe(true);
  }
  expect(byStream.size).toBeGreaterThan(0);

  // Names: only with what the file itself says, and nothing asked of anybody.
  const alone = ['-o', 'nameres.network_name:TRUE', '-o', 'nameres.dns_pkt_addr_resolution:FALSE', '-N', 'n'];
  const named = fields(file, ['ip.host', 'ipv6.host'], [...alone, '-o', 'nameres.use_external_name_resolver:FALSE']);
  const seen = new Set(
    named
      .flat()
      .flatMap((cell) => cell.split(','))
      .flatMap((cell) => cell.split('|')),
  );
  for (const { name } of told) expect(seen).toContain(name);
  const summary = run('capinfos', ['-k', file]) + run('capinfos', ['-F', file]);
  expect(summary).toMatch(/Packets of sessions that pass the filter tls, from netloupe-sample\.pcap; written 20/);
});

it.skipIf(!isThere('tshark'))('says which filter the capture had, and cuts comments that are too long', async () => {
  const { writeInterface, writePacket, writeSection } = await import('#main/engine/store/pcapng-writer.ts');
  const { ByteText } = await import('#base/byte-text.ts');
  const { writeFileSync } = await import('node:fs');
  const out = new ByteText();
  writeSection(out, { application: 'Netloupe test', comments: ['first', 'second'] });
  writeInterface(out, { name: 'eth0', linkType: 1, filter: 'tcp port 443' });
  const bytes = new Uint8Array(61).fill(0xff);
  const packet = { interfaceId: 0, time: 1_700_000_000_123_456, wireLength: 99, bytes };
  writePacket(out, { ...packet, comments: ['one', 'two'] });
  writePacket(out, { ...packet, comments: ['ü'.repeat(40_000)] });
  const file = path.join(folder, 'written.pcapng');
  writeFileSync(file, out.written());
  const rows = fields(file, [
    'frame.comment',
    'frame.time_epoch',
    'frame.len',
    'frame.cap_len',
    'frame.interface_name',
  ]);
  expect(rows[0]).toEqual(['one|two', expect.stringMatching(/^1700000000\.1234560+$/), '99', '61', 'eth0']);
  // 65,534 bytes hold whole characters only.
  expect(rows[1]![0]!.replaceAll('ü', '')).toBe('');
  expect(rows[1]![0]!.length).toBeGreaterThan(1000);
  expect(run('capinfos', ['-I', file])).toContain('tcp port 443');
});
