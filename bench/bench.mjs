/**
 * npm run bench [-- FILE...] [--captures mix-2m,...] [--only tcpdump,tshark,...] [--rounds 5] [--quick]
 *                [--offline] [--live] [--views] [--ui] [--plugins] [--observers] [--rules] [--history] [--soak] [--all] [--write]
 *
 * Measures Netloupe beside its peers and prints tables. Without a word about which: `--offline`. `--all` runs everything
 * (as root, for the live part). `--write` puts the results into docs/performance.md; `--quick` shows only that all works.
 * Results as JSON: .cache/bench/results-PART.json.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CAPTURES } from './captures.mjs';
import { writeSection } from './document.mjs';
import { liveText } from './live-report.mjs';
import { benchHistory, historyText } from './history.mjs';
import { benchLive } from './live.mjs';
import { machineText } from './machine.mjs';
import { captureText, offlineText } from './offline-report.mjs';
import { benchOffline, OFFLINE_CAPTURES } from './offline.mjs';
import { benchObservers, observersText } from './observers.mjs';
import { PEERS } from './peers.mjs';
import { benchPlugins, pluginsText } from './plugins.mjs';
import { benchRules, rulesText } from './rules.mjs';
import { say } from './say.mjs';
import { runSoak, soakText } from './soak.mjs';
import { benchUi, uiText } from './ui.mjs';
import { benchViews, viewsText } from './views.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOAK_MINUTES = 6;
const UI_MINUTES = 10;

function stop(message) {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(1);
}

const flag = { type: 'boolean', default: false };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    captures: { type: 'string' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: String(SOAK_MINUTES) },
    quick: flag,
    offline: flag,
    live: flag,
    views: flag,
    ui: flag,
    plugins: flag,
    observers: flag,
    rules: flag,
    history: flag,
    soak: flag,
    all: flag,
    write: flag,
  },
});
const list = (text) => text.split(',').filter((word) => word !== '');
const only = list(values.only);
const captures = list(
  values.captures ?? (positionals.length > 0 ? '' : values.quick ? 'mix-2m' : OFFLINE_CAPTURES.join()),
);
const rounds = values.quick ? 1 : Number(values.rounds);

if (process.platform !== 'linux') stop('measures with /proc, which only Linux has');
if (!(rounds >= 1)) stop('--rounds takes a number from 1 on');
if (!existsSync(path.join(root, 'out', 'main', 'cli.js'))) stop('not built yet; run: npm run setup');
for (const file of positionals) if (!existsSync(file)) stop(`there is no file ${file}`);
for (const name of captures)
  if (!(name in CAPTURES)) stop(`no capture ${name}; there are ${Object.keys(CAPTURES).join(', ')}`);
for (const name of only)
  if (!PEERS.some((peer) => peer.name === name))
    stop(`no peer ${name}; there are ${PEERS.map((peer) => peer.name).join(', ')}`);

// What runs is ended and what was made is removed when the process exits, so an interrupt makes it exit.
process.once('SIGINT', () => process.exit(130));

const PARTS = {
  offline: async () => {
    const results = await benchOffline({
      captures,
      files: positionals,
      rounds,
      only,
      onCapture: (result) => say(`\n${captureText(result)}\n`),
    });
    return { results, text: offlineText(results) };
  },
  live: async () => {
    const results = await benchLive({ quick: values.quick, rounds: Math.min(rounds, 3) });
    return { results, text: liveText(results) };
  },
  views: async () => {
    const results = await benchViews();
    return { results, text: viewsText(results) };
  },
  ui: async () => {
    const results = await benchUi({ minutes: values.quick ? 0.5 : UI_MINUTES });
    return { results, text: uiText(results) };
  },
  plugins: async () => {
    const results = await benchPlugins({ quick: values.quick, rounds });
    return { results, text: pluginsText(results) };
  },
  observers: async () => {
    const results = await benchObservers({ quick: values.quick, rounds });
    return { results, text: observersText(results) };
  },
  rules: async () => {
    const results = await benchRules({ quick: values.quick, rounds: Math.min(rounds, 3) });
    return { results, text: rulesText(results) };
  },
  history: async () => {
    const results = await benchHistory({ quick: values.quick });
    return { results, text: historyText(results) };
  },
  soak: async () => {
    const minutes = values.quick ? 1 : Number(values.minutes);
    const results = [await runSoak({ minutes })];
    // A minute does not fill the viewer's tables.
    if (!values.quick) results.push(await runSoak({ minutes, feed: 'viewer' }));
    return { results, text: results.map(soakText).join('\n\n'), failed: results.some(({ passed }) => !passed) };
  },
};

const asked = Object.keys(PARTS).filter((part) => values.all || values[part]);
for (const part of asked.length > 0 ? asked : ['offline']) {
  const machine = machineText();
  const { results, text, failed } = await PARTS[part]();
  say(`\n${machine}\n\n${text}\n`);
  const folder = path.join(root, '.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `results-${part}.json`), `${JSON.stringify({ machine, results }, null, 1)}\n`);
  if (values.write) writeSection(part, `${machine}\n\n${text}`);
  if (failed) process.exitCode = 1;
}
