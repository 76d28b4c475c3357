import { describe, expect, it } from 'vitest';
import type { PluginRequest } from '#contract/plugins/process.ts';
import { openSession, type Harness } from '../testing/session-harness.ts';

async function started(program: string): Promise<Harness> {
  const plugin = openSession('lua', program);
  expect(await plugin.load()).toBe('ready');
  return plugin;
}

/** What a request to a program that answers this comes to. */
async function answer(expression: string, request: Partial<PluginRequest> = {}): Promise<unknown> {
  const plugin = await started(`function request(req) return ${expression} end`);
  const answered = await plugin.request(request);
  return typeof answered === 'string' ? answered : answered.body;
}

describe('values of Lua', () => {
  it.each([
    ['{ 200, { a = 1, b = { true, "x" } } }', { a: 1, b: [true, 'x'] }],
    ['200, { 1, 2, 3 }', [1, 2, 3]],
    ['{ 200, {} }', {}],
    ['{ 200, netloupe.array() }', []],
    ['{ 200, { list = netloupe.array({}), one = netloupe.array({ 1 }) } }', { list: [], one: [1] }],
    ['{ 200, { 1, 2, nil, 4 } }', { 1: 1, 2: 2, 4: 4 }],
    ['{ 200, { [1] = "a", x = "b" } }', { 1: 'a', x: 'b' }],
    ['{ 200, { [2.5] = 1, [-1] = 2 } }', { '-1': 2, '2.5': 1 }],
    ['{ 200, 2^53 }', 2 ** 53],
    ['{ 200, "b\\u{fc}cher" }', 'bücher'],
    ['{ 200, "\\255" }', '\ufffd'],
    ['{ 200 }', null],
    ['{ 200, false }', false],
  ])('%s become JSON', async (expression, expected) => {
    expect(await answer(expression)).toEqual(expected);
  });

  it.each([
    ['{ 200, print }', 'request answered a function, which is not JSON'],
    ['{ 200, { a = { print } } }', 'request answered a function at a[0], which is not JSON'],
    ['{ 200, coroutine.create(print) }', 'request answered a coroutine, which is not JSON'],
    ['{ 200, netloupe.config.missing.x }', /attempt to index a nil value \(field 'missing'\)/],
    ['{ 200, { [true] = 1 } }', 'answered a table that cannot be read: it has a boolean as a key'],
    ['{ 200, { [{}] = 1 } }', 'answered a table that cannot be read: it has a table as a key'],
    ['{ 200, 0/0 }', 'request answered the number NaN, which is not JSON'],
    ['(function() local t = {} t.self = t return { 200, t } end)()', /contains itself at self/],
    ['(function() local t = {} for i = 1, 1000 do t = { t } end return { 200, t } end)()', /nested deeper than 100/],
    ['"ok"', 'request answered "ok" where [status, body] is expected'],
    ['200', 'request answered 200 where [status, body] is expected'],
    ['nil', 'request answered nothing where [status, body] is expected'],
    ['{ "200", "x" }', /the status "200", which is no whole number/],
    ['200, "a", "b"', 'request answered 3 values where [status, body] is expected'],
    ['error({ code = 7 })', /table: 0x/],
    ['error(setmetatable({}, { __tostring = function() return "in words" end }))', 'in words'],
    ['error(setmetatable({}, { __tostring = function() error("again") end }))', 'threw a table'],
    ['error()', 'threw nil'],
  ])('%s are refused', async (expression, expected) => {
    expect(await answer(expression)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  it('are real tables where they come from us', async () => {
    const body = {
      list: [1, 2, { x: null, y: [] }],
      text: 'ж',
      none: null,
      deep: { a: { b: true } },
      big: 2 ** 60,
      half: 0.5,
    };
    const plugin = await started(`
      function request(req)
        local b = req.body
        local keys = {}
        for key in pairs(b) do keys[#keys + 1] = key end
        table.sort(keys)
        return 200, { keys = keys, count = #b.list, first = b.list[1], third = b.list[3], none = b.none == nil,
          types = { math.type(b.list[1]), math.type(b.big), math.type(b.half) }, text = #b.text, same = b, method = req.method }
      end`);
    expect(await plugin.request({ method: 'POST', body })).toEqual({
      status: 200,
      type: 'json',
      body: {
        keys: ['big', 'deep', 'half', 'list', 'text'],
        count: 3,
        first: 1,
        third: { y: [] },
        none: true,
        types: ['integer', 'float', 'float'],
        text: 2,
        same: { big: 2 ** 60, deep: { a: { b: true } }, half: 0.5, list: [1, 2, { y: [] }], text: 'ж' },
        method: 'POST',
      },
    });
  });

  it('may be large', async () => {
    const plugin = await started(`
      function request(req) return 200, req.body end`);
    const body = { list: Array.from({ length: 50_000 }, (_, n) => `entry ${n}`), text: 'ü'.repeat(300_000) };
    expect(await plugin.request({ body })).toEqual({ status: 200, type: 'json', body });
  });

  it('turn into JSON text and back', async () => {
    const plugin = await started(`
      function request()
        return 200, {
          netloupe.json.encode({ a = { 1, 2 }, b = netloupe.array() }),
          netloupe.json.decode('{"x":[1,null,"y"]}').x[3],
          select(2, pcall(netloupe.json.decode, '{')),
          select(2, pcall(netloupe.json.encode, print)),
        }
      end`);
    expect(await plugin.request()).toMatchObject({
      body: [
        '{"a":[1,2],"b":[]}',
        'y',
        expect.stringMatching(/^json\.decode: .*JSON/),
        'json.encode: a function, which is not JSON',
      ],
    });
  });

  it('come in the same order each time in a trial run', async () => {
    const program = `local t, keys = {}, {}
      for i = 1, 50 do t['key ' .. i] = i end
      for key in pairs(t) do keys[#keys + 1] = key end
      function request() return 200, { keys, math.random(1 << 40) } end`;
    const answers = new Set<string>();
    for (let run = 0; run < 3; run++) {
      const plugin = openSession('lua', program, { start: { deterministic: true } });
      await plugin.load();
      answers.add(JSON.stringify(await plugin.request()));
    }
    expect(answers.size).toBe(1);
  });

  it('of the configuration are the second argument, where it is wanted', async () => {
    const config = { filter: { strict: true, hosts: ['a', 'b'] }, gone: null };
    const program = `
      function receiver(packet_log, config)
        print(config == nil or config.filter.strict, select('#', config), netloupe.config.filter.hosts[2], netloupe.config.gone)
      end`;
    for (const passConfig of [true, false]) {
      const plugin = openSession('lua', program, { start: { config, passConfig } });
      await plugin.load();
      await plugin.deliver(1);
      expect(await plugin.lines()).toEqual(['true\t1\tb\tnil']);
    }
    const bulk = openSession('lua', 'function receiver_bulk(logs, config) print(#logs, config.filter.strict) end', {
      start: { config, passConfig: true },
    });
    await bulk.load();
    await bulk.deliver(3);
    expect(await bulk.lines()).toEqual(['3\ttrue']);
  });
});
