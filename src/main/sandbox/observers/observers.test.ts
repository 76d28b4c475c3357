/** Observers in both languages, from headers to records, without a process. */
import { describe, expect, it } from 'vitest';
import { openSession, type Harness, type HarnessOptions } from '../testing/session-harness.ts';

type Language = 'js' | 'lua';

async function started(language: Language, program: string, options: HarnessOptions = {}): Promise<Harness> {
  const plugin = openSession(language, program, options);
  expect(await plugin.load()).toBe('ready');
  return plugin;
}

/** The same plugin in both languages. */
const BOTH = (js: string, lua: string): readonly (readonly [Language, string])[] => [
  ['js', js],
  ['lua', lua],
];

describe.each(
  BOTH(
    `export const observers = {
      new_flow(record, ip) { Object.assign(record, { src: ip.src_ip, port: ip.dst_port, calls: [] }); return ip.dst_port !== 53; },
      ip4(record, header, rev) { record.calls.push(rev ? 'ip4<' : 'ip4>'); },
      ip6(record, header, rev) { record.calls.push(rev ? 'ip6<' : 'ip6>'); },
      icmp4(record, header, quoted, rev) { record.calls.push('icmp4' + (rev ? '<' : '>') + header.icmp_type + (quoted?.dst_ip ?? '')); },
      tcp(record, header, rev) { record.calls.push(rev ? 'tcp<' : 'tcp>'); return (header.tcp_flags & 4) === 0; },
      udp(record, header, rev) { record.calls.push(rev ? 'udp<' : 'udp>'); },
      l4(record, header, rev) { record.calls.push('l4' + header.protocol_num); },
      flow_end(record) { record.calls = record.calls.join(' '); },
    };`,
    `observers = {
      new_flow = function(record, ip)
        record.src, record.port, record.calls = ip.src_ip, ip.dst_port, {}
        return ip.dst_port ~= 53
      end,
      ip4 = function(record, header, rev) table.insert(record.calls, rev and 'ip4<' or 'ip4>') end,
      ip6 = function(record, header, rev) table.insert(record.calls, rev and 'ip6<' or 'ip6>') end,
      icmp4 = function(record, header, quoted, rev)
        table.insert(record.calls, 'icmp4' .. (rev and '<' or '>') .. header.icmp_type .. (quoted and quoted.dst_ip or ''))
      end,
      tcp = function(record, header, rev)
        table.insert(record.calls, rev and 'tcp<' or 'tcp>')
        return header.tcp_flags & 4 == 0
      end,
      udp = function(record, header, rev) table.insert(record.calls, rev and 'udp<' or 'udp>') end,
      l4 = function(record, header, rev) table.insert(record.calls, 'l4' .. header.protocol_num) end,
      flow_end = function(record) record.calls = table.concat(record.calls, ' ') end,
    }`,
  ),
)('observers in %s', (language, program) => {
  it('are called with the record of the flow, in order, until the end of the capture', async () => {
    const plugin = await started(language, program);
    await plugin.deliverHeaders([
      { time: 1.5 },
      { time: 2, opposite: true },
      { time: 2.25, key: 1, protocol: 17, source: '2001:db8::1', destination: '2001:db8::2' },
      { time: 3, key: 2, protocol: 112 },
      {
        time: 3.5,
        opposite: true,
        icmp: [3, 1],
        quoted: { source: '192.0.2.1', destination: '203.0.113.9', ports: [1, 2] },
      },
    ]);
    expect(plugin.flows()).toEqual([]);
    await plugin.deliverHeaders([], { ends: true });
    // The one without a packet for longest comes first.
    expect(plugin.flows()).toEqual([
      { pkt_first: 2.25, pkt_last: 2.25, src: '2001:db8::1', port: 443, calls: 'ip6> udp>' },
      { pkt_first: 3, pkt_last: 3, src: '192.0.2.1', calls: 'ip4> l4112', ...(language === 'js' && { port: null }) },
      {
        pkt_first: 1.5,
        pkt_last: 3.5,
        src: '192.0.2.1',
        port: 443,
        calls: 'ip4> tcp> ip4< tcp< ip4< icmp4<3203.0.113.9 l41',
      },
    ]);
    expect(plugin.acks).toMatchObject([
      { seq: 1, handled: 5, errors: 0 },
      { seq: 2, handled: 0, errors: 0 },
    ]);
  });

  it('decline a flow for good', async () => {
    const plugin = await started(language, program);
    await plugin.deliverHeaders([
      { time: 1, ports: [9, 53] },
      { time: 2, opposite: true, ports: [53, 9] },
      { time: 99, ports: [53, 9], opposite: true },
    ]);
    await plugin.stop();
    expect(plugin.flows()).toEqual([]);
    expect(plugin.sent.filter(({ t }) => t === 'flows')).toEqual([
      { t: 'flows', records: [], begun: 0, declined: 1, unwanted: [0, 1] },
    ]);
  });

  it('end a flow after its linger, in which it is still looked at', async () => {
    const plugin = await started(language, program);
    await plugin.deliverHeaders([{ time: 1 }, { time: 2, tcpFlags: 4 }, { time: 6, opposite: true }]);
    expect(plugin.flows()).toEqual([]);
    await plugin.deliverHeaders([{ time: 7.5, tcpFlags: 2 }]);
    expect(plugin.flows()).toMatchObject([{ pkt_first: 1, pkt_last: 6, calls: 'ip4> tcp> ip4> tcp> ip4< tcp<' }]);
    await plugin.stop();
    expect(plugin.flows().slice(1)).toMatchObject([{ pkt_first: 7.5, calls: 'ip4> tcp>' }]);
    expect(plugin.sent.findLastIndex(({ t }) => t === 'flows')).toBeLessThan(
      plugin.sent.findIndex(({ t }) => t === 'stopped'),
    );
  });

  it('end a flow also where time goes on without packets', async () => {
    const plugin = await started(language, program);
    await plugin.deliverHeaders([{ time: 1 }], { now: 30 });
    expect(plugin.flows()).toEqual([]);
    await plugin.deliverHeaders([], { now: 37 });
    expect(plugin.flows()).toMatchObject([{ pkt_first: 1, pkt_last: 1 }]);
  });

  it('know another conversation under the same number, and another capture, for another flow', async () => {
    const plugin = await started(language, program);
    await plugin.deliverHeaders([{ time: 50 }, { time: 51, generation: 2, ports: [1, 2] }]);
    expect(plugin.flows()).toMatchObject([{ pkt_first: 50, port: 443 }]);
    await plugin.deliverHeaders([{ time: 2, generation: 2, ports: [1, 2] }], { capture: 2 });
    await plugin.deliverHeaders([{ time: 40, key: 9 }], { capture: 2 });
    // The clock of the second capture is its own.
    expect(plugin.flows()).toMatchObject([{ pkt_first: 50 }, { pkt_first: 51, port: 2 }, { pkt_first: 2, port: 2 }]);
  });

  it('end many flows at once, in batches that the engine takes', async () => {
    const plugin = await started(language, program);
    const rows = Array.from({ length: 300 }, (_, key) => ({ time: 1, key, ports: [key, 443] as const }));
    await plugin.deliverHeaders(rows);
    await plugin.deliverHeaders(rows.map((row) => ({ ...row, key: row.key + 300 })));
    await plugin.deliverHeaders([{ time: 100, key: 1000 }]);
    expect(plugin.flows()).toHaveLength(600);
    const sizes = plugin.sent.flatMap((message) => (message.t === 'flows' ? [message.records.length] : []));
    expect(Math.max(...sizes)).toBe(256);
    const begun = plugin.sent.reduce((sum, message) => sum + (message.t === 'flows' ? message.begun : 0), 0);
    expect(begun).toBe(601);
  });
});

describe.each(
  BOTH(
    `export const observers = {
      new_flow() { throw new Error('no idea'); },
      ip4(record) { record.seen = (record.seen ?? 0) + 1; throw new Error('none either'); },
      tcp(record) { record.tcp = true; },
      flow_end() { throw new Error('nor now'); },
    };`,
    `observers = {
      new_flow = function() error('no idea') end,
      ip4 = function(record) record.seen = (record.seen or 0) + 1; error('none either') end,
      tcp = function(record) record.tcp = true end,
      flow_end = function() error('nor now') end,
    }`,
  ),
)('observers that throw in %s', (language, program) => {
  it('are counted and logged, and the flow goes on', async () => {
    const plugin = await started(language, program);
    await plugin.deliverHeaders([{ time: 1 }, { time: 2 }]);
    expect(plugin.acks).toMatchObject([{ seq: 1, handled: 2, errors: 3 }]);
    const lines = await plugin.lines();
    expect(plugin.flows()).toEqual([{ pkt_first: 1, pkt_last: 2, seen: 2, tcp: true }]);
    expect(lines[0]).toMatch(/^observers\.new_flow: .*no idea/);
    expect(lines[1]).toMatch(/^observers\.ip4: .*none either/);
    expect(lines[2]).toMatch(/^observers\.flow_end: .*nor now/);
  });
});

describe.each(
  BOTH(
    `export const observers = { ip4(record, header) { record.header = { ...header, payload: String.fromCharCode(...header.payload),
      tcp_options: header.tcp_options?.map(({ kind, length, data }) => [kind, length, ...data]) ?? null }; } };`,
    `observers = { ip4 = function(record, header)
      if header.tcp_options then
        local options = netloupe.array()
        for at, option in ipairs(header.tcp_options) do options[at] = { option.kind, option.length, string.byte(option.data, 1, -1) } end
        header.tcp_options = options
      end
      record.header = header
    end }`,
  ),
)('headers in %s', (language, program) => {
  const fields = [
    'src_ip',
    'dst_ip',
    'src_port',
    'dst_port',
    'ttl',
    'dscp',
    'ecn',
    'octets',
    'length',
    'ip_id',
    'ip_flags',
    'fragment_offset',
    'flow_label',
    'tcp_flags',
    'tcp_seq',
    'tcp_ack',
    'tcp_window',
    'tcp_urgent',
    'tcp_options',
    'checksum',
    'icmp_type',
    'icmp_code',
    'payload_length',
    'payload',
  ] as const;
  const all = { start: { observers: { fields: [...fields] } } };
  const headerOf = (plugin: Harness): Record<string, unknown> =>
    plugin.flows()[0]!['header'] as Record<string, unknown>;

  it('have all fields of TCP over IPv4', async () => {
    const plugin = await started(language, program, all);
    await plugin.deliverHeaders(
      [{ time: 1.25, payload: 'hello', options: [1, 1, 2, 4, 5, 180, 34, 2, 0, 3, 3], fragment: 0xa003 }],
      { ends: true },
    );
    const expected: Record<string, unknown> = {
      time: 1.25,
      version: 4,
      protocol_num: 6,
      src_ip: '192.0.2.1',
      dst_ip: '198.51.100.7',
      src_port: 40_000,
      dst_port: 443,
      ttl: 64,
      dscp: 46,
      ecn: 2,
      octets: 46,
      length: 60,
      ip_id: 0xfffe,
      ip_flags: 5,
      fragment_offset: 24,
      flow_label: null,
      tcp_flags: 16,
      tcp_seq: 0xffff_fffe,
      tcp_ack: 0x8000_0000,
      tcp_window: 65_535,
      tcp_urgent: 7,
      tcp_options: [
        [2, 4, 5, 180],
        [34, 2],
      ],
      checksum: 0xbeef,
      icmp_type: null,
      icmp_code: null,
      payload_length: 1448,
      payload: 'hello',
    };
    // What there is nothing of is nil in Lua, and so not there.
    if (language === 'lua') for (const key of ['flow_label', 'icmp_type', 'icmp_code']) delete expected[key];
    expect(headerOf(plugin)).toEqual(expected);
  });

  it.each([
    [[1, 0, 2, 4, 5, 180], []],
    [[2, 4, 5, 180, 8], [[2, 4, 5, 180]]],
    [[2, 4, 5, 180, 8, 0, 1], [[2, 4, 5, 180]]],
    [[254, 6, 0xf9, 0x89, 7, 8, 2, 9, 1], [[254, 6, 0xf9, 0x89, 7, 8]]],
  ])('have the options that %j holds', async (options, expected) => {
    const plugin = await started(language, program, all);
    await plugin.deliverHeaders([{ time: 1, options }], { ends: true });
    expect(headerOf(plugin)['tcp_options']).toEqual(expected);
  });

  it('have only what was asked for', async () => {
    const code = program.replace(/header = \{ \.\.\.header.*?null \};/s, 'header = header;');
    const plugin = await started(language, code, { start: { observers: { fields: ['ttl', 'src_port'] } } });
    await plugin.deliverHeaders([{ time: 1 }, { time: 2, key: 1, protocol: 17, ports: null }], { ends: true });
    const header = { time: 1, version: 4, protocol_num: 6, src_port: 40_000, ttl: 64 };
    const without = { time: 2, version: 4, protocol_num: 17, ttl: 64, ...(language === 'js' && { src_port: null }) };
    expect(plugin.flows().map((flow) => flow['header'])).toEqual([header, without]);
  });
});

describe('records of flows', () => {
  it('that are no JSON are left out, and the fault is told', async () => {
    const plugin = await started(
      'js',
      `export const observers = { new_flow(record, ip) { record.at = ip.dst_port === 1 ? new Map() : ip.dst_port === 2 ? 'x'.repeat(70000) : 1; return true; } };`,
    );
    const rows = [1, 2, 3].map((port) => ({ time: 1, key: port, ports: [9, port] as const }));
    await plugin.deliverHeaders(rows, { ends: true });
    expect(plugin.flows()).toEqual([{ pkt_first: 1, pkt_last: 1, at: 1 }]);
    expect(plugin.acks).toMatchObject([{ seq: 1, handled: 3, errors: 2 }]);
    expect(await plugin.lines()).toEqual([
      'observers: the record of a flow holds a Map at at, which is not JSON',
      'observers: the record of a flow is longer than 65536 characters',
    ]);
  });

  it('are read out of Lua as they are, or not at all', async () => {
    const plugin = await started(
      'lua',
      `observers = { new_flow = function(record, ip)
        if ip.dst_port == 1 then record[true] = 1 end
        if ip.dst_port == 2 then record.call = print end
        record.list, record.empty = { 'a', 'b' }, netloupe.array()
        return true
      end }`,
    );
    const rows = [1, 2, 3].map((port) => ({ time: 1, key: port, ports: [9, port] as const }));
    await plugin.deliverHeaders(rows, { ends: true });
    expect(plugin.flows()).toEqual([{ pkt_first: 1, pkt_last: 1, list: ['a', 'b'], empty: [] }]);
    expect(plugin.acks).toMatchObject([{ seq: 1, handled: 3, errors: 2 }]);
  });
});

describe('limits of observers', () => {
  it('in Lua are for each call: one that uses its instructions up is over, and its flow goes on', async () => {
    const plugin = await started(
      'lua',
      `observers = {
        new_flow = function(record, ip) record.ports = ip.dst_port if ip.dst_port == 1 then while true do end end return ip.dst_port ~= 9 end,
        ip4 = function(record) record.ip = (record.ip or 0) + 1 if record.ports == 2 then while true do end end end,
        tcp = function(record) record.tcp = (record.tcp or 0) + 1 if record.ports == 3 then while true do end end end,
        flow_end = function(record) record.ended = true if record.ports == 4 then while true do end end end,
      }`,
      { limits: { instructions: 100_000 } },
    );
    const rows = [1, 2, 3, 4, 5, 9].flatMap((port) => [
      { time: 1, key: port, ports: [9, port] as const },
      { time: 2, key: port, ports: [9, port] as const },
    ]);
    await plugin.deliverHeaders(rows, { ends: true });
    expect(plugin.flows()).toEqual(
      [1, 2, 3, 4, 5].map((ports) => ({ pkt_first: 1, pkt_last: 2, ports, ip: 2, tcp: 2, ended: true })),
    );
    expect(plugin.acks).toMatchObject([{ seq: 1, handled: 12, errors: 6 }]);
    expect((await plugin.lines())[0]).toMatch(/^observers\.new_flow: used more than 100000 instructions in one call/);
  });

  it('in JavaScript leave promises out: what is said later decides nothing', async () => {
    const plugin = await started(
      'js',
      `export const observers = {
        async new_flow(record) { record.late = true; return false; },
        async tcp() { throw new Error('nobody hears this'); },
      };`,
    );
    await plugin.deliverHeaders([{ time: 1 }], { ends: true });
    expect(plugin.flows()).toEqual([{ pkt_first: 1, pkt_last: 1, late: true }]);
    const lines = await plugin.lines();
    expect(lines[0]).toMatch(/^observers\.new_flow: answered a promise: observers answer at once/);
    expect(lines).toHaveLength(2);
  });
});

describe('what is exported as observers', () => {
  it.each<readonly [Language, string, RegExp]>([
    ['js', 'export const observers = [];', /exports observers as a array; it holds functions by name: new_flow, ip4/],
    [
      'js',
      'export const observers = { tcpp() {} };',
      /exports observers\.tcpp, which is no chain; there are: new_flow/,
    ],
    ['js', 'export const observers = { tcp: 1 };', /exports observers\.tcp as a number, not as a function/],
    ['js', 'export const observers = {};', /exports observers without any of new_flow/],
    ['lua', 'observers = { tcp = "x" }', /exports observers\.tcp as a string, not as a function/],
    ['lua', 'observers = { packet = print }', /exports observers\.packet, which is no chain/],
    ['lua', 'observers = print', /exports observers as a function; it holds functions by name/],
  ])('is checked when it is loaded: %s %s', async (language, program, message) => {
    expect(await openSession(language, program).load()).toMatch(message);
  });

  it('is told chain by chain', async () => {
    const plugin = await started('js', 'export class Watch { tcp() {} } export const observers = new Watch();');
    expect(plugin.sent.find(({ t }) => t === 'loaded')).toEqual({
      t: 'loaded',
      exports: ['observers', 'observers.tcp'],
    });
  });
});
