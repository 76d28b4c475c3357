// Everything between a fresh clone and a running program; needs nothing but Node and npm. `npm start` and `npm test` run
// it first; with nothing to do it takes a fraction of a second. By hand: node scripts/setup.mjs [--tests]
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBundles } from './setup/build.mjs';
import { downloadChromium, findChromium } from './setup/chromium.mjs';
import { failedLately, rememberFailure } from './setup/memory.mjs';
import { installPackages } from './setup/node-modules.mjs';
import { say, SetupFailure } from './setup/say.mjs';
import { prepareSystem } from './setup/system.mjs';

const OLDEST_NODE = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupFailure(
    `Node ${process.versions.node} is too old: netloupe needs ${OLDEST_NODE.join('.')} or newer (https://nodejs.org)`,
  );
}

/** Answers the browser for the end-to-end tests (null: none to be had, or not `forTests`). Throws SetupFailure. */
export async function setUp({ forTests = false } = {}) {
  checkNode();
  let chromium = forTests ? findChromium() : null;
  await prepareSystem({ forTests, hasChromium: chromium !== null });
  await installPackages();
  await buildBundles();
  if (!forTests) return null;
  chromium ??= findChromium();
  if (chromium === null && !failedLately('chromium download')) {
    say('downloading a Chromium for the browser tests ...');
    if (!(await downloadChromium())) rememberFailure('chromium download');
    chromium = findChromium();
  }
  if (chromium === null) say('no Chromium or Chrome found: set CHROMIUM_PATH, or run: npx playwright install chromium');
  return chromium;
}

/** `setUp` for programs: a failure is one message and exit status 1. */
export async function setUpOrExit(options) {
  try {
    return await setUp(options);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(error.message);
    process.exit(1);
  }
}

if (path.resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  await setUpOrExit({ forTests: process.argv.includes('--tests') });
}
