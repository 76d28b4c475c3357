import { describe, expect, it } from 'vitest';
import { openSession, type HarnessOptions } from '../testing/session-harness.ts';

/** What a program prints while it is loaded. */
async function printed(program: string, options: HarnessOptions = {}): Promise<readonly string[]> {
  const plugin = openSession('lua', `${program}\nfunction receiver() end`, options);
  const loaded = await plugin.load();
  return loaded === 'ready' ? plugin.lines() : [loaded];
}

describe('the world of Lua plugins', () => {
  it('has nothing that leads out of it', async () => {
    const names = [
      'io',
      'dofile',
      'loadfile',
      'os.execute',
      'os.exit',
      'os.getenv',
      'os.remove',
      'os.rename',
      'os.tmpname',
      'os.setlocale',
      'string.dump',
      'package.loadlib',
      'package.path',
      'package.cpath',
      'package.searchers',
      'package.preload',
      'debug.sethook',
      'debug.getupvalue',
      'debug.getregistry',
      'debug.getlocal',
      'debug.getinfo',
      'debug.setmetatable',
      'js',
      'null',
      'Promise',
      'netloupe.host',
    ];
    const program = `for _, name in ipairs({ ${names.map((name) => `'${name}'`).join(', ')} }) do
      local value = _G
      for part in name:gmatch('[^.]+') do value = value and value[part] end
      if value ~= nil then print(name) end
    end`;
    expect(await printed(program)).toEqual([]);
  });

  it('is what is left of the standard libraries, and nothing else', async () => {
    expect(
      await printed(`
      local names = {}
      for name in pairs(_G) do names[#names + 1] = name end
      table.sort(names)
      print(table.concat(names, ' '))
      names = {}
      for _, lib in ipairs({ 'os', 'debug', 'package' }) do for name in pairs(_G[lib]) do names[#names + 1] = lib .. '.' .. name end end
      table.sort(names)
      print(table.concat(names, ' '))
    `),
    ).toEqual([
      '_G _VERSION assert collectgarbage coroutine debug error getmetatable ipairs load math netloupe next os package ' +
        'pairs pcall print rawequal rawget rawlen rawset require select setmetatable string table tonumber tostring ' +
        'type utf8 warn xpcall',
      'debug.traceback os.clock os.date os.difftime os.time package.loaded',
    ]);
  });

  it('loads text and no bytecode', async () => {
    expect(
      await printed(`
      print(load('return 1 + 1')())
      print(load(function() return nil end))
      print(load('x = y', 'chunk', 't', { y = 2 }) ~= nil)
      print(load('\\27Lua', 'chunk'))
      print(load('\\27Lua', 'chunk', 'b'))
      print(load('\\27Lua', 'chunk', 'bt'))
    `),
    ).toEqual([
      '2',
      expect.stringMatching(/^function: /),
      'true',
      "nil\tattempt to load a binary chunk (mode is 't')",
      'nil\tattempt to load a binary chunk: only text is loaded',
      "nil\tattempt to load a binary chunk (mode is 't')",
    ]);
  });

  it('gives chunks the environment that they are loaded with', async () => {
    expect(
      await printed(`
      local env = { y = 2 }
      load('x = y', 'chunk', 't', env)()
      print(env.x, x)
      print(pcall(load('return print', 'chunk', 't', nil)))
    `),
    ).toEqual(['2\tnil', expect.stringMatching(/^false\t.*attempt to index a nil value \(upvalue '_ENV'\)/)]);
  });

  it('has no finalizers', async () => {
    expect(await printed(`print(pcall(setmetatable, {}, { __gc = function() while true do end end }))`)).toEqual([
      'false\t__gc is not available to plugins',
    ]);
  });

  it('knows the time and the calendar', async () => {
    expect(
      await printed(`
      print(os.date('!%Y-%m-%dT%H:%M:%SZ', 1714566896))
      print(os.date('!%a %A %b %B %C %d %D %e %F %g %G %h %H %I %j %m %M %p %R %S %T %u %U %V %w %W %y %%', 1714566896))
      local t = os.date('!*t', 0)
      print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst)
      print(os.time({ year = 2024, month = 5, day = 1, hour = 12 }) - os.time({ year = 2024, month = 4, day = 31, hour = 12 }))
      print(os.difftime(5, 3), math.type(os.time()), os.clock() >= 0)
      print(pcall(os.date, '%Ez', 0))
      print(os.date('%H:%M', os.time({ year = 2024, month = 1, day = 2, hour = 3, min = 4 })))
    `),
    ).toEqual([
      '2024-05-01T12:34:56Z',
      'Wed Wednesday May May 20 01 05/01/24  1 2024-05-01 24 2024 May 12 12 122 05 34 PM 12:34 56 12:34:56 3 17 18 3 18 24 %',
      '1970\t1\t1\t0\t0\t0\t5\t1\tfalse',
      '0',
      '2.0\tinteger\ttrue',
      expect.stringMatching(/^false\t.*invalid conversion specifier '%Ez'/),
      '03:04',
    ]);
  });

  it('prints values as Lua does', async () => {
    expect(
      await printed(`
      print(1, 1.0, 'two', nil, true, 10 // 3, 2^53, 1e100, -0.0)
      print()
      print(setmetatable({}, { __tostring = function() return 'mine' end }), setmetatable({}, { __name = 'kind' }))
    `),
    ).toEqual([
      '1\t1.0\ttwo\tnil\ttrue\t3\t9.007199254741e+15\t1e+100\t-0.0',
      '',
      expect.stringMatching(/^mine\tkind: 0x/),
    ]);
  });

  it('holds strings of any bytes', async () => {
    expect(
      await printed(`
      local all = {}
      for byte = 0, 255 do all[#all + 1] = string.char(byte) end
      local text = table.concat(all)
      print(#text, text:byte(1), text:byte(256), utf8.len('bücher'), ('ü'):upper())
      print('a\\0b', '\\255')
    `),
    ).toEqual(['256\t0\t255\t6\tü', 'a\u0000b\t\ufffd']);
  });

  it('can be changed by the plugin without harm to what is ours', async () => {
    const plugin = openSession(
      'lua',
      `
      local print = print
      getmetatable('').__index = function() error('no methods') end
      getmetatable('').__concat = function() error('no joining') end
      for _, lib in ipairs({ 'string', 'table', 'coroutine', 'math', 'os', 'utf8' }) do
        for name in pairs(_G[lib]) do _G[lib][name] = function() error('gone') end end
      end
      for _, name in ipairs({ 'pairs', 'next', 'type', 'tostring', 'select', 'pcall', 'xpcall', 'error', 'rawget', 'setmetatable' }) do
        _G[name] = nil
      end
      setmetatable = nil
      local seen = 0
      function receiver(log)
        seen = seen + 1
        print(log.src_ip, log.payload and log.payload.dns, seen)
      end
      function request() return 200, { seen = seen } end
    `,
    );
    expect(await plugin.load()).toBe('ready');
    await plugin.deliver([{ source: '10.0.0.1', name: 'a.test', filter: 'dns' }, { source: '10.0.0.2' }]);
    expect(await plugin.request()).toEqual({ status: 200, type: 'json', body: { seen: 2 } });
    expect(await plugin.lines()).toEqual(['10.0.0.1\ta.test\t1', '10.0.0.2\tnil\t2']);
  });
});

describe('modules of a Lua plugin', () => {
  const files = {
    'lib/text.lua': 'local text = {} function text.shout(word) return word:upper() end return text',
    'lib/init.lua': 'return { name = ... }',
    'broken.lua': 'return (',
    'counts.lua': 'loads = (loads or 0) + 1',
  };

  it('are found in its folder, once', async () => {
    expect(
      await printed(
        `
      local text = require 'lib.text'
      print(text.shout('hello'), require('lib.text') == text, require('lib').name)
      require 'counts' require 'counts'
      print(loads, require 'counts', require('string') == string, require('netloupe') == netloupe)
    `,
        { files },
      ),
    ).toEqual(['HELLO\ttrue\tlib', '1\ttrue\ttrue\ttrue']);
  });

  it('that are not there, or elsewhere, are said to be missing', async () => {
    const outside = ['nothing', '../main', '..', '/etc/passwd', 'lib/text', 'lib..text', '', 'a\\0b'];
    const lines = await printed(
      `for _, name in ipairs({ ${outside.map((name) => `'${name}'`).join(', ')} }) do print(pcall(require, name)) end`,
      { files },
    );
    expect(lines[0]).toBe("false\tmodule 'nothing' not found: the plugin has no nothing.lua and no nothing/init.lua");
    expect(lines.slice(1)).toHaveLength(outside.length - 1);
    for (const line of lines.slice(1)) expect(line).toMatch(/^false\tmodule '.*' not found: a module is named as/);
  });

  it('that are broken are told with file and line', async () => {
    expect(await printed(`print(pcall(require, 'broken'))`, { files })).toEqual([
      'false\tbroken.lua:1: unexpected symbol near <eof>',
    ]);
  });
});
