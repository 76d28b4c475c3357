import { describe, expect, it } from 'vitest';
import type { InterfaceInfo, Json, Netloupe, PluginRequest, PluginResponse } from '../api/netloupe.d.ts';
import { formatRate } from './interfaces.mjs';
import { init, request, test as health } from './main.mjs';

const ethernet: InterfaceInfo = {
  name: 'eth0',
  state: 'up',
  loopback: false,
  mac: '02:00:00:00:00:01',
  mtu: 1500,
  addresses: [
    { family: 4, address: '192.0.2.10', prefix_length: 24 },
    { family: 4, address: '192.0.2.11', prefix_length: 24 },
    { family: 6, address: '2001:db8::10', prefix_length: 64 },
  ],
  rx_bytes: 5_000_000_000,
  tx_bytes: 1000,
  rx_bytes_per_s: 2 * 1024 ** 3,
  tx_bytes_per_s: 1024,
  rx_packets_per_s: 10,
  tx_packets_per_s: 1,
};
const loopback: InterfaceInfo = {
  ...ethernet,
  name: 'lo',
  state: 'unknown',
  loopback: true,
  mac: null,
  addresses: [{ family: 6, address: '::1', prefix_length: 128 }],
  rx_bytes_per_s: null,
  tx_bytes_per_s: null,
};

/** Asks a plugin that was just started. `list` may answer differently each time. */
async function ask(
  list: () => InterfaceInfo[],
  asked: Partial<PluginRequest> = {},
  config: Netloupe['config'] = { loopback: true, down: true },
): Promise<PluginResponse> {
  init({ config, interfaces: { list: () => Promise.resolve(list()) } } as Partial<Netloupe> as Netloupe);
  await health();
  return request({ ...emptyRequest, ...asked });
}
const emptyRequest: PluginRequest = {
  method: 'GET',
  path: '/plugins/netinfo/',
  subpath: '',
  query: {},
  headers: {},
  body: null,
  client: '127.0.0.1',
};
const both = (): InterfaceInfo[] => [ethernet, loopback];
const names = ([, body]: PluginResponse): Json[] => (body as { name: string }[]).map(({ name }) => name);

describe('GET /plugins/netinfo/', () => {
  it('lists each interface once, with all its addresses and rates as numbers in bytes and in bits', async () => {
    expect(await ask(both)).toEqual([
      200,
      [
        {
          name: 'eth0',
          state: 'up',
          loopback: false,
          mac: '02:00:00:00:00:01',
          mtu: 1500,
          addresses: ['192.0.2.10/24', '192.0.2.11/24', '2001:db8::10/64'],
          rx_bytes: 5_000_000_000,
          tx_bytes: 1000,
          rx_bytes_per_s: 2_147_483_648,
          tx_bytes_per_s: 1024,
          rx_bits_per_s: 17_179_869_184,
          tx_bits_per_s: 8192,
        },
        expect.objectContaining({ name: 'lo', addresses: ['::1/128'], rx_bytes_per_s: null, rx_bits_per_s: null }),
      ],
    ]);
    expect(await ask(both, { subpath: null })).toEqual(await ask(both));
  });

  it('answers text where text is asked for', async () => {
    expect(await ask(both, { query: { format: 'text' } })).toEqual([
      200,
      'eth0  up       in 2.00 GiB/s  out 1.00 KiB/s  192.0.2.10/24, 192.0.2.11/24, 2001:db8::10/64\n' +
        'lo    unknown  in n/a         out n/a         ::1/128\n',
    ]);
  });

  it('leaves out what the configuration leaves out, unless it is asked for by name', async () => {
    const down: InterfaceInfo = { ...ethernet, name: 'eth1', state: 'down' };
    const list = (): InterfaceInfo[] => [ethernet, loopback, down];
    const config = { loopback: false, down: false };
    expect(names(await ask(list, {}, config))).toEqual(['eth0']);
    expect(await ask(list, { subpath: 'lo' }, config)).toMatchObject([200, { name: 'lo' }]);
    expect(await ask(list, { subpath: 'eth1' }, config)).toMatchObject([200, { name: 'eth1' }]);
  });

  it('follows interfaces that come and go', async () => {
    let present = [ethernet];
    init({
      config: { loopback: true, down: true },
      interfaces: { list: () => Promise.resolve(present) },
    } as Partial<Netloupe> as Netloupe);
    expect(names(await request(emptyRequest))).toEqual(['eth0']);
    present = [ethernet, { ...ethernet, name: 'usb0' }];
    expect(names(await request(emptyRequest))).toEqual(['eth0', 'usb0']);
    present = [{ ...ethernet, name: 'usb0' }];
    expect(names(await request(emptyRequest))).toEqual(['usb0']);
    expect(await request({ ...emptyRequest, subpath: 'eth0' })).toEqual([404, { error: 'there is no interface eth0' }]);
  });

  it('gives no rate below zero when a counter began anew', async () => {
    const [, body] = await ask(() => [{ ...ethernet, rx_bytes_per_s: -5_000_000_000, tx_bytes_per_s: Number.NaN }]);
    expect(body).toMatchObject([{ rx_bytes_per_s: null, rx_bits_per_s: null, tx_bytes_per_s: null }]);
  });

  it('shows addresses without a prefix as they are', async () => {
    const addresses = [
      { family: 4, address: '192.0.2.1', prefix_length: null },
    ] as unknown as InterfaceInfo['addresses'];
    const [, body] = await ask(() => [{ ...ethernet, addresses }]);
    expect(body).toMatchObject([{ addresses: ['192.0.2.1'] }]);
  });

  it('answers one interface under its name', async () => {
    expect(await ask(both, { subpath: 'lo' })).toMatchObject([200, { name: 'lo', addresses: ['::1/128'] }]);
    const [status, text] = await ask(both, { subpath: 'lo', query: { format: 'text' } });
    expect([status, text]).toEqual([200, 'lo  unknown  in n/a  out n/a  ::1/128\n']);
  });

  it('says what is wrong with a question, with the status for it', async () => {
    expect(await ask(both, { subpath: 'eth9' })).toEqual([404, { error: 'there is no interface eth9' }]);
    expect(await ask(both, { method: 'POST' })).toEqual([405, { error: 'POST is not offered here, only GET' }]);
    expect(await ask(both, { query: { format: 'xml' } })).toEqual([400, { error: 'format is json or text, not xml' }]);
  });
});

describe('rates for people', () => {
  it.each([
    [null, 'n/a'],
    [0, '0 B/s'],
    [1, '1 B/s'],
    [1023, '1023 B/s'],
    [1023.4, '1023 B/s'],
    [1023.6, '1.00 KiB/s'],
    [1024, '1.00 KiB/s'],
    [1025, '1.00 KiB/s'],
    [10 * 1024, '10.0 KiB/s'],
    [100 * 1024, '100 KiB/s'],
    [1000 * 1024, '1000 KiB/s'],
    [1024 ** 2 - 1, '1.00 MiB/s'],
    [1024 ** 2 - 1024, '1023 KiB/s'],
    [1024 ** 2, '1.00 MiB/s'],
    [1024 ** 2 + 1, '1.00 MiB/s'],
    [1024 ** 3 - 1, '1.00 GiB/s'],
    [1024 ** 3 - 1024 ** 2, '1023 MiB/s'],
    [1024 ** 3, '1.00 GiB/s'],
    [1024 ** 3 + 1, '1.00 GiB/s'],
    [2 * 1024 ** 3, '2.00 GiB/s'],
    [5000 * 1024 ** 4, '5000 TiB/s'],
    [-1, 'n/a'],
  ])('%s is %s', (rate, text) => expect(formatRate(rate)).toBe(text));
});
