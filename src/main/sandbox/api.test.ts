import { describe, expect, it } from 'vitest';
import type { FromPlugin, Json } from '#contract/plugins/process.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { openSession, type Harness, type HarnessOptions } from './testing/session-harness.ts';

type Language = 'js' | 'lua';

/** The same steps in both languages, run by a request; answers what it says. */
async function run(
  language: Language,
  steps: Readonly<Record<Language, string>>,
  options: HarnessOptions = {},
): Promise<{ readonly plugin: Harness; readonly answer: unknown }> {
  const program = {
    js: `const n = netloupe; const said = [];
      const say = (...values) => said.push(...values.map((value) => value ?? null));
      const attempt = async (call) => { try { await call(); say('done'); } catch (error) { say(error.message); } };
      export async function request() { ${steps.js}\n return [200, said]; }`,
    lua: `local n, said = netloupe, netloupe.array()
      local function say(...) for i = 1, select('#', ...) do local v = select(i, ...) said[#said + 1] = v == nil and 'nil' or v end end
      local function attempt(call) local ok, message = pcall(call) say(ok and 'done' or message) end
      function request() ${steps.lua}\n return 200, said end`,
  }[language];
  const plugin = openSession(language, program, options);
  expect(await plugin.load()).toBe('ready');
  const answered = await plugin.request();
  return { plugin, answer: typeof answered === 'string' ? answered : answered.body };
}

function callsOf(plugin: Harness): readonly [string, Json][] {
  return plugin.sent.flatMap((message) =>
    message.t === 'call' ? [[message.call, message.params] as [string, Json]] : [],
  );
}

describe.each(['js', 'lua'] as const)('the host API in %s', (language) => {
  const none = language === 'js' ? null : 'nil';

  it('says who the plugin is and what it is given', async () => {
    const { answer } = await run(
      language,
      {
        js: 'say(n.plugin.id, n.plugin.version, n.plugin.engine, n.config.level, n.data_folder)',
        lua: 'say(n.plugin.id, n.plugin.version, n.plugin.engine, n.config.level, n.data_folder)',
      },
      { start: { config: { level: 3 }, dataFolder: '/data/of/test' } },
    );
    expect(answer).toEqual(['test', '1.2.3', '0.1.0', 3, '/data/of/test']);
  });

  it('logs at four levels', async () => {
    const { plugin } = await run(language, {
      js: "for (const level of ['debug', 'info', 'warn', 'error']) n.log[level](level, 1, { a: [true] })",
      lua: "for _, level in ipairs { 'debug', 'info', 'warn', 'error' } do n.log[level](level, 1, true) end",
    });
    await plugin.stop();
    const lines = plugin.sent.flatMap((message) => (message.t === 'log' ? message.lines : []));
    const rest = language === 'js' ? ' 1 { a: [ true ] }' : '\t1\ttrue';
    expect(lines).toEqual(['debug', 'info', 'warn', 'error'].map((level) => ({ level, text: `${level}${rest}` })));
  });

  it('keeps values in the store', async () => {
    const { plugin, answer } = await run(
      language,
      {
        js: `say(n.store.get('old'), n.store.get('new'));
          const set = n.store.set('new', { list: [1, 'two'], deep: { yes: true } });
          say(n.store.get('new').list[1]); await set;
          n.store.get('new').list.push('changed');
          say(n.store.get('new').list.length, n.store.keys().sort().join());
          await n.store.delete('old'); await n.store.delete('never');
          say(n.store.get('old'), n.store.keys().join());`,
        lua: `say(n.store.get('old'), n.store.get('new'))
          local set = n.store.set('new', { list = { 1, 'two' }, deep = { yes = true } })
          say(n.store.get('new').list[2]) set:await()
          table.insert(n.store.get('new').list, 'changed')
          local keys = n.store.keys() table.sort(keys)
          say(#n.store.get('new').list, table.concat(keys, ','))
          n.store.delete('old'):await() n.store.delete('never'):await()
          say(n.store.get('old'), table.concat(n.store.keys(), ','))`,
      },
      { permissions: { store: true }, start: { store: { old: 7 } } },
    );
    expect(answer).toEqual([7, none, 'two', 2, 'new,old', none, 'new']);
    expect(callsOf(plugin)).toEqual([
      ['store.set', { key: 'new', value: { list: [1, 'two'], deep: { yes: true } } }],
      ['store.delete', { key: 'old' }],
    ]);
  });

  it('has at the start of traffic what the version before left in the store', async () => {
    const { plugin, answer } = await run(
      language,
      { js: "say(n.store.get('a'))", lua: "say(n.store.get('a'))" },
      { permissions: { store: true }, start: { store: { a: 'before' } } },
    );
    expect(answer).toEqual(['before']);
    plugin.send({ t: 'begin', store: { a: 'after' } });
    expect(await plugin.request()).toMatchObject({ body: ['before', 'after'] });
  });

  it('takes no more into the store than is kept', async () => {
    const { plugin, answer } = await run(
      language,
      {
        js: `const put = (key, value) => attempt(() => n.store.set(key, value));
          await put('', 1); await put('k'.repeat(257), 1); await put(7, 1); await put('a', 'x'.repeat(65_540));
          await put('f', () => 1);
          for (let i = 0; i < 16; i++) await n.store.set('part' + i, 'x'.repeat(65_000));
          await put('more', 'x'.repeat(10_000)); await put('part1', 'less'); await put('more', 'x'.repeat(10_000));`,
        lua: `local function put(key, value) attempt(function() n.store.set(key, value):await() end) end
          put('', 1) put(('k'):rep(257), 1) put(7, 1) put('a', ('x'):rep(65540))
          put('f', print)
          for i = 0, 15 do n.store.set('part' .. i, ('x'):rep(65000)):await() end
          put('more', ('x'):rep(10000)) put('part1', 'less') put('more', ('x'):rep(10000))`,
      },
      { permissions: { store: true } },
    );
    const said = (answer as string[]).map((line) => line.replace(/^main\.lua:\d+: /, ''));
    expect(said).toEqual([
      'store.set: a key has 1 to 256 characters',
      'store.set: a key has 1 to 256 characters',
      'store.set takes a key that is text',
      'store.set: "a" has 65545 bytes, at most 65536 are kept',
      'store.set: "f" would be a function, which is not JSON',
      expect.stringMatching(/^store\.set: with "more" the store has \d+ bytes, at most 1048576 are kept$/),
      'done',
      'done',
    ]);
    expect(callsOf(plugin).length).toBe(16 + 2);
  });

  it('tells when a change of the store could not be kept', async () => {
    const program = {
      js: "export async function request() { try { await netloupe.store.set('a', 1) } catch (e) { return [500, e.message] } }",
      lua: `function request()
        local ok, message = pcall(function() netloupe.store.set('a', 1):await() end)
        return 500, message
      end`,
    }[language];
    const plugin = openSession(language, program, { permissions: { store: true } });
    plugin.answerCalls(() => ({ ok: false, message: 'the disk is full' }));
    await plugin.load();
    expect(await plugin.request()).toMatchObject({ body: expect.stringMatching(/store\.set: the disk is full$/) });
  });

  it('raises alerts, checked and cut', async () => {
    const { plugin, answer } = await run(language, {
      js: `n.emit_alert({ title: 'first' });
        n.emit_alert({ title: 't'.repeat(300), message: 'm'.repeat(3000), severity: 'high', session_id: 's', timestamp: 'now' });
        await attempt(() => n.emit_alert('text')); await attempt(() => n.emit_alert({ title: '' }));
        await attempt(() => n.emit_alert({ title: 'x', severity: 'worst' }));
        await attempt(() => n.emit_alert({ title: 'x', message: 7 }));
        await attempt(() => n.emit_alert({ title: 'x', session_id: 'x'.repeat(65) }));`,
      lua: `n.emit_alert({ title = 'first' })
        n.emit_alert({ title = ('t'):rep(300), message = ('m'):rep(3000), severity = 'high', session_id = 's', timestamp = 'now' })
        attempt(function() n.emit_alert('text') end) attempt(function() n.emit_alert({ title = '' }) end)
        attempt(function() n.emit_alert({ title = 'x', severity = 'worst' }) end)
        attempt(function() n.emit_alert({ title = 'x', message = 7 }) end)
        attempt(function() n.emit_alert({ title = 'x', session_id = ('x'):rep(65) }) end)`,
    });
    const alerts = plugin.sent.flatMap((message) => (message.t === 'alert' ? [message.alert] : []));
    expect(alerts).toEqual([
      { title: 'first', message: '', severity: 'medium', session_id: null, timestamp: null },
      {
        title: `${'t'.repeat(199)}…`,
        message: `${'m'.repeat(1999)}…`,
        severity: 'high',
        session_id: 's',
        timestamp: 'now',
      },
    ]);
    expect((answer as string[]).map((line) => line.replace(/^main\.lua:\d+: /, ''))).toEqual([
      'emit_alert takes an alert with a title',
      'emit_alert: "title" is not text',
      'emit_alert: "severity" is not one of info, low, medium, high, critical',
      'emit_alert: "message" is not text',
      'emit_alert: "session_id" is not text of at most 64 characters',
    ]);
  });

  it('lets no more than 100 alerts a second through, and says so', async () => {
    const clock = new FakeClock();
    const { plugin } = await run(
      language,
      {
        js: "for (let i = 0; i < 1000; i++) n.emit_alert({ title: 'again' })",
        lua: "for i = 1, 1000 do n.emit_alert({ title = 'again' }) end",
      },
      { clock },
    );
    expect(plugin.sent.filter(({ t }) => t === 'alert')).toHaveLength(100);
    clock.advance(1000);
    clock.advance(50);
    expect(plugin.linesSent('warn')).toEqual(['900 alerts were left out: more than 100 a second']);
  });

  it('puts what was logged before an alert before it', async () => {
    const { plugin } = await run(language, {
      js: "n.log.info('before'); n.emit_alert({ title: 'alert' }); n.log.info('after')",
      lua: "n.log.info('before') n.emit_alert({ title = 'alert' }) n.log.info('after')",
    });
    await plugin.stop();
    const order = plugin.sent.flatMap((message) =>
      message.t === 'log' ? message.lines.map(({ text }) => text) : message.t === 'alert' ? [message.alert.title] : [],
    );
    expect(order).toEqual(['before', 'alert', 'after']);
  });

  it('asks the engine for sessions and interfaces', async () => {
    const program = {
      js: `export async function request() {
        const [first, second] = [await netloupe.sessions.get('a'), await netloupe.sessions.get('b')];
        return [200, [first.src_ip, second, (await netloupe.interfaces.list())[0].name]];
      }`,
      lua: `function request()
        local first, second = netloupe.sessions.get('a'):await(), netloupe.sessions.get('b'):await()
        return 200, { first.src_ip, second == nil and 'nil', netloupe.interfaces.list():await()[1].name }
      end`,
    }[language];
    const plugin = openSession(language, program, { permissions: { sessions: true, interfaces: true } });
    plugin.answerCalls(({ call, params }) => {
      if (call === 'interfaces.list') return { ok: true, value: [{ name: 'eth0' }] };
      return { ok: true, value: (params as { id: string }).id === 'a' ? { src_ip: '10.0.0.1' } : null };
    });
    await plugin.load();
    expect(await plugin.request()).toMatchObject({ body: ['10.0.0.1', none, 'eth0'] });
  });

  it('does not have more calls under way than the engine takes', async () => {
    const program = {
      js: "export function receiver() { for (let i = 0; i < 200; i++) netloupe.store.set('k' + i, i); }",
      lua: "function receiver() for i = 0, 199 do netloupe.store.set('k' .. i, i) end end",
    }[language];
    const plugin = openSession(language, program, { permissions: { store: true } });
    await plugin.load();
    void plugin.leaveUnanswered();
    await plugin.deliver(1);
    const calls = (): FromPlugin[] => plugin.sent.filter(({ t }) => t === 'call');
    expect(calls()).toHaveLength(32);
    plugin.answerCalls(() => ({ ok: true, value: null }));
    for (const call of calls())
      if (call.t === 'call') plugin.send({ t: 'answer', id: call.id, answer: { ok: true, value: null } });
    await plugin.until(() => (calls().length === 200 ? true : undefined));
  });

  it('names the permission that is missing, and where to ask for it', async () => {
    const { plugin, answer } = await run(language, {
      js: `await attempt(() => n.store.get('a')); await attempt(() => n.store.set('a', 1)); await attempt(() => n.store.delete('a'));
        await attempt(() => n.store.keys()); await attempt(() => n.http.request({ url: 'http://a.test/' }));
        await attempt(() => n.sessions.get('a')); await attempt(() => n.interfaces.list());`,
      lua: `attempt(function() n.store.get('a') end) attempt(function() n.store.set('a', 1):await() end)
        attempt(function() n.store.delete('a'):await() end) attempt(function() n.store.keys() end)
        attempt(function() n.http.request({ url = 'http://a.test/' }):await() end)
        attempt(function() n.sessions.get('a'):await() end) attempt(function() n.interfaces.list():await() end)`,
    });
    const needs = (call: string, permission: string, line: string): string =>
      `${call} needs the permission "${permission}": ${line} under "permissions" in plugin.json`;
    expect((answer as string[]).map((line) => line.replace(/^main\.lua:\d+: /, ''))).toEqual([
      needs('store.get', 'store', '"store": true'),
      needs('store.set', 'store', '"store": true'),
      needs('store.delete', 'store', '"store": true'),
      needs('store.keys', 'store', '"store": true'),
      needs('http.request', 'http', '"http": ["HOST"]'),
      needs('sessions.get', 'sessions', '"sessions": true'),
      needs('interfaces.list', 'interfaces', '"interfaces": true'),
    ]);
    expect(callsOf(plugin)).toEqual([]);
  });
});

describe.each(['js', 'lua'] as const)('timers in %s', (language) => {
  const program = {
    js: `let cancelEvery; let counts = [0, 0, 0];
      export function init() {
        netloupe.timers.after(100, () => counts[0]++);
        cancelEvery = netloupe.timers.every(100, () => counts[1]++);
        netloupe.timers.after(100, () => counts[2]++)();
        netloupe.timers.after(150, () => { throw new Error('from a timer') });
      }
      export function request({ subpath }) { if (subpath === 'cancel') cancelEvery(); return [200, counts]; }`,
    lua: `local cancel_every local counts = { 0, 0, 0 }
      local function count(n) return function() counts[n] = counts[n] + 1 end end
      function init()
        netloupe.timers.after(100, count(1))
        cancel_every = netloupe.timers.every(100, count(2))
        netloupe.timers.after(100, count(3))()
        netloupe.timers.after(150, function() error('from a timer') end)
      end
      function request(r) if r.subpath == 'cancel' then cancel_every() end return 200, counts end`,
  }[language];

  it('call back once or again and again, until they are cancelled', async () => {
    const clock = new FakeClock();
    const plugin = openSession(language, program, { clock });
    await plugin.load();
    clock.advance(99);
    expect(await plugin.request()).toMatchObject({ body: [0, 0, 0] });
    clock.advance(1);
    expect(await plugin.request()).toMatchObject({ body: [1, 1, 0] });
    clock.advance(1000);
    // Callbacks in Lua run one after the other, each in its turn.
    for (let n = 0; n < 20; n++) await clock.turn();
    expect(await plugin.request({ subpath: 'cancel' })).toMatchObject({ body: [1, 11, 0] });
    clock.advance(1000);
    expect(await plugin.request()).toMatchObject({ body: [1, 11, 0] });
    await plugin.stop();
    expect(plugin.linesSent('error')[0]).toMatch(/^timers\.after: .*from a timer/);
    expect(clock.timersSet).toBe(0);
  });

  it('end with the plugin', async () => {
    const clock = new FakeClock();
    const plugin = openSession(language, program, { clock });
    await plugin.load();
    await plugin.stop();
    expect(clock.timersSet).toBe(0);
  });

  it('are never due in a trial run', async () => {
    const clock = new FakeClock();
    const plugin = openSession(language, program, { clock, start: { deterministic: true } });
    await plugin.load();
    clock.advance(100_000);
    expect(await plugin.request()).toMatchObject({ body: [0, 0, 0] });
  });

  it('refuse what is no time or no function', async () => {
    const steps = {
      js: `await attempt(() => n.timers.after('x', () => 1)); await attempt(() => n.timers.every(-1, () => 1));
        await attempt(() => n.timers.after(1)); for (let i = 0; i < 1000; i++) n.timers.after(1e6, () => 1);
        await attempt(() => n.timers.after(1e6, () => 1));`,
      lua: `attempt(function() n.timers.after('x', print) end) attempt(function() n.timers.every(-1, print) end)
        attempt(function() n.timers.after(1) end) for i = 1, 1000 do n.timers.after(1e6, print) end
        attempt(function() n.timers.after(1e6, print) end)`,
    };
    const { answer } = await run(language, steps, { clock: new FakeClock() });
    expect((answer as string[]).map((line) => line.replace(/^main\.lua:\d+: /, ''))).toEqual([
      'timers.after takes milliseconds from 0 to 2147483647',
      'timers.every takes milliseconds from 0 to 2147483647',
      'timers.after takes a function to call back',
      'timers.after: there are 1000 timers already',
    ]);
  });
});
