// Plugins that ship and need packages: each plugins/NAME/main.ts becomes one file, NAME/bundle/main.mjs, which needs no
// node_modules, with the licences of what is in it beside. Part of `npm run build`; by hand: node scripts/build-plugins.mjs
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { root } from './setup/paths.mjs';

const folder = path.join(root, 'plugins');
const BUILT_IN = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

/** Loaded by clients only where they happen to be installed: faster native code, formats that no sink of ours has. */
const NEVER_LOADED = new Set(['pg-native', 'pg-cloudflare', '@node-rs/crc32', 'protobufjs']);
/** The same with its WebAssembly inside, where it would else be read from a file beside it. */
const ALIAS = { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' };

/** Packages in whose place there is nothing: of Kafka's schema registries, which sinks do not use and the client loads. */
const LEFT_OUT = new Set(['avsc']);
const NOTHING = '\0nothing';
const leaveOut = {
  name: 'leave-out',
  enforce: 'pre',
  resolveId: (id) => (LEFT_OUT.has(id) ? NOTHING : null),
  load: (id) => (id === NOTHING ? 'export default {};' : null),
};

export function bundledPlugins() {
  return readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'main.ts')));
}

/** Folder of the package that a file is part of, or null. */
function packageOf(file) {
  const match = /^(.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)/.exec(file.replace(/^\0/, '').split('?')[0]);
  return match?.[1] ?? null;
}

function licenceOf(packageFolder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'));
  const file = readdirSync(packageFolder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(path.join(packageFolder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

async function bundle(name) {
  const outDir = path.join(folder, name, 'bundle');
  const { output } = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [leaveOut],
    resolve: { alias: ALIAS },
    // A bundle holds all that it needs.
    ssr: { noExternal: true },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      ssr: path.join(folder, name, 'main.ts'),
      target: 'node20',
      minify: false,
      emptyOutDir: true,
      outDir,
      rolldownOptions: {
        external: (id) => BUILT_IN.has(id) || NEVER_LOADED.has(id),
        output: { format: 'es', entryFileNames: 'main.mjs', codeSplitting: false },
      },
    },
  });
  const files = output.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : []));
  const packages = [...new Set(files.map(packageOf).filter((one) => one !== null))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  const intro = `What ${name} bundles, and under which licences.\n`;
  const rule = `\n${'-'.repeat(80)}\n\n`;
  writeFileSync(path.join(outDir, 'LICENSES.txt'), [intro, ...packages.map(licenceOf)].join(rule));
}

export async function buildPlugins() {
  for (const name of bundledPlugins()) await bundle(name);
}

if (path.resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) await buildPlugins();
