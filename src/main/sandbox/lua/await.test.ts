import { describe, expect, it } from 'vitest';
import { openSession, type Harness } from '../testing/session-harness.ts';

/** Sessions are answered with their id in capitals; the session `bad` with a failure. */
async function started(program: string): Promise<Harness> {
  const plugin = openSession('lua', program, { permissions: { sessions: true } });
  plugin.answerCalls(({ params }) => {
    const { id } = params as { readonly id: string };
    return id === 'bad' ? { ok: false, message: 'no such luck' } : { ok: true, value: { id: id.toUpperCase() } };
  });
  expect(await plugin.load()).toBe('ready');
  return plugin;
}

const GET = 'local function get(id) return netloupe.sessions.get(id):await().id end';

describe('await in Lua', () => {
  it('answers the value, in either form', async () => {
    const plugin = await started(`${GET}
      function receiver()
        print(get('a'), netloupe.await(netloupe.sessions.get('b')).id)
        local first, second = netloupe.sessions.get('c'), netloupe.sessions.get('d')
        print(second:await().id, first:await().id, first:await().id)
      end`);
    await plugin.deliver(1);
    expect(await plugin.lines()).toEqual(['A\tB', 'D\tC\tC']);
  });

  it('raises what went wrong, where it is', async () => {
    const plugin = await started(`${GET}
      function receiver() print(pcall(get, 'bad')) end
      function request() get('bad') end`);
    await plugin.deliver(1);
    expect(await plugin.request()).toBe('main.lua:1: sessions.get: no such luck');
    expect((await plugin.lines())[0]).toBe('false\tmain.lua:1: sessions.get: no such luck');
  });

  it('keeps receivers in order, and lets requests in between', async () => {
    const plugin = await started(`${GET}
      local log = {}
      function receiver(packet) log[#log + 1] = packet.length get('x') log[#log + 1] = packet.length end
      function request() log[#log + 1] = 'request' get('y') return 200, log end`);
    void plugin.leaveUnanswered();
    plugin.hand([{ length: 1 }, { length: 2 }]);
    const asked = await plugin.until(() => plugin.sent.find(({ t }) => t === 'call'));
    const request = plugin.request();
    await plugin.until(() => plugin.sent.filter(({ t }) => t === 'call')[1]);
    plugin.answerCalls(() => ({ ok: true, value: { id: 'z' } }));
    plugin.send({ t: 'answer', id: asked.t === 'call' ? asked.id : 0, answer: { ok: true, value: { id: 'z' } } });
    await plugin.until(() => plugin.acks[0]);
    plugin.send({ t: 'answer', id: 2, answer: { ok: true, value: { id: 'z' } } });
    expect(await request).toEqual({ status: 200, type: 'json', body: [1, 'request', 1, 2, 2] });
  });

  it('works in init, test, cleanup, modules and coroutines of the plugin', async () => {
    const plugin = await started(`${GET}
      print(get('load'))
      function init() print(get('init')) end
      function test() print(get('test')) return true end
      function cleanup() print(get('cleanup')) end
      function receiver()
        local co = coroutine.create(function(a)
          local b = coroutine.yield(get('one') .. a)
          return get('two') .. b
        end)
        print(coroutine.resume(co, 1))
        print(coroutine.status(co))
        print(coroutine.resume(co, 2))
        print(coroutine.status(co), coroutine.resume(co))
        local inner = coroutine.wrap(function()
          local deepest = coroutine.wrap(function() coroutine.yield(get('three')) return get('four') end)
          coroutine.yield(deepest() .. get('five'))
          return deepest()
        end)
        print(inner(), inner())
        local bad = coroutine.wrap(function() get('bad') end)
        print(pcall(bad))
      end`);
    await plugin.deliver(1);
    expect(await plugin.lines()).toEqual([
      'LOAD',
      'INIT',
      'TEST',
      'true\tONE1',
      'suspended',
      'true\tTWO2',
      'dead\tfalse\tcannot resume dead coroutine',
      'THREEFIVE\tFOUR',
      'false\tmain.lua:1: sessions.get: no such luck',
      'CLEANUP',
    ]);
  });

  it('says where it cannot be', async () => {
    const plugin = await started(`${GET}
      function receiver()
        print(pcall(table.sort, { 2, 1 }, function() get('x') end))
        print(pcall(string.gsub, 'a', 'a', function() get('x') end))
        print(pcall(netloupe.await, 'x'))
        print(pcall(netloupe.await))
        print(pcall(table.sort, { 2, 1 }, coroutine.wrap(function() get('x') end)))
      end`);
    await plugin.deliver(1);
    expect(await plugin.lines()).toEqual([
      'false\tmain.lua:1: cannot await across a call that cannot yield',
      'false\tmain.lua:1: cannot await across a call that cannot yield',
      'false\tawait takes a promise',
      'false\tawait takes a promise',
      expect.stringMatching(/^false\t.*cannot await across a call that cannot yield$/),
    ]);
  });

  it('is not needed: what fails unheard is counted and logged', async () => {
    const plugin = await started(`
      function receiver() netloupe.sessions.get('bad') netloupe.sessions.get('good') end`);
    await plugin.deliver(1);
    await plugin.clock.turn();
    expect(await plugin.lines()).toEqual(['a promise that nobody awaited: sessions.get: no such luck']);
  });

  it('does not keep what nobody holds any more', async () => {
    const plugin = await started(`
      function receiver() for i = 1, 2000 do netloupe.sessions.get('x'):await() end end
      function request() collectgarbage() collectgarbage() return 200, math.floor(collectgarbage('count')) end`);
    await plugin.deliver(1);
    const first = await plugin.request();
    for (let n = 0; n < 5; n++) await plugin.deliver(1);
    const later = await plugin.request();
    const kilobytes = (answer: typeof first): number => (typeof answer === 'string' ? Number.NaN : Number(answer.body));
    expect(kilobytes(later) - kilobytes(first)).toBeLessThan(50);
  });
});
