// `npm run package` (the app's folder) and `npm run make` (packages; `-- deb zip` chooses): builds the bundles where they
// are not up to date, finds the runtime, and lets Electron Forge do the rest. Results are in dist/, or where `--out` says.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildBundles } from '../scripts/setup/build.mjs';
import { root } from '../scripts/setup/paths.mjs';
import { sizeOf, sourceDate } from './reproducible.mjs';
import { findRuntime, packRuntime } from './runtime.mjs';

const megabytes = (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Makes the app's folder, or packages of the kinds in `targets`. Answers the paths made. */
export async function buildPackages({ what, targets = [], outDir = path.join(root, 'dist') }) {
  await buildBundles();
  process.env.SOURCE_DATE_EPOCH = String(sourceDate());
  const work = mkdtempSync(path.join(tmpdir(), 'netloupe-package-'));
  try {
    if (process.platform === 'linux') {
      const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
      process.env.NETLOUPE_ELECTRON_ARCHIVES = await packRuntime(
        await findRuntime(),
        devDependencies.electron,
        process.arch,
        work,
      );
    }
    const { api } = await import('@electron-forge/core');
    if (what === 'package') {
      await api.package({ dir: root, outDir, interactive: false });
      return [path.join(outDir, `netloupe-${process.platform}-${process.arch}`)];
    }
    const chosen = targets.length === 0 ? {} : { overrideTargets: targets };
    const results = await api.make({ dir: root, outDir, interactive: false, ...chosen });
    return results.flatMap(({ artifacts }) => artifacts);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (path.resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
  const [what = 'package', ...targets] = positionals;
  const outDir = values.out === undefined ? undefined : path.resolve(values.out);
  for (const made of await buildPackages({ what, targets, ...(outDir === undefined ? {} : { outDir }) })) {
    const size = statSync(made).isDirectory() ? sizeOf(made) : statSync(made).size;
    process.stdout.write(`${made} (${megabytes(size)})\n`);
  }
}
