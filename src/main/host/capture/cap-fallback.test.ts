import { beforeAll, describe, expect, it } from 'vitest';
import type { LiveRequest } from '#main/engine/capture/packet-source.ts';
import { CapSource } from './cap-fallback.ts';
import { loadCap } from './cap-module.ts';
import { canMakeNamespace, enterNewNamespace, sendDatagrams, take } from './test-network.ts';

const built = (await loadCap()).ok;
const request: LiveRequest = {
  interfaces: ['lo'],
  bpf: 'udp port 9',
  promiscuous: true,
  snaplen: 48,
  bufferBytes: 10 * 1024 * 1024,
};

it.skipIf(built)('says how to get the package where it is not built', async () => {
  expect(await CapSource.open(request)).toMatchObject({ failure: { code: 'unavailable' } });
});

describe.skipIf(!built || !canMakeNamespace())('capturing with the cap package', () => {
  beforeAll(enterNewNamespace);

  it('delivers packets and says what is missing', async () => {
    const opened = await CapSource.open(request);
    if (!opened.ok) throw new Error(opened.failure.message);
    const { source, limits } = opened.value;
    await sendDatagrams(20, '127.0.0.1', 100);
    const { seen } = await take(source, 20);
    expect(seen.map((packet) => [packet.capturedLength, packet.wireLength])).toEqual(Array(20).fill([48, 142]));
    expect(source.interfaces).toEqual([{ name: 'lo', linkType: 1, snaplen: 48 }]);
    expect(limits).toHaveLength(2);
    source.finish?.();
    expect((await take(source)).end).toEqual({ end: true, failure: null });
    await source.close();
  });

  it('refuses a missing interface and a bad filter', async () => {
    expect(await CapSource.open({ ...request, interfaces: ['nope0'] })).toMatchObject({
      failure: { code: 'not-found' },
    });
    expect(await CapSource.open({ ...request, bpf: 'udp and (' })).toMatchObject({ failure: { code: 'usage' } });
  });
});
