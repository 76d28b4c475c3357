import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { openSession, type Harness, type HarnessOptions } from '../testing/session-harness.ts';

async function started(program: string, options: HarnessOptions = {}): Promise<Harness> {
  const plugin = openSession('js', program, options);
  expect(await plugin.load()).toBe('ready');
  return plugin;
}

describe('a JavaScript plugin', () => {
  it('may export functions, or an object of them as default', async () => {
    for (const program of [
      'export function receiver(log) { netloupe.log.info(log.src_ip); }',
      'export const receiver = async (log) => { netloupe.log.info(log.src_ip); };',
      'export default { receiver(log) { netloupe.log.info(log.src_ip); } };',
      'class Plugin { #level = "info"; receiver(log) { netloupe.log[this.#level](log.src_ip); } }\nexport default new Plugin();',
    ]) {
      const plugin = await started(program);
      await plugin.deliver([{ source: '10.0.0.1' }, { source: '10.0.0.2' }]);
      expect(await plugin.lines()).toEqual(['10.0.0.1', '10.0.0.2']);
    }
  });

  it('imports its own modules', async () => {
    const files = { 'lib/text.mjs': 'export const shout = (word) => word.toUpperCase();' };
    const plugin = await started(
      `import { shout } from './lib/text.mjs'; export function receiver() { netloupe.log.info(shout('hi')); }`,
      { files },
    );
    await plugin.deliver(1);
    expect(await plugin.lines()).toEqual(['HI']);
  });

  it('is given the context that is the global, too, and cannot change it', async () => {
    const plugin = await started(
      `let same, frozen;
      export function init(context) {
        same = context === globalThis.netloupe;
        try { context.config.list.push(1); } catch (error) { frozen = error.name; }
      }
      export function request() { return [200, { same, frozen }]; }`,
      { start: { config: { list: [] } } },
    );
    expect(await plugin.request()).toMatchObject({ body: { same: true, frozen: 'TypeError' } });
  });

  it('gets the configuration as second argument where it wants it', async () => {
    const program = 'export function receiver_bulk(logs, ...rest) { netloupe.log.info(logs.length, ...rest); }';
    for (const [passConfig, line] of [
      [true, '2 { level: 3 }'],
      [false, '2'],
    ] as const) {
      const plugin = await started(program, { start: { passConfig, config: { level: 3 } } });
      plugin.hand(2);
      expect(await plugin.lines()).toEqual([line]);
    }
  });

  it('is called with bulks where it exports both', async () => {
    const plugin = await started(
      `export function receiver() { netloupe.log.info('one'); } export function receiver_bulk(logs) { netloupe.log.info(logs.length); }`,
    );
    await plugin.deliver(3);
    expect(await plugin.lines()).toEqual(['3']);
  });

  it('is called once at a time, in order', async () => {
    const plugin = await started(
      `let busy = 0;
      export async function receiver(log) {
        netloupe.log.info(busy++, log.length);
        for (let turn = 0; turn < log.length % 3; turn++) await new Promise((resolve) => setImmediate(resolve));
        busy--;
      }`,
    );
    const count = 40;
    await plugin.deliver(Array.from({ length: count }, (_, length) => ({ length })));
    expect(await plugin.lines()).toEqual(Array.from({ length: count }, (_, length) => `0 ${length}`));
  });

  it('goes on after what it throws, which is counted and logged with its own lines', async () => {
    const plugin = await started(
      `export function receiver(log) {
  if (log.length === 2) return;
  explain(log);
}
function explain(log) {
  throw new TypeError('no idea what ' + log.length + ' is');
}`,
    );
    await plugin.deliver([{ length: 1 }, { length: 2 }, { length: 3 }]);
    expect(plugin.acks).toEqual([{ seq: 1, handled: 3, errors: 2 }]);
    expect(await plugin.lines()).toEqual([
      'receiver: TypeError: no idea what 1 is\n  at explain (main.mjs:6:9)\n  at receiver (main.mjs:3:3)',
      '… and 1 more like this: receiver: TypeError: no idea what 1 is',
    ]);
  });

  it.each([
    ['"text"', 'threw "text"'],
    ['undefined', 'threw undefined'],
    ['{ a: 1 }', 'threw [object Object]'],
    ['Symbol("x")', 'threw Symbol(x)'],
    ['{ get message() { throw 1 } }', 'threw [object Object]'],
    ['new Proxy(new Error("x"), { get() { throw 1 } })', 'threw something that cannot be read'],
    ['Object.assign(new Error("x"), { stack: 7 })', 'Error: x'],
  ])('may throw %s', async (thrown, message) => {
    const plugin = await started(`export function receiver() { throw ${thrown}; }`);
    await plugin.deliver(1);
    expect(await plugin.lines()).toEqual([`receiver: ${message}`]);
  });

  it('that rejects is an error like one that throws', async () => {
    const plugin = await started(
      `export async function receiver() { throw new Error('no'); }
      export async function receiver_dns() { throw new Error('neither'); }`,
    );
    await plugin.deliver(2);
    await plugin.deliverDns([{ query: 'a' }]);
    expect(plugin.acks).toEqual([
      { seq: 1, handled: 2, errors: 2 },
      { seq: 2, handled: 1, errors: 1 },
    ]);
  });

  it('that takes longer than its budget is not waited for, nor heard later', async () => {
    const clock = new FakeClock();
    const plugin = await started(
      `const settle = [];
      export function receiver(log) { return new Promise((_, reject) => settle.push(reject)); }
      export function request() { settle[0](new Error('too late')); return [200, settle.length]; }`,
      { clock },
    );
    plugin.hand(2);
    for (let n = 0; n < 5; n++) await clock.turn();
    clock.advance(1000);
    for (let n = 0; n < 5; n++) await clock.turn();
    expect(await plugin.request()).toMatchObject({ body: 2 });
    clock.advance(1000);
    await plugin.until(() => plugin.acks[0]);
    expect(plugin.acks).toEqual([{ seq: 1, handled: 2, errors: 2 }]);
    expect((await plugin.lines())[0]).toBe('receiver: took longer than 1000 ms');
  });

  it('that is busy for longer than its budget is told so', async () => {
    const clock = new FakeClock();
    Object.assign(globalThis, { passTime: () => clock.advance(1500) });
    const plugin = await started('export function receiver_bulk() { passTime(); }', { clock, start: { bulkSize: 1 } });
    await plugin.deliver(1);
    expect(plugin.acks).toEqual([{ seq: 1, handled: 1, errors: 1 }]);
    expect(await plugin.lines()).toEqual(['receiver_bulk: took longer than 1000 ms']);
  });
});

describe('a JavaScript plugin that cannot be loaded', () => {
  const load = (program: string, files: Readonly<Record<string, string>> = {}): Promise<string> =>
    openSession('js', program, { files }).load();

  it('says where its syntax is wrong', async () => {
    expect(await load("import fs from 'node:fs';\nexport function receiver(log) {\n  if (log {\n}\n")).toBe(
      "load: main.mjs:3: SyntaxError: Unexpected token '{'",
    );
    expect(
      await load(
        'export const a = 1;\nexport { a as b };\nexport default async function () {\n  await 1\n  let a let\n}',
      ),
    ).toMatch(/^load: main\.mjs:5: SyntaxError: /);
    expect(
      await load("import './broken.mjs'; export function receiver() {}", { 'broken.mjs': '\n\nlet = = 1' }),
    ).toMatch(/^load: broken\.mjs:3: SyntaxError: /);
  });

  it('says what it misses', async () => {
    expect(await load("import './gone.mjs'; export function receiver() {}")).toMatch(
      /^load: Error: Cannot find module '?gone\.mjs'? imported from main\.mjs/,
    );
    expect(
      await load("import { nothing } from './there.mjs'; export function receiver() {}", { 'there.mjs': '' }),
    ).toMatch(/^load: .*SyntaxError: .*does not provide an export named 'nothing'/);
  });

  it('says what it throws', async () => {
    expect(await load("\nthrow new Error('not today');\nexport function receiver() {}")).toBe(
      'load: Error: not today\n  at main.mjs:2:7',
    );
  });

  it('says what it exports instead', async () => {
    expect(await load('export const foo = 1, bar = () => 2; export default { baz: 3 };')).toBe(
      'load: main.mjs exports none of receiver, receiver_bulk, receiver_dns, request, process, observers, sources, sinks, functions (found: bar, foo, baz)',
    );
    expect(await load('export default function () {}')).toMatch(/\(found: default\)$/);
  });

  it('says why init and test failed', async () => {
    const receiver = 'export function receiver() {}';
    expect(await load(`export async function init() { throw new Error('no disk'); } ${receiver}`)).toMatch(
      /^init: Error: no disk\n {2}at init \(main\.mjs:1:38\)/,
    );
    expect(await load(`export async function test() { return false; } ${receiver}`)).toBe('test: it answered false');
    expect(await load(`export function test() { return [false, 'no route']; } ${receiver}`)).toBe('test: no route');
    expect(await load(`export function test() { throw 'x'; } ${receiver}`)).toBe('test: threw "x"');
    for (const fine of ['', 'return true', 'return 0', 'return null']) {
      expect(await load(`export function test() { ${fine} } ${receiver}`)).toBe('ready');
    }
  });
});
