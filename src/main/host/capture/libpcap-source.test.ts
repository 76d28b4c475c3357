/**
 * Real captures, in a network namespace that the test's process makes for itself and that goes away with it: skipped
 * where that is not possible (not Linux, not root, no `ip`, no libpcap).
 */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LiveCapture, LiveRequest } from '#main/engine/capture/packet-source.ts';
import { loadLibpcap } from './libpcap-library.ts';
import { LibpcapSource } from './libpcap-source.ts';
import { canMakeNamespace, enterNewNamespace, ip, sendDatagrams as send, take } from './test-network.ts';

const ETHERNET_IP_UDP_BYTES = 42;

const request = (...interfaces: string[]): LiveRequest => ({
  interfaces,
  bpf: null,
  promiscuous: true,
  snaplen: 262_144,
  bufferBytes: 32 * 1024 * 1024,
});

describe.skipIf(!canMakeNamespace() || !(await loadLibpcap()).ok)('capturing with libpcap', () => {
  const open: LiveCapture[] = [];

  beforeAll(enterNewNamespace);

  afterEach(async () => {
    for (const capture of open.splice(0)) await capture.source.close();
  });

  async function start(wanted: LiveRequest): Promise<LiveCapture> {
    const opened = await LibpcapSource.open(wanted);
    if (!opened.ok) throw new Error(opened.failure.message);
    open.push(opened.value);
    return opened.value;
  }

  it('sees every datagram once, with its time and lengths, and drops none', async () => {
    const { source, backend, limits } = await start({ ...request('lo'), bpf: 'udp', snaplen: 64 });
    const before = Date.now() * 1000;
    await send(3000, '127.0.0.1', 200);
    source.finish?.();
    const { seen, end } = await take(source);
    expect(seen).toHaveLength(3000);
    expect(new Set(seen.map((packet) => `${packet.wireLength} ${packet.capturedLength}`))).toEqual(
      new Set([`${200 + ETHERNET_IP_UDP_BYTES} 64`]),
    );
    expect(seen.every((packet) => packet.time >= before - 1000)).toBe(true);
    expect(seen.map((packet) => packet.time)).toEqual(seen.map((packet) => packet.time).toSorted((a, b) => a - b));
    expect(end).toEqual({ end: true, failure: null });
    expect(source.counters()).toMatchObject({ kernelDrops: 0, interfaceDrops: 0 });
    expect(source.interfaces).toEqual([{ name: 'lo', linkType: 1, snaplen: 64 }]);
    expect([backend, limits]).toEqual(['libpcap', []]);
  });

  it('hands over full-size packets of a ring that fills while nobody reads, and counts what did not fit', async () => {
    const { source } = await start({ ...request('lo'), bufferBytes: 1024 * 1024, bpf: 'udp' });
    await send(500, '127.0.0.1', 20_000);
    source.finish?.();
    const { seen } = await take(source);
    const { kernelDrops } = source.counters();
    expect(kernelDrops).toBeGreaterThan(0);
    // On the loopback interface the kernel counts a packet on its way out and on its way in.
    expect(seen.length + kernelDrops).toBeGreaterThanOrEqual(500);
    expect(seen.every((packet) => packet.capturedLength === 20_000 + ETHERNET_IP_UDP_BYTES)).toBe(true);
  });

  it('answers an empty batch on a quiet interface, and the end at once when closed meanwhile', async () => {
    const { source } = await start({ ...request('lo'), bpf: 'tcp port 1' });
    expect(await source.next()).toMatchObject({ count: 0 });
    const pending = source.next();
    await source.close();
    await source.close();
    expect(await pending).toEqual({ end: true, failure: null });
    expect(await source.next()).toEqual({ end: true, failure: null });
  });

  it('takes several interfaces at once, each in its order', async () => {
    ip('link add va type veth peer name vb');
    ip('addr add 10.9.0.1/24 dev va');
    ip('link set va up');
    ip('link set vb up');
    ip('neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev va');
    const { source } = await start({ ...request('va', 'lo', 'vb', 'va'), bpf: 'udp port 9' });
    for (let round = 0; round < 5; round++) {
      await send(3, '10.9.0.2');
      await send(3);
    }
    source.finish?.();
    const { seen } = await take(source);
    expect(source.interfaces.map((described) => described.name)).toEqual(['va', 'lo', 'vb']);
    for (const id of [0, 1, 2]) {
      const times = seen.filter((packet) => packet.interfaceId === id).map((packet) => packet.time);
      expect(times).toHaveLength(15);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it('goes on without an interface that vanishes, and ends with the last one', async () => {
    const { source, limits } = await start({ ...request('lo', 'va'), bpf: 'udp port 9' });
    const alone = await start({ ...request('va'), bpf: 'udp port 9' });
    await send(2, '10.9.0.2');
    ip('link del va');
    const ended = await take(alone.source);
    expect(ended.end?.failure).toMatchObject({ code: 'vanished' });
    expect(ended.end?.failure?.message).toContain('va');
    expect(ended.seen).toHaveLength(2);
    await send(3);
    expect((await take(source, 5)).seen).toHaveLength(5);
    while (limits.length === 0) await source.next();
    expect(limits[0]).toMatch(/va vanished .*the other interfaces go on/);
    source.finish?.();
    expect((await take(source)).end).toEqual({ end: true, failure: null });
  });

  it('goes on with an interface that goes down and comes back', async () => {
    const { source } = await start({ ...request('lo'), bpf: 'udp port 9' });
    await send(1);
    expect((await take(source, 1)).seen).toHaveLength(1);
    ip('link set lo down');
    await source.next();
    ip('link set lo up');
    await send(1);
    expect((await take(source, 1)).seen).toHaveLength(1);
  });

  it('refuses what cannot be, naming it', async () => {
    expect(await LibpcapSource.open(request('nope0'))).toMatchObject({
      failure: { code: 'not-found', message: expect.stringContaining('nope0') as string },
    });
    expect(await LibpcapSource.open(request('lo', 'nope0'))).toMatchObject({ failure: { code: 'not-found' } });
    expect(await LibpcapSource.open({ ...request('lo'), bpf: 'udp and (' })).toMatchObject({
      failure: { code: 'usage', message: expect.stringContaining('udp and (') as string },
    });
    expect(await LibpcapSource.open({ ...request('lo'), bpf: 'host no.such.host.invalid' })).toMatchObject({
      failure: { code: 'usage' },
    });
  });
});
