import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LiveCapture, LiveRequest } from '#main/engine/capture/packet-source.ts';
import { helperArguments } from './helper-child.ts';
import { dropsFrom, endFailure, startFailure } from './helper-failures.ts';
import { HelperSource } from './helper-pipe.ts';
import { findProgram, type CaptureHelper } from './programs.ts';
import { canMakeNamespace, enterNewNamespace, ip, sendDatagrams, take } from './test-network.ts';

const request: LiveRequest = {
  interfaces: ['lo'],
  bpf: 'udp port 9',
  promiscuous: false,
  snaplen: 96,
  bufferBytes: 32 * 1024 * 1024,
};
const NODE = process.execPath;

/** A helper that is a Node script instead: what it prints is up to the test. */
function scripted(script: string): CaptureHelper {
  return { kind: 'dumpcap', command: [NODE, '-e', script, '--'], title: 'a script' };
}
const HEADER = `process.stdout.write(Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'));`;
const RECORD = `process.stdout.write(Buffer.from('0100000002000000010000003c000000ab', 'hex'));`;

describe('what helpers are told', () => {
  it('is arguments, never a command line', () => {
    expect(helperArguments('dumpcap', 'eth0', request)).toEqual([
      '-q',
      '-P',
      '-w',
      '-',
      '-s',
      '96',
      '-B',
      '32',
      '-i',
      'eth0',
      '-f',
      'udp port 9',
      '-p',
    ]);
    expect(helperArguments('tcpdump', 'eth0', { ...request, bpf: ' ', promiscuous: true })).toEqual([
      '-U',
      '-n',
      '-w',
      '-',
      '-s',
      '96',
      '-B',
      '32768',
      '-i',
      'eth0',
    ]);
    expect(helperArguments('tcpdump', 'eth0', request).slice(-3)).toEqual(['-p', '--', 'udp port 9']);
  });
});

describe('what helpers say', () => {
  const starts: readonly [string, string][] = [
    ['tcpdump: nope: No such device exists\n(No such device exists)', 'not-found'],
    ['Capturing on \'nope\'\ndumpcap: There is no device named "nope".', 'not-found'],
    ["tcpdump: lo: You don't have permission to perform this capture on that device", 'not-permitted'],
    ['dumpcap: The capabilities … (socket: Operation not permitted).', 'not-permitted'],
    ["tcpdump: can't parse filter expression: syntax error", 'usage'],
    ['dumpcap: Invalid capture filter "udp and (" for interface \'lo\'.', 'usage'],
    ['tcpdump: eth7: That device is not up', 'unavailable'],
    ['tcpdump: something else', 'unavailable'],
    ['', 'unavailable'],
  ];
  it.each(starts)('at the start: %s', (words, code) => {
    expect(startFailure('eth7', 'udp and (', words, 1, false).failure.code).toBe(code);
  });

  it('at the end tells a vanished interface from anything else', () => {
    expect(
      endFailure('eth7', 'tcpdump: listening on eth7\ntcpdump: pcap_loop: The interface disappeared').failure,
    ).toMatchObject({
      code: 'vanished',
      message: expect.stringContaining('eth7') as string,
    });
    expect(endFailure('eth7', 'dumpcap: No space').failure.message).toBe('Capturing on eth7 failed: No space');
    expect(startFailure('eth7', null, '', 126, true).failure.code).toBe('not-permitted');
  });

  it('includes what was dropped', () => {
    expect(
      dropsFrom("Packets received/dropped on interface 'lo': 3/9 (pcap:4/dumpcap:5/flushed:0/ps_ifdrop:6) (25.0%)"),
    ).toEqual({ kernel: 9, interface: 6 });
    expect(dropsFrom('3 packets captured\n7 packets dropped by kernel\n1 packet dropped by interface')).toEqual({
      kernel: 7,
      interface: 1,
    });
    expect(dropsFrom('')).toEqual({ kernel: 0, interface: 0 });
  });
});

describe('a helper', () => {
  let open: LiveCapture | null = null;
  afterEach(async () => {
    await open?.source.close();
    open = null;
  });

  async function start(helper: CaptureHelper, wanted: LiveRequest = request): Promise<LiveCapture> {
    const opened = await HelperSource.open(helper, wanted);
    if (!opened.ok) throw new Error(opened.failure.message);
    open = opened.value;
    return opened.value;
  }

  it('that does not start or says nothing is refused', async () => {
    const missing: CaptureHelper = { kind: 'dumpcap', command: ['/no/such/program'], title: 'nothing' };
    expect(await HelperSource.open(missing, request)).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
    expect(await HelperSource.open(scripted('process.exit(3)'), request)).toMatchObject({
      failure: { code: 'unavailable', message: 'Capturing on lo failed: the helper ended without saying why' },
    });
  });

  it('that ends by itself ends the source, after its packets, with its words', async () => {
    const { source } = await start(scripted(`${HEADER}${RECORD}console.error('tcpdump: The interface disappeared')`));
    const { seen, end } = await take(source);
    expect(seen).toEqual([{ time: 1_000_002, interfaceId: 0, wireLength: 60, capturedLength: 1 }]);
    expect(end?.failure).toMatchObject({ code: 'vanished' });
    expect(source.interfaces[0]?.name).toBe('lo');
  });

  it('that is asked to finish hands over the rest', async () => {
    const atEnd = `process.on('SIGINT', () => { ${RECORD} console.error('5 packets dropped by kernel'); process.exit(0); });`;
    const { source } = await start(scripted(`${atEnd}${HEADER}setInterval(() => {}, 1000)`));
    expect(await source.next()).toMatchObject({ count: 0 });
    source.finish?.();
    const { seen, end } = await take(source);
    expect(seen).toHaveLength(1);
    expect(end).toEqual({ end: true, failure: null });
    expect(source.counters().kernelDrops).toBe(5);
  });
});

const programs = await Promise.all(['dumpcap', 'tcpdump'].map((name) => findProgram(name)));
const real = (['dumpcap', 'tcpdump'] as const).map((kind, index) => ({ kind, program: programs[index] ?? null }));

describe.skipIf(!canMakeNamespace())('the real helpers', () => {
  beforeAll(enterNewNamespace);

  it.each(real)(
    '$kind captures, counts, finishes and notices that its interface vanished',
    async ({ kind, program }) => {
      if (program === null) return;
      const helper: CaptureHelper = { kind, command: [program], title: kind };
      ip('link add va type veth peer name vb');
      ip('addr add 10.9.0.1/24 dev va');
      ip('link set va up');
      ip('link set vb up');
      ip('neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev va');
      const both = await HelperSource.open(helper, { ...request, interfaces: ['lo', 'va'] });
      if (!both.ok) throw new Error(both.failure.message);
      const { source } = both.value;
      await sendDatagrams(50, '127.0.0.1', 200);
      await sendDatagrams(20, '10.9.0.2', 200);
      const { seen } = await take(source, 70);
      expect(seen.filter((packet) => packet.interfaceId === 0)).toHaveLength(50);
      expect(seen.filter((packet) => packet.interfaceId === 1)).toHaveLength(20);
      expect(new Set(seen.map((packet) => `${packet.capturedLength} ${packet.wireLength}`))).toEqual(
        new Set(['96 242']),
      );
      ip('link del va');
      while (!both.value.limits.some((limit) => limit.includes('go on'))) await source.next();
      await sendDatagrams(5);
      source.finish?.();
      const rest = await take(source);
      expect(rest.seen).toHaveLength(5);
      expect(rest.end).toEqual({ end: true, failure: null });
      expect(source.counters()).toMatchObject({ kernelDrops: 0, interfaceDrops: 0 });
      await source.close();
      expect(await HelperSource.open(helper, { ...request, interfaces: ['va'] })).toMatchObject({
        failure: { code: 'not-found' },
      });
      expect(await HelperSource.open(helper, { ...request, bpf: 'udp and (' })).toMatchObject({
        failure: { code: 'usage' },
      });
    },
  );
});
