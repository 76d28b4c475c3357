/** What the viewer copies for Wireshark selects the packets of the session, no fewer and no more. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { SessionRecord } from '#contract/records.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { createEngine } from '#main/engine/engine.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { wiresharkFilter } from '../src/renderer/state/copy-row.ts';

const TSHARK = 'tshark';
const MOST_SESSIONS = 30;
const corpus = path.resolve(import.meta.dirname, '../../shared/captures');
const captures = [
  path.resolve(import.meta.dirname, '../samples/netloupe-sample.pcap'),
  ...['zeek-mixed-vlan-mpls.pcap', 'ndpi-sctp.cap', 'libpcap-ipv6_ext_headers.pcap'].map((name) =>
    path.join(corpus, name),
  ),
].filter((file) => existsSync(file));
const ICMP: ReadonlySet<number> = new Set([1, 58]);

async function sessionsOf(file: string): Promise<SessionRecord[]> {
  const about = { version: '0', host: 'headless', platform: 'test', samplePath: null } as const;
  const engine = createEngine(createHostPorts(), { ...about, settings: DEFAULT_SETTINGS });
  let text = '';
  const write = (chunk: Uint8Array): Promise<ReturnType<typeof success<null>>> => {
    text += new TextDecoder().decode(chunk);
    return Promise.resolve(success(null));
  };
  const outputs = { sessions: { format: 'jsonl', sink: { write } } } as const;
  await engine.readCapture({ inputs: [{ kind: 'file', path: file }], filter: '', outputs });
  await engine.close();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SessionRecord);
}

function endsOf(session: SessionRecord): string {
  const ends = [`${session.src_ip} ${session.src_port}`, `${session.dst_ip} ${session.dst_port}`].toSorted();
  return [session.protocol_num, session.vlan, ...ends].join(' ');
}

function selected(file: string, filter: string): number {
  const { status, stdout, stderr } = spawnSync(TSHARK, [
    '-n',
    '-r',
    file,
    '-Y',
    filter,
    '-T',
    'fields',
    '-e',
    'frame.number',
  ]);
  expect(status, `${filter}: ${stderr.toString()}`).toBe(0);
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '').length;
}

describe.skipIf(spawnSync(TSHARK, ['--version']).status !== 0).each(captures)('%s', (file) => {
  it('has the packets of each session whose ends are its own', async () => {
    const sessions = await sessionsOf(file);
    const uses = new Map<string, number>();
    for (const session of sessions) uses.set(endsOf(session), (uses.get(endsOf(session)) ?? 0) + 1);
    const unique = sessions.filter((session) => uses.get(endsOf(session)) === 1);
    expect(unique.length).toBeGreaterThan(0);
    const protocols = new Set(unique.map((session) => session.protocol_name));
    const chosen = [...protocols].flatMap((name) =>
      unique.filter((session) => session.protocol_name === name).slice(0, Math.ceil(MOST_SESSIONS / protocols.size)),
    );
    for (const session of chosen) {
      const filter = wiresharkFilter(session);
      const expected = session.packets_in + session.packets_out;
      const found = selected(file, filter);
      // Errors that quote another session are counted there.
      if (ICMP.has(session.protocol_num)) expect(found, filter).toBeGreaterThanOrEqual(expected);
      else expect(found, filter).toBe(expected);
    }
  });
});
