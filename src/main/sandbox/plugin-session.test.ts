import { describe, expect, it } from 'vitest';
import { PLUGIN_PROTOCOL_VERSION } from '#contract/plugins/process-limits.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { openSession } from './testing/session-harness.ts';

const RECEIVER = { js: 'export function receiver() {}', lua: 'function receiver() end' };

describe.each(['js', 'lua'] as const)('the life of a plugin in %s', (language) => {
  it('begins with hello, what was found, and ready', async () => {
    const plugin = openSession(language, RECEIVER[language]);
    await plugin.load();
    expect(plugin.sent).toEqual([
      {
        t: 'hello',
        protocol: PLUGIN_PROTOCOL_VERSION,
        runtime: 'test',
        enforcement: { files: 'declared', processes: 'declared', network: 'declared' },
      },
      { t: 'loaded', exports: ['receiver'] },
      { t: 'ready' },
    ]);
  });

  it('goes through init and test before, and cleanup after traffic', async () => {
    const plugin = openSession(
      language,
      {
        js: `const log = (...words) => netloupe.log.info(...words);
          export const init = () => log('init'), test = () => log('test'), cleanup = () => log('cleanup');
          export const receiver = () => log('receiver');`,
        lua: `local function say(word) return function() print(word) end end
          init, test, cleanup, receiver = say('init'), say('test'), say('cleanup'), say('receiver')`,
      }[language],
    );
    await plugin.load();
    expect(plugin.sent[1]).toEqual({ t: 'loaded', exports: ['receiver', 'init', 'test', 'cleanup'] });
    plugin.hand(2);
    expect(await plugin.lines()).toEqual(['init', 'test', 'receiver', 'receiver', 'cleanup']);
    expect(plugin.sent.at(-1)).toMatchObject({ t: 'stopped', stats: { errors: 0 } });
    expect(plugin.exitCode).toBe(0);
  });

  it('answers pings with how it is', async () => {
    const plugin = openSession(
      language,
      { js: 'export function receiver() { throw 1 }', lua: 'function receiver() error(1) end' }[language],
    );
    await plugin.load();
    plugin.send({ t: 'ping', seq: 1 });
    expect(plugin.sent.at(-1)).toMatchObject({ t: 'pong', seq: 1, stats: { errors: 0, call_p50_ms: null } });
    await plugin.deliver(3);
    plugin.send({ t: 'ping', seq: 2 });
    const pong = plugin.sent.at(-1)!;
    expect(pong).toMatchObject({ t: 'pong', seq: 2, stats: { errors: 3 } });
    const {
      call_p50_ms: p50,
      call_p99_ms: p99,
      heap_bytes: heap,
    } = pong.t === 'pong' ? pong.stats : { call_p50_ms: 0, call_p99_ms: 0, heap_bytes: 0 };
    expect(p50).toBeGreaterThan(0);
    expect(p99).toBeGreaterThanOrEqual(p50!);
    expect(heap).toBeGreaterThan(10_000);
  });

  it('ends at once where the engine is gone', async () => {
    const plugin = openSession(language, RECEIVER[language]);
    await plugin.load();
    plugin.close();
    expect(plugin.exitCode).toBe(0);
  });

  it('answers requests, and what goes wrong in them', async () => {
    const plugin = openSession(
      language,
      {
        js: `export async function request({ method, path, subpath, query, headers, body, client }) {
          if (subpath === 'throw') throw new Error('out of paper');
          if (subpath === 'text') return [418, 'teapot'];
          return [200, { method, path, subpath, query, headers, body, client }];
        }`,
        lua: `function request(req)
          if req.subpath == 'throw' then error('out of paper', 0) end
          if req.subpath == 'text' then return 418, 'teapot' end
          return { 200, req }
        end`,
      }[language],
    );
    await plugin.load();
    const request = {
      method: 'PUT',
      path: '/plugins/test/a/b',
      subpath: 'a/b',
      query: { q: '1' },
      headers: { accept: '*/*' },
      body: { list: [1] },
      client: '127.0.0.1',
    };
    expect(await plugin.request(request)).toEqual({ status: 200, type: 'json', body: request });
    expect(await plugin.request({ subpath: 'text' })).toEqual({ status: 418, type: 'text', body: 'teapot' });
    expect(await plugin.request({ subpath: 'throw' })).toBe(language === 'js' ? 'Error: out of paper' : 'out of paper');
    expect((await plugin.lines())[0]!.split('\n')[0]).toMatch(/^request: .*out of paper$/);
  });

  it('does not wait for a request for ever', async () => {
    const clock = new FakeClock();
    const plugin = openSession(
      language,
      {
        js: 'export function request() { return new Promise(() => {}); }',
        lua: 'function request() coroutine.yield() end',
      }[language],
      { clock },
    );
    await plugin.load();
    const answer = plugin.request();
    await clock.turn();
    clock.advance(1000);
    expect(await answer).toMatch(/took longer than 1000 ms/);
  });

  it('is refused where it exports what the manifest promises under no name', async () => {
    const plugin = openSession(language, RECEIVER[language], {
      start: { symbols: { sources: [], sinks: ['influx'], functions: ['geo'] } },
    });
    expect(await plugin.load()).toMatch(
      /^load: plugin\.json names sinks that are not in the export sinks of main\.\w+: influx$/,
    );
    expect(plugin.exitCode).toBe(0);
  });

  it('may be stopped before it has begun', async () => {
    const plugin = openSession(language, RECEIVER[language]);
    plugin.session.begin();
    await plugin.stop();
    expect(plugin.exitCode).toBe(0);
  });

  it('does not lose what was printed before a fault ends it', async () => {
    const plugin = openSession(
      language,
      {
        js: "netloupe.log.info('loading'); export function init() { netloupe.log.info('init'); throw 1 } export function receiver() {}",
        lua: "print('loading') function init() print('init') error('x') end function receiver() end",
      }[language],
    );
    await plugin.load();
    expect(plugin.linesSent()).toEqual(['loading', 'init']);
  });
});

describe('a Lua plugin that cannot be loaded', () => {
  const load = (program: string): Promise<string> => openSession('lua', program).load();

  it('says where its syntax is wrong', async () => {
    expect(await load('function receiver()\n  print(1)\n')).toBe(
      "load: main.lua:3: 'end' expected (to close 'function' at line 1) near <eof>",
    );
    expect(await load('function receiver()\nend end')).toBe("load: main.lua:2: <eof> expected near 'end'");
    expect(await load('\x1bLua bytecode')).toBe("load: attempt to load a binary chunk (mode is 't')");
  });

  it('says what it raises', async () => {
    expect(await load("error('not today')")).toMatch(/^load: main\.lua:1: not today\n {2}main\.lua:1: in main chunk$/);
  });

  it('says what it exports instead', async () => {
    expect(await load('function foo() end bar = 1 return { baz = {} }')).toBe(
      'load: main.lua exports none of receiver, receiver_bulk, receiver_dns, request, process, observers, sources, sinks, functions (found: bar, baz, foo)',
    );
    expect(await load('observers = {}')).toMatch(/exports observers without any of new_flow/);
    expect(await load('receiver = {}')).toBe('load: main.lua exports receiver as a table, not as a function');
  });

  it('may return its exports, or define them, or both', async () => {
    expect(await load('return { receiver = function() end }')).toBe('ready');
    expect(await load('function init() end return { receiver = function() end }')).toBe('ready');
    expect(await load('#!/usr/bin/lua\nfunction receiver() end')).toBe('ready');
    expect(await load('\ufefffunction receiver() end')).toBe('ready');
  });

  it('says why init and test failed', async () => {
    expect(await load("function init() error('no disk') end function receiver() end")).toMatch(
      /^init: main\.lua:1: no disk\n/,
    );
    expect(await load("function test() return false, 'no route' end function receiver() end")).toBe('test: no route');
    expect(await load('function test() return false end function receiver() end')).toBe('test: it answered false');
    expect(await load('function test() end function receiver() end')).toBe('ready');
  });
});
