import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { openSession, type Harness, type HarnessOptions } from '../testing/session-harness.ts';

async function started(program: string, options: HarnessOptions = {}): Promise<Harness> {
  const plugin = openSession('lua', program, options);
  expect(await plugin.load()).toBe('ready');
  return plugin;
}

const TOO_MANY = 'used more than 10000000 instructions in one call';

describe('limits of Lua calls', () => {
  it.each([
    ['an endless loop', 'while true do end'],
    ['one that catches errors', 'while true do pcall(function() while true do end end) end'],
    ['one that catches errors with a handler', 'while true do xpcall(function() while true do end end, print) end'],
    ['one that catches errors deep down', 'local function f(n) while true do pcall(f, n + 1) end end f(1)'],
    ['one in a coroutine', 'local co = coroutine.wrap(function() while true do end end) while true do pcall(co) end'],
    ['one in ever new coroutines', 'while true do coroutine.wrap(function() for i = 1, 1000 do end end)() end'],
    ['one that is closed', 'local x <close> = setmetatable({}, { __close = function() while true do end end })'],
    ['one in a metamethod', 'local t = setmetatable({}, { __index = function() while true do end end }) return t.x'],
    ['one in a comparison', 'table.sort({ 3, 2, 1 }, function() while true do end end)'],
    ['one in a replacement', "('a'):gsub('a', function() while true do end end)"],
    ['one in code that is loaded', "load('while true do end')()"],
    ['one of ever more arguments', 'local function f(...) return f(1, ...) end f()'],
    ['one in a reader of code', 'load(function() while true do end end)'],
  ])('end %s', async (_what, body) => {
    const plugin = await started(`
      local calls = 0
      function receiver() calls = calls + 1 if calls == 2 then ${body} end end
      function cleanup() print(calls) end
    `);
    await plugin.deliver(3);
    expect(plugin.acks).toEqual([{ seq: 1, handled: 3, errors: 1 }]);
    const lines = await plugin.lines();
    expect(lines[0]!.split('\n')[0]).toMatch(new RegExp(`^receiver: (${TOO_MANY}|took longer than 1000 ms)$`));
    expect(lines[0]).toMatch(/\n {2}main\.lua:3: in /);
    expect(lines.at(-1)).toBe('3');
  });

  it('are for each call, not for a delivery', async () => {
    const plugin = await started('function receiver() for i = 1, 400000 do end end', {
      limits: { instructions: 1_000_000 },
    });
    await plugin.deliver(50);
    expect(plugin.acks).toEqual([{ seq: 1, handled: 50, errors: 0 }]);
  });

  it('end a bulk, and the next one is called', async () => {
    const plugin = await started(
      `
      local calls = 0
      function receiver_bulk(logs) calls = calls + #logs if calls == 4 then while true do end end end
      function cleanup() print(calls) end
    `,
      { start: { bulkSize: 4 } },
    );
    await plugin.deliver(8);
    expect(plugin.acks).toEqual([{ seq: 1, handled: 8, errors: 1 }]);
    expect((await plugin.lines()).at(-1)).toBe('8');
  });

  it('hold while it is loaded, in init, test, cleanup, requests and timers', async () => {
    const loop = 'while true do end';
    const load = async (program: string): Promise<string> =>
      (await openSession('lua', `function receiver() end ${program}`).load()).split('\n')[0]!;
    expect(await load(loop)).toBe(`load: ${TOO_MANY}`);
    expect(await load(`function init() ${loop} end`)).toBe(`init: ${TOO_MANY}`);
    expect(await load(`function test() ${loop} end`)).toBe(`test: ${TOO_MANY}`);
    const clock = new FakeClock();
    const plugin = await started(
      `
      function request() ${loop} end
      function cleanup() ${loop} end
      function init() netloupe.timers.after(5, function() ${loop} end) end
    `,
      { clock },
    );
    expect(await plugin.request()).toBe(TOO_MANY);
    clock.advance(5);
    await plugin.stop();
    const wheres = plugin.linesSent('error').map((line) => line.split(':')[0]);
    expect(wheres).toEqual(['request', 'timers.after', 'cleanup']);
  });

  it('end what takes too long by the clock, waiting included', async () => {
    const plugin = await started(
      `
      local calls = 0
      function receiver()
        calls = calls + 1
        if calls == 1 then netloupe.sessions.get('x'):await() end
        if calls == 2 then coroutine.yield() end
        print('call ' .. calls)
      end
    `,
      { limits: { call_ms: 20 }, permissions: { sessions: true } },
    );
    void plugin.leaveUnanswered();
    await plugin.deliver(3);
    expect(plugin.acks).toEqual([{ seq: 1, handled: 3, errors: 2 }]);
    expect(await plugin.lines()).toEqual([
      'receiver: took longer than 20 ms',
      'receiver: took longer than 20 ms: it yielded outside of a coroutine of its own, and nobody resumes that',
      'call 3',
    ]);
  });

  it('do not hear of what comes too late', async () => {
    const plugin = await started(
      `
      function receiver() print('got ' .. tostring(netloupe.sessions.get('x'):await())) end
    `,
      { limits: { call_ms: 20 }, permissions: { sessions: true } },
    );
    const call = plugin.leaveUnanswered();
    await plugin.deliver(1);
    plugin.send({ t: 'answer', id: (await call).id, answer: { ok: true, value: null } });
    await plugin.clock.turn();
    expect(await plugin.lines()).toEqual(['receiver: took longer than 20 ms']);
  });

  it('let pings be answered while a call takes its time', async () => {
    const plugin = await started('function receiver() for i = 1, 3000000 do local x = { i } end end', {
      limits: { instructions: 1_000_000_000, call_ms: 60_000 },
    });
    plugin.hand(3);
    // Three calls of many milliseconds each: the ping comes while they are under way.
    await plugin.clock.turn();
    plugin.send({ t: 'ping', seq: 7 });
    await plugin.until(() => plugin.sent.find(({ t }) => t === 'pong'));
    expect(plugin.acks).toEqual([]);
    await plugin.stop();
    expect(plugin.acks).toEqual([{ seq: 1, handled: 3, errors: 0 }]);
  });

  it.each([
    ['tables', 'local t = {} for i = 1, 1e9 do t[i] = { i } end'],
    ['one large string', "local s = ('x'):rep(900000000)"],
    ['a string that doubles', "local s = 'x' while true do s = s .. s end"],
    ['closures', 'local f for i = 1, 1e9 do local g = f f = function() return g end end'],
    ['coroutines', 'local t = {} for i = 1, 1e9 do t[i] = coroutine.create(print) end'],
    ['a pattern', "local s = ('x'):rep(10000000) local t = {} for i = 1, 1e9 do t[i] = s:gsub('x', 'yy') end"],
    ['a table of strings', "local t = {} for i = 1, 1e9 do t[i] = 'x' .. i end"],
  ])('end the memory of %s', async (_what, body) => {
    const plugin = await started(
      `
      local calls = 0
      function receiver() calls = calls + 1 if calls == 1 then ${body} end end
      function cleanup() print('calls ' .. calls) end
    `,
      { limits: { memory_mb: 32, instructions: 10_000_000_000, call_ms: 60_000 } },
    );
    await plugin.deliver(3);
    expect(plugin.acks).toEqual([{ seq: 1, handled: 3, errors: 1 }]);
    const lines = await plugin.lines();
    expect(lines[0]!.split('\n')[0]).toMatch(/used more than 32 MB of memory|resulting string too large/);
    expect(lines.at(-1)).toBe('calls 3');
  });

  it('let a plugin that caught its lack of memory go on', async () => {
    const plugin = await started(
      `
      function receiver() print(pcall(string.rep, 'x', 200000000)) end
    `,
      { limits: { memory_mb: 32 } },
    );
    await plugin.deliver(3);
    expect(await plugin.lines()).toEqual(Array.from({ length: 3 }, () => 'false\tnot enough memory'));
  });

  it('end recursion without end', async () => {
    const plugin = await started(
      `
      function receiver(log)
        local function down() return 1 + down() end
        down()
      end
      function request() local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] end return t.x end
    `,
      { limits: { call_ms: 60_000, memory_mb: 256 } },
    );
    await plugin.deliver(1);
    expect(await plugin.request()).toMatch(/^main\.lua:6: (?:C )?stack overflow/);
    expect((await plugin.lines())[0]).toMatch(/^receiver: .*main\.lua:3: stack overflow/s);
  });

  it('bound what is printed', async () => {
    const plugin = await started(`
      function receiver() print(('x'):rep(20000000)) end
    `);
    await plugin.deliver(3);
    const lines = await plugin.lines();
    expect(lines.map((line) => line.length)).toEqual([4001, 4001, 4001]);
  });
});
