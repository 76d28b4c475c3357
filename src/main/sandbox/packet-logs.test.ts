import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PACKET_COLUMNS } from '#contract/records.ts';
import { PAYLOAD_FILTERS } from '#contract/payload-filters.ts';
import { packetFrame, type FrameRow } from './testing/packet-frames.ts';
import { expectedLogs } from './testing/packet-records.ts';
import { openSession } from './testing/session-harness.ts';

/** Prints each log as JSON with its keys in order; what is missing in Lua is null. */
const PRINTS = {
  js: 'export function receiver_bulk(logs) { for (const log of logs) netloupe.log.info(JSON.stringify(log)); }',
  lua: `
    local columns = { ${PACKET_COLUMNS.map((name) => `'${name}'`).join(', ')} }
    local known = {}
    for _, name in ipairs(columns) do known[name] = true end
    function receiver_bulk(logs)
      for _, log in ipairs(logs) do
        for name in pairs(log) do assert(known[name], name) end
        local parts = {}
        for _, name in ipairs(columns) do
          local value = log[name]
          parts[#parts + 1] = '"' .. name .. '":' .. (value == nil and 'null' or netloupe.json.encode(value))
        end
        print('{' .. table.concat(parts, ',') .. '}')
      end
    end`,
} as const;

const OPTIONS = { start: { everyLine: true, bulkSize: 7 } };

const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
const rows: fc.Arbitrary<FrameRow> = fc.record({
  // Before 1970 and after 9999, and fractions of a microsecond.
  time: fc.oneof(fc.nat(2 ** 50), fc.double({ min: -1e17, max: 3e17, noNaN: true })),
  serial: fc.oneof(fc.constant(0), fc.nat(50), fc.nat(2 ** 41)),
  start: fc.nat(2 ** 51),
  source: octets.map((parts) => parts.join('.')),
  ports: fc.oneof(fc.constant(null), fc.tuple(fc.nat(65_535), fc.nat(65_535))),
  length: fc.nat(2 ** 32 - 1),
  interfaceId: fc.nat(2),
  protocol: fc.nat(255),
  state: fc.nat(5),
  inwards: fc.boolean(),
});

describe.each(['js', 'lua'] as const)('packet logs in %s', (language) => {
  it('are what the engine writes, whatever they hold', async () => {
    const plugin = openSession(language, PRINTS[language], OPTIONS);
    expect(await plugin.load()).toBe('ready');
    const interfaces = ['eth0', 'wlan "0"', 'ж'];
    const expected: string[] = [];
    const samples = fc.sample(fc.array(rows, { minLength: 1, maxLength: 20 }), { numRuns: 40, seed: 4 });
    for (const [index, given] of samples.entries()) {
      const seed = Uint8Array.of(index >> 3, 2, 3, 4);
      expected.push(...expectedLogs(packetFrame(given, { interfaces, seed })).map((log) => JSON.stringify(log)));
      plugin.hand(given, { interfaces, seed });
    }
    expect(await plugin.lines()).toEqual(expected);
  });

  it('have IPv6 addresses in their canonical form', async () => {
    const plugin = openSession(language, PRINTS[language], OPTIONS);
    await plugin.load();
    const addresses = ['2001:db8::1', '::', '::ffff:192.0.2.1', 'fe80::1:0:0:1', '1:2:3:4:5:6:7:8'];
    const given = addresses.map((address) => ({ source: address, destination: '2001:db8::53' }));
    plugin.hand(given);
    // Beside the IPv4 address with the same bits.
    plugin.hand([{ source: '192.0.2.1', destination: '0.0.0.0' }]);
    const logs = (await plugin.lines()).map((line) => JSON.parse(line) as { src_ip: string });
    expect(logs.map((log) => log.src_ip)).toEqual([...addresses, '192.0.2.1']);
  });

  it('have names under their filters', async () => {
    const plugin = openSession(language, PRINTS[language], OPTIONS);
    await plugin.load();
    const names = ['example.com', 'bücher.example', '\u0000 \ud83d\ude00 "', 'x'.repeat(300)];
    const given = names.flatMap((name, at) => [{}, { name, filter: PAYLOAD_FILTERS[at]! }]);
    plugin.hand(given);
    const lines = (await plugin.lines()).map((line) => (JSON.parse(line) as { payload: unknown }).payload);
    expect(lines).toEqual(names.flatMap((name, at) => [null, { [PAYLOAD_FILTERS[at]!]: name }]));
  });

  it('keep their texts apart when there are more than are remembered', async () => {
    const program = {
      js: `const seen = new Set();
        export function receiver_bulk(logs) { for (const log of logs) seen.add(log.src_ip + log.session_id); }
        export function cleanup() { netloupe.log.info(seen.size, [...seen].at(-1)); }`,
      lua: `local seen, count, last = {}, 0
        function receiver_bulk(logs)
          for _, log in ipairs(logs) do
            last = log.src_ip .. log.session_id
            if not seen[last] then seen[last] = true count = count + 1 end
          end
        end
        function cleanup() print(count .. ' ' .. last) end`,
    };
    const plugin = openSession(language, program[language], { start: { bulkSize: 512 } });
    await plugin.load();
    const count = 20_480;
    for (let from = 0; from < count; from += 512) {
      const given = Array.from({ length: 512 }, (_, at) => {
        const number = from + at;
        return { source: `10.1.${number >> 8}.${number & 255}`, serial: number + 1 };
      });
      // Every other delivery twice: addresses that are known are among new ones.
      await plugin.deliver(given);
      if (from % 1024 === 0) await plugin.deliver(given);
    }
    const last = expectedLogs(packetFrame([{ source: '10.1.79.255', serial: count }]))[0]!;
    expect(await plugin.lines()).toEqual([`${count} ${last.src_ip}${last.session_id}`]);
  });
});
