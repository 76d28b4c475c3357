import { describe, expect, it } from 'vitest';
import type { Json } from '#contract/plugins/json.ts';
import type { SymbolFromPlugin, SymbolOpening, SymbolToPlugin } from '#contract/plugins/symbols.ts';
import { openSession, type Harness, type HarnessOptions } from '../testing/session-harness.ts';

type Answer<T extends SymbolFromPlugin['t']> = Extract<SymbolFromPlugin, { t: T }>;

class Bench {
  readonly plugin: Harness;
  private seq = 0;

  constructor(language: 'js' | 'lua', program: string, options: HarnessOptions = {}) {
    this.plugin = openSession(language, program, options);
  }

  async start(): Promise<this> {
    expect(await this.plugin.load()).toBe('ready');
    return this;
  }

  /** Null, or why it could not be opened. */
  async open(
    kind: SymbolOpening['kind'],
    name: string,
    config: Record<string, Json> = {},
    id = 1,
  ): Promise<string | null> {
    this.send({ t: 'open', id, kind, name, config, meta: { pipeline: 'line', stage: 'two' } });
    return (await this.answer('opened', id)).message;
  }

  async batch(records: readonly Json[], id = 1): Promise<Answer<'done'>> {
    const seq = ++this.seq;
    this.send({ t: 'batch', id, seq, records });
    return this.plugin.until(() => this.all('done').find((done) => done.id === id && done.seq === seq));
  }

  send(message: SymbolToPlugin): void {
    this.plugin.send(message);
  }

  answer<T extends SymbolFromPlugin['t']>(t: T, id = 1): Promise<Answer<T>> {
    return this.plugin.until(() => this.all(t).find((message) => message.id === id));
  }

  all<T extends SymbolFromPlugin['t']>(t: T): Answer<T>[] {
    return this.plugin.sent.filter((message): message is Answer<T> => message.t === t);
  }
}

interface Programs {
  readonly js: string;
  readonly lua: string;
}

const SINK: Programs = {
  js: `export const sinks = { list: {
    validate(config) { if (typeof config.size !== 'number') return 'size must be a number'; },
    async open(config, context) { context.got = []; if (config.size > 9) throw new Error('too big'); },
    test(context) { return context.config.size > 1 ? true : [false, 'too small']; },
    async collect(records, context) {
      if (records[0].bad) throw new Error('bad record');
      context.got.push(...records);
      netloupe.log.info(context.pipeline, context.stage, context.name, JSON.stringify(context.got));
    },
    close(context) { netloupe.log.info('closed with', context.got.length); },
  } };`,
  lua: `sinks = { list = {
    validate = function(config) if type(config.size) ~= 'number' then return 'size must be a number' end end,
    open = function(config, context) context.got = {} if config.size > 9 then error('too big', 0) end end,
    test = function(context) if context.config.size > 1 then return true end return false, 'too small' end,
    collect = function(records, context)
      if records[1].bad then error('bad record', 0) end
      for _, record in ipairs(records) do context.got[#context.got + 1] = record end
      print(context.pipeline .. ' ' .. context.stage .. ' ' .. context.name .. ' ' .. netloupe.json.encode(context.got))
    end,
    close = function(context) print('closed with ' .. #context.got) end,
  } }`,
};

const FUNCTIONS: Programs = {
  js: `export const functions = {
      double: (value) => { if (value === null) throw new Error('nothing to double'); return value * 2; },
      join: { validate: (count) => count === 2 ? '' : 'join takes two', async exec(a, b, context) { return { text: a + b, stage: context.stage }; } },
    };`,
  lua: `functions = {
      double = function(value) if value == nil then error('nothing to double', 0) end return value * 2 end,
      join = {
        validate = function(count) if count ~= 2 then return 'join takes two' end end,
        exec = function(a, b, context) return { text = a .. b, stage = context.stage } end,
      },
    }`,
};

const STAGE: Programs = {
  js: `let held = 0;
    export async function process(records, emit, context) {
      for (const record of records) { held++; if (record.n !== context.config.without) emit({ ...record, seen: true }); }
    }
    export function finish(emit) { emit([{ held }]); }
    export function test() { return true; }`,
  lua: `local held = 0
    function process(records, emit, context)
      for _, record in ipairs(records) do
        held = held + 1
        record.seen = true
        if record.n ~= context.config.without then emit(record) end
      end
    end
    function finish(emit) emit({ { held = held } }) end
    function test() return true end`,
};

const SOURCE: Programs = {
  js: `export const sources = {
      count: {
        open(config) { if (config.to < 0) throw new Error('cannot count to ' + config.to); },
        async read(emit, context) {
          for (let n = 1; n <= context.config.to; n++) netloupe.log.info(n, await emit({ n }));
        },
        close() { netloupe.log.info('closed'); },
      },
      ticks: { open(config, context) {
        context.emit([{ tick: 1 }, { tick: 2 }]).then(() => context.finished());
      } },
    };`,
  lua: `sources = {
      count = {
        open = function(config) if config.to < 0 then error('cannot count to ' .. config.to, 0) end end,
        read = function(emit, context)
          for n = 1, context.config.to do print(n .. ' ' .. tostring(emit({ n = n }):await())) end
        end,
        close = function() print('closed') end,
      },
      ticks = { open = function(config, context)
        context.emit({ { tick = 1 }, { tick = 2 } })
        context.finished()
      end },
    }`,
};

describe.each(['js', 'lua'] as const)('symbols in %s', (language) => {
  it('are a sink, which keeps what it needs in its context', async () => {
    const bench = await new Bench(language, SINK[language]).start();
    expect(await bench.open('sink', 'list', { size: 5 })).toBeNull();
    bench.send({ t: 'test', id: 1 });
    expect(await bench.answer('tested')).toEqual({ t: 'tested', id: 1, ok: true, message: null });
    expect(await bench.batch([{ n: 1 }, { n: 2 }])).toMatchObject({ ok: true, output: null });
    expect(await bench.batch([{ n: 3, bad: true }])).toMatchObject({ ok: false });
    expect(await bench.batch([{ n: 3 }])).toMatchObject({ ok: true });
    bench.send({ t: 'close', id: 1 });
    expect(await bench.answer('closed')).toMatchObject({ ok: true });
    const lines = await bench.plugin.lines();
    expect(lines[0]).toBe('line two list [{"n":1},{"n":2}]');
    expect(lines.find((line) => line.includes('bad record'))).toMatch(/^sinks\.list\.collect: /);
    expect(lines.slice(-2)).toEqual(['line two list [{"n":1},{"n":2},{"n":3}]', 'closed with 3']);
  });

  it('are refused with what is wrong', async () => {
    const bench = await new Bench(language, SINK[language]).start();
    expect(await bench.open('sink', 'list', {}, 1)).toBe('size must be a number');
    expect(await bench.open('sink', 'list', { size: 10 }, 2)).toMatch(/too big/);
    expect(await bench.open('sink', 'other', {}, 3)).toBe('there is no sinks.other among the exports');
    expect(await bench.open('sink', 'list', { size: 1 }, 4)).toBeNull();
    bench.send({ t: 'test', id: 4 });
    expect(await bench.answer('tested', 4)).toMatchObject({ ok: false, message: 'too small' });
    expect(await bench.batch([], 2)).toMatchObject({ ok: false, message: 'it is not open' });
  });

  it('are functions, whose failures are the result null', async () => {
    const bench = await new Bench(language, FUNCTIONS[language]).start();
    expect(await bench.open('function', 'join', { arguments: 3 }, 1)).toBe('join takes two');
    expect(await bench.open('function', 'join', { arguments: 2 }, 2)).toBeNull();
    expect(await bench.open('function', 'double', { arguments: 1 }, 3)).toBeNull();
    expect((await bench.batch([['a', 'b']], 2)).output).toEqual([{ stage: 'two', text: 'ab' }]);
    const many = Array.from({ length: 100 }, (_, n) => [n === 50 ? null : n]);
    const { output } = await bench.batch(many, 3);
    expect(output).toEqual(Array.from({ length: 100 }, (_, n) => (n === 50 ? null : n * 2)));
    expect((await bench.plugin.lines()).join('\n')).toMatch(/functions\.double: .*nothing to double/);
  });

  it('are a stage, which emits while it is called', async () => {
    const bench = await new Bench(language, STAGE[language]).start();
    expect(await bench.open('stage', 'process', { without: 2 })).toBeNull();
    expect((await bench.batch([{ n: 1 }, { n: 2 }, { n: 3 }])).output).toEqual([
      { n: 1, seen: true },
      { n: 3, seen: true },
    ]);
    bench.send({ t: 'finish', id: 1, seq: 99 });
    expect((await bench.answer('done')).ok).toBe(true);
    await bench.plugin.until(() => bench.all('done')[1]);
    expect(bench.all('done')[1]).toMatchObject({ seq: 99, output: [{ held: 3 }] });
  });

  it('are a source, which waits until what it emits is taken', async () => {
    const bench = await new Bench(language, SOURCE[language]).start();
    expect(await bench.open('source', 'count', { to: -1 }, 1)).toMatch(/cannot count to -1/);
    expect(await bench.open('source', 'count', { to: 3 }, 2)).toBeNull();
    expect(bench.all('emitted')).toEqual([]);
    bench.send({ t: 'read', id: 2 });
    for (const seq of [1, 2, 3]) {
      await bench.plugin.until(() => bench.all('emitted').find((emitted) => emitted.seq === seq));
      expect(bench.all('emitted').at(-1)).toEqual({ t: 'emitted', id: 2, seq, records: [{ n: seq }] });
      bench.send({ t: 'taken', id: 2, seq, ok: true });
    }
    expect(await bench.answer('ended', 2)).toMatchObject({ ok: true });
    bench.send({ t: 'close', id: 2 });
    await bench.answer('closed', 2);
    expect((await bench.plugin.lines()).slice(-4)).toEqual(['1 true', '2 true', '3 true', 'closed']);
  });

  it('are a source that emits by itself, and says when it is finished', async () => {
    const bench = await new Bench(language, SOURCE[language]).start();
    expect(await bench.open('source', 'ticks')).toBeNull();
    bench.send({ t: 'read', id: 1 });
    expect(await bench.answer('emitted')).toMatchObject({ records: [{ tick: 1 }, { tick: 2 }] });
    expect(bench.all('ended')).toEqual([]);
    bench.send({ t: 'taken', id: 1, seq: 1, ok: true });
    expect(await bench.answer('ended')).toMatchObject({ ok: true });
  });

  it('are told at their close that what they emitted is not wanted', async () => {
    const bench = await new Bench(language, SOURCE[language]).start();
    expect(await bench.open('source', 'count', { to: 2 })).toBeNull();
    bench.send({ t: 'read', id: 1 });
    await bench.answer('emitted');
    bench.send({ t: 'close', id: 1 });
    await bench.answer('closed');
    expect((await bench.plugin.lines()).toSorted()).toEqual(['1 false', '2 false', 'closed']);
  });

  it('are closed with the plugin', async () => {
    const bench = await new Bench(language, SINK[language]).start();
    await bench.open('sink', 'list', { size: 2 });
    expect(await bench.plugin.lines()).toEqual(['closed with 0']);
  });
});

const SLOW: Programs = {
  js: `export const sinks = { slow: { collect: () => new Promise(() => {}) } };
    export const functions = { slow: () => new Promise(() => {}) };`,
  lua: `sinks = { slow = { collect = function() netloupe.sessions.get('x'):await() end } }
    functions = { slow = function() netloupe.sessions.get('x'):await() return 1 end }`,
};

describe.each(['js', 'lua'] as const)('limits of symbols in %s', (language) => {
  it('are those of a batch, and those of a call for functions', async () => {
    const bench = new Bench(language, SLOW[language], {
      limits: { batch_ms: 60, call_ms: 20 },
      permissions: { sessions: true },
    });
    await bench.start();
    void bench.plugin.leaveUnanswered().catch(() => undefined);
    await bench.open('sink', 'slow', {}, 1);
    await bench.open('function', 'slow', {}, 2);
    expect(await bench.batch([{}], 1)).toMatchObject({ ok: false, message: 'took longer than 60 ms' });
    expect((await bench.batch([[1]], 2)).output).toEqual([null]);
  });

  it('refuse what is no record, and too many of them', async () => {
    const program = {
      js: `export function process([{ what }], emit) {
        if (what === 'many') emit(Array.from({ length: 5000 }, (_, n) => ({ n }))); else emit(what);
      }`,
      lua: `function process(records, emit)
        local what = records[1].what
        if what ~= 'many' then return emit(what) end
        local many = {}
        for n = 1, 5000 do many[n] = { n = n } end
        emit(many)
      end`,
    }[language];
    const bench = await new Bench(language, program).start();
    await bench.open('stage', 'process');
    expect((await bench.batch([{ what: 'text' }])).message).toMatch(/emit takes records \(objects\), and not "text"/);
    expect((await bench.batch([{ what: 'many' }])).message).toMatch(/emit: more than 4096 records/);
    expect((await bench.batch([{ what: [] }])).output).toEqual([]);
  });
});

describe('symbols of a default export', () => {
  it('are called as its methods, and as methods of what it holds', async () => {
    const bench = await new Bench(
      'js',
      `class Sink { name = 'me'; collect() { netloupe.log.info(this.name); } }
      export default { word: 'hello', sinks: { own: new Sink() }, process(records, emit) { emit({ word: this.word }); } };`,
    ).start();
    expect(await bench.open('stage', 'process', {}, 1)).toBeNull();
    expect((await bench.batch([{}], 1)).output).toEqual([{ word: 'hello' }]);
    expect(await bench.open('sink', 'own', {}, 2)).toBeNull();
    expect((await bench.batch([{}], 2)).ok).toBe(true);
    expect(await bench.plugin.lines()).toEqual(['me']);
  });
});

describe.each(['js', 'lua'] as const)('packets of a source in %s', (language) => {
  const program = {
    js: `export const sources = { tap: { open(config, context) {
        context.emit_packets(new Uint8Array([0, 255, 128, 10])).then((taken) => netloupe.log.info(String(taken)));
        context.emit_packets('text').catch((error) => netloupe.log.info(error.message));
      } } };`,
    lua: `sources = { tap = { open = function(config, context)
        local promise = context.emit_packets('\\0\\255\\128\\10')
        print(pcall(context.emit_packets, 7))
        netloupe.timers.after(1, function() print(promise:await()) end)
      end } }`,
  }[language];

  it('are bytes as they are, and taken like records', async () => {
    const bench = await new Bench(language, program).start();
    await bench.open('source', 'tap');
    bench.send({ t: 'read', id: 1 });
    const { bytes } = await bench.answer('captured');
    expect([...bytes]).toEqual([0, 255, 128, 10]);
    bench.send({ t: 'taken', id: 1, seq: 1, ok: true });
    await bench.plugin.until(() => (bench.plugin.linesSent().length >= 2 ? true : undefined));
    const lines = bench.plugin.linesSent().toSorted().join('\n');
    expect(lines).toMatch(language === 'js' ? /emit_packets takes bytes/ : /instead of a string of bytes/);
    expect(lines).toMatch(/true$/);
  });
});
