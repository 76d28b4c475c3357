#!/usr/bin/env node
/** The command line, from the build in out/. Needs no installed package itself, so that it can say what is missing. */
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const built = new URL('../out/main/cli.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`netloupe: Node ${process.versions.node} is too old\n  Install Node 20.19 or newer`);
  process.exitCode = 1;
} else if (existsSync(built)) {
  await import(built.href);
} else {
  console.error('netloupe: not built yet\n  Run once in the checkout: node scripts/setup.mjs');
  process.exitCode = 1;
}
