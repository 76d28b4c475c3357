/**
 * Who may import whom: the one table. From it come the lint rule (`npm run lint:generate` writes .oxlintrc.json) and the
 * table in ARCHITECTURE.md; test/layers.test.ts tries every pair against the linter.
 *
 * `may` leaves out the layer itself, which is always allowed. A file belongs to the layer with the longest folder that
 * holds it; a file of src/ in no layer is an error.
 */
export const LAYERS = [
  { name: 'base', folder: 'src/base', may: [], holds: 'leaf helpers: results, assertions, units' },
  {
    name: 'contract',
    folder: 'src/contract',
    may: ['base'],
    holds: 'everything that crosses a process: protocol, records, settings schema',
  },
  {
    name: 'channel',
    folder: 'src/channel',
    may: ['base', 'contract'],
    holds: 'the contract over a transport: in memory, message port, WebSocket',
  },
  {
    name: 'capture',
    folder: 'src/main/engine/capture',
    may: ['base'],
    holds: 'the `PacketSource` port; pcap and pcapng readers; batches of records',
  },
  {
    name: 'decode',
    folder: 'src/main/engine/decode',
    may: ['base'],
    holds: 'bytes to header fields and names, one file per protocol, no state',
  },
  {
    name: 'flows',
    folder: 'src/main/engine/flows',
    may: ['base', 'decode'],
    holds: 'the session table on typed arrays: keys, states, expiry',
  },
  {
    name: 'filter',
    folder: 'src/main/engine/filter',
    may: ['base', 'contract', 'decode', 'flows'],
    holds: 'the display filter: what it says, over records and over rows; what conditions compare with',
  },
  {
    name: 'pipeline',
    folder: 'src/main/engine/pipeline',
    // decode: stages judge packets by their headers.
    may: ['base', 'contract', 'decode', 'flows', 'filter'],
    holds: 'ordered stages over sessions and packet logs',
  },
  {
    name: 'store',
    folder: 'src/main/engine/store',
    // decode: for the names of what is stored as numbers (addresses, protocols, DNS types), never to decode.
    may: ['base', 'contract', 'decode', 'flows', 'filter'],
    holds: 'recent rows, views (filter, sort, window), exports',
  },
  {
    name: 'engine',
    folder: 'src/main/engine',
    may: ['base', 'contract', 'capture', 'decode', 'flows', 'filter', 'pipeline', 'store'],
    holds: 'composition: `createEngine(ports)`, the one thing the rest imports from here',
  },
  {
    name: 'host',
    folder: 'src/main/host',
    // The ports that it implements live beside their consumers: in engine, engine/capture, engine/pipeline and engine/store.
    may: ['base', 'contract', 'engine', 'capture', 'pipeline', 'store'],
    holds: 'adapters to the operating system: libpcap, interface counters, files, clock',
  },
  {
    name: 'sandbox',
    folder: 'src/main/sandbox',
    may: ['base', 'contract', 'channel'],
    holds: 'the code inside a plugin process',
  },
  {
    name: 'history',
    folder: 'src/main/history',
    // filter: display filters become SQL here.
    may: ['base', 'contract', 'channel', 'filter'],
    holds: 'the code inside the history process: DuckDB',
  },
  {
    name: 'desktop',
    folder: 'src/main/desktop',
    // pipeline: the port of plugin processes, which only Electron's main can fork.
    may: ['base', 'contract', 'channel', 'engine', 'pipeline', 'host', 'sandbox', 'command-line'],
    holds: 'Electron: app, windows, menus, dialogs; the entry of the engine process',
  },
  {
    name: 'command-line',
    folder: 'src/main/desktop/command-line',
    // Commands on one side, and on the other the processes that only Electron's main can fork.
    may: ['base', 'desktop', 'headless'],
    holds: 'the commands of `headless` inside the installed app, which has no Node beside it',
  },
  {
    name: 'headless',
    folder: 'src/main/headless',
    may: ['base', 'contract', 'channel', 'engine', 'host', 'sandbox'],
    holds: 'plain Node: the command line, the HTTP and WebSocket server',
  },
  {
    name: 'preload',
    folder: 'src/preload',
    may: ['contract'],
    holds: 'hands the port to the page; no logic; CommonJS, as a sandboxed preload must be',
  },
  {
    name: 'display',
    folder: 'src/renderer/display',
    may: ['base'],
    holds: 'how things are said: the words of every language, units, times',
  },
  {
    name: 'state',
    folder: 'src/renderer/state',
    may: ['base', 'contract', 'channel', 'display'],
    holds: 'zustand stores fed by frames; selectors',
  },
  {
    name: 'widgets',
    folder: 'src/renderer/widgets',
    may: ['base', 'display'],
    holds: 'props in, pixels out; knows no sessions',
  },
  {
    name: 'views',
    folder: 'src/renderer/views',
    may: ['base', 'contract', 'display', 'state', 'widgets'],
    holds: 'screens: join state and widgets',
  },
  {
    name: 'renderer',
    folder: 'src/renderer',
    may: ['base', 'contract', 'channel', 'display', 'state', 'widgets', 'views'],
    holds: 'the entry of the page: which host there is, theme, first render',
  },
];

/** Folders outside src/ that import from it. Tests and benchmarks may reach everything; nothing in src/ reaches them. */
export const OUTSIDE = [
  {
    name: 'plugins',
    folder: 'plugins',
    // For types and tests only: at run time a plugin has what Netloupe hands to it, and nothing of src/.
    may: ['contract'],
    holds: 'plugins that ship, and the API that every plugin is written against',
  },
  { name: 'e2e', folder: 'e2e', may: ['contract'], holds: 'the same steps against the desktop app and the browser' },
  { name: 'test', folder: 'test', may: LAYERS.map((layer) => layer.name), holds: 'kit and tests across layers' },
  { name: 'bench', folder: 'bench', may: LAYERS.map((layer) => layer.name), holds: 'benchmarks' },
  {
    name: 'fuzz',
    folder: 'fuzz',
    may: [...LAYERS.map((layer) => layer.name), 'test'],
    holds: 'the fuzzer: targets, mutator, runner',
  },
  { name: 'bin', folder: 'bin', may: [], holds: 'the `netloupe` command: loads the build' },
  { name: 'scripts', folder: 'scripts', may: ['bin'], holds: 'set-up, tests, lint and recording' },
  {
    name: 'packaging',
    folder: 'packaging',
    // test: the copy of this system on which a package is installed.
    may: ['scripts', 'test'],
    holds: 'packages of the app, and what only they contain',
  },
];

/** Layers in which there is neither Node nor a browser. */
export const NEUTRAL = [
  'base',
  'contract',
  'channel',
  'capture',
  'decode',
  'flows',
  'filter',
  'pipeline',
  'store',
  'engine',
];
/** Layers of the engine: time and randomness come in as arguments there. */
export const ENGINE = ['capture', 'decode', 'flows', 'filter', 'pipeline', 'store', 'engine'];
/** Layers that may import `electron`. */
export const ELECTRON = ['desktop', 'command-line', 'preload'];
/** Layers of the page. */
export const PAGE = ['state', 'widgets', 'views', 'renderer'];

/** The table as ARCHITECTURE.md shows it. */
export function layerTable() {
  const row = ({ folder, holds, may }) => {
    const everything = may.length >= LAYERS.length ? 'everything' : may.join(', ') || 'nothing';
    return `| \`${folder}\` | ${holds} | ${everything} |`;
  };
  return [
    '| folder | what lives there | may import, besides itself |',
    '| --- | --- | --- |',
    ...[...LAYERS, ...OUTSIDE].map(row),
  ].join('\n');
}
