/** What each hostile plugin comes to: the state it ends in and what a person is told. */
import type { PluginState } from '#contract/plugins/status.ts';

export interface HostileCase {
  /** File below js/ or lua/. */
  readonly file: string;
  /** Over the manifest that all share. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly state: PluginState;
  /** Of the state; null: nothing is wrong with it. */
  readonly cause: RegExp | null;
  /** Each must be among the lines and alerts that it said. */
  readonly said?: readonly RegExp[];
  /** None may be. */
  readonly neverSaid?: RegExp;
}

const limits = (changes: Readonly<Record<string, number>>): Pick<HostileCase, 'manifest'> => ({
  manifest: { limits: { ...LIMITS, ...changes } },
});
/** Shorter than the defaults, so that the suite ends soon; a start takes long on a busy machine. */
const LIMITS = { call_ms: 500, stop_ms: 500, start_ms: 15_000, memory_mb: 64, instructions: 20_000_000 };
export const SHARED_MANIFEST: Readonly<Record<string, unknown>> = { version: '1.0.0', limits: LIMITS };

const NOTHING_TO_CALL =
  /exports none of receiver, receiver_bulk, receiver_dns, request, process, observers, sources, sinks, functions \(found: /;
const FAILED_LATELY = /calls? failed lately/;
const UNRESPONSIVE = /^Did not answer for 3 s and was ended$/;

/** At the start: never any traffic. */
export const AT_START: readonly HostileCase[] = [
  { file: 'js/no-export.mjs', state: 'quarantined', cause: NOTHING_TO_CALL },
  { file: 'lua/no-export.lua', state: 'quarantined', cause: NOTHING_TO_CALL },
  { file: 'js/syntax-error.mjs', state: 'quarantined', cause: /^main\.mjs:2: SyntaxError: / },
  { file: 'lua/syntax-error.lua', state: 'quarantined', cause: /main\.lua:3: 'then' expected near 'print'/ },
  { file: 'js/throws-at-load.mjs', state: 'quarantined', cause: /Error: the licence server is down/ },
  { file: 'lua/throws-at-load.lua', state: 'quarantined', cause: /main\.lua:1: the licence server is down/ },
  { file: 'js/init-fails.mjs', state: 'crashed', cause: /^init failed: Error: cannot reach the database/ },
  { file: 'lua/init-fails.lua', state: 'crashed', cause: /^init failed: main\.lua:2: cannot reach the database/ },
  { file: 'js/test-fails.mjs', state: 'crashed', cause: /^test failed: / },
  { file: 'lua/test-fails.lua', state: 'crashed', cause: /^test failed: / },
  {
    file: 'js/loop-at-load.mjs',
    ...limits({ start_ms: 3000 }),
    state: 'crashed',
    cause: /^Did not start: .* within 3 s$/,
  },
  { file: 'lua/loop-at-load.lua', state: 'quarantined', cause: /instructions/ },
];

/** While packet logs come. */
export const UNDER_TRAFFIC: readonly HostileCase[] = [
  { file: 'js/loop-in-receiver.mjs', state: 'unresponsive', cause: UNRESPONSIVE },
  { file: 'lua/loop-in-receiver.lua', state: 'degraded', cause: FAILED_LATELY, said: [/instructions/] },
  { file: 'lua/swallows-its-limit.lua', state: 'degraded', cause: FAILED_LATELY, said: [/instructions/] },
  { file: 'lua/loops-in-c.lua', state: 'unresponsive', cause: UNRESPONSIVE },
  { file: 'js/never-settles.mjs', state: 'degraded', cause: FAILED_LATELY, said: [/500 ms/] },
  { file: 'lua/never-settles.lua', state: 'degraded', cause: FAILED_LATELY, said: [/500 ms|instructions/] },
  { file: 'js/throws-per-log.mjs', state: 'degraded', cause: FAILED_LATELY, said: [/TypeError: no idea what \w+ is/] },
  {
    file: 'lua/throws-per-log.lua',
    state: 'degraded',
    cause: FAILED_LATELY,
    said: [/main\.lua:3: attempt to index a nil value \(local 'unknown'\)/],
  },
  { file: 'js/rejects-later.mjs', state: 'degraded', cause: FAILED_LATELY, said: [/Error: forgot to await/] },
  // Nothing can go on after it: Node ends the process.
  {
    file: 'js/throws-later.mjs',
    state: 'crashed',
    cause: /^Its process ended with code 1: Error: thrown from a timer$/,
  },
  { file: 'js/dies-per-log.mjs', state: 'crashed', cause: /^Its process was ended by SIGABRT/ },
  { file: 'js/exits-politely.mjs', state: 'crashed', cause: /^Its process ended with code 0/ },
  {
    file: 'js/leaks.mjs',
    state: 'crashed',
    cause: /^Used .* of memory where 64 MB are allowed, and was ended$|heap out of memory/,
  },
  {
    file: 'js/leaks-outside-the-heap.mjs',
    state: 'crashed',
    cause: /^Used .* of memory where 64 MB are allowed, and was ended$/,
  },
  { file: 'lua/leaks.lua', state: 'degraded', cause: FAILED_LATELY, said: [/memory/] },
  {
    file: 'lua/one-huge-string.lua',
    state: 'degraded',
    cause: FAILED_LATELY,
    said: [/memory|resulting string too large/],
  },
  { file: 'js/floods-its-log.mjs', state: 'running', cause: null, said: [/^… and \d+ more lines that came too fast$/] },
  {
    file: 'lua/floods-its-log.lua',
    state: 'running',
    cause: null,
    said: [/^… and \d+ more lines that came too fast$/],
  },
  { file: 'js/floods-alerts.mjs', state: 'running', cause: null, said: [/^alert: alert \d+$/, /alerts were left out/] },
  {
    file: 'lua/floods-alerts.lua',
    state: 'running',
    cause: null,
    said: [/^alert: alert \d+$/, /alerts were left out/],
  },
  {
    file: 'js/fork-bomb.mjs',
    state: 'running',
    cause: null,
    said: [/^fork: ERR_ACCESS_DENIED$/, /^spawn: ERR_ACCESS_DENIED$/, /^worker: ERR_ACCESS_DENIED$/],
    neverSaid: /: done$/,
  },
  {
    file: 'js/reads-other-files.mjs',
    state: 'running',
    cause: null,
    said: [
      /^passwords: ERR_ACCESS_DENIED$/,
      /^over its own code: ERR_ACCESS_DENIED$/,
      /^elsewhere: ERR_ACCESS_DENIED$/,
    ],
    neverSaid: /^(?:passwords|over its own code|elsewhere): done$/,
  },
  {
    file: 'lua/reaches-out.lua',
    state: 'running',
    cause: null,
    said: [/^os\.execute: refused$/],
    neverSaid: /: done$/,
  },
  {
    file: 'js/asks-without-permission.mjs',
    state: 'running',
    cause: null,
    said: ['store', 'http', 'sessions', 'interfaces'].map((name) => new RegExp(`^${name}: .*needs the permission`)),
    neverSaid: /: done$/,
  },
  {
    file: 'lua/asks-without-permission.lua',
    state: 'running',
    cause: null,
    said: ['store', 'http', 'sessions', 'interfaces'].map((name) => new RegExp(`^${name}: .*needs the permission`)),
    neverSaid: /: done$/,
  },
  {
    file: 'js/holds-the-store.mjs',
    manifest: { limits: { ...LIMITS, call_ms: 5000 }, permissions: { store: true } },
    state: 'running',
    cause: null,
    said: [/^refused: /],
  },
  {
    file: 'js/speaks-for-itself.mjs',
    state: 'degraded',
    cause: FAILED_LATELY,
    said: [/TypeError: process\.send is not a function/],
  },
  {
    file: 'js/acknowledges-too-much.mjs',
    state: 'crashed',
    cause: /^Acknowledged packet logs that it never got, and was ended$/,
  },
];
