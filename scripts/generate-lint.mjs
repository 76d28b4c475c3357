/** npm run lint:generate: writes what is made from the layer table: .oxlintrc.json and the table in ARCHITECTURE.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { layerTable } from './layers.mjs';
import { lintConfig } from './lint-config.mjs';

const BEGIN = '<!-- layers: made by `npm run lint:generate` from scripts/layers.mjs -->';
const END = '<!-- /layers -->';

/** Path and wanted contents of each generated file. */
export function generated() {
  const at = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
  const files = [{ path: at('.oxlintrc.json'), text: `${JSON.stringify(lintConfig(), null, 2)}\n` }];
  const architecture = at('ARCHITECTURE.md');
  if (existsSync(architecture)) {
    const text = readFileSync(architecture, 'utf8');
    const [before, rest] = text.split(BEGIN);
    const after = rest?.split(END)[1];
    if (after === undefined) throw new Error(`ARCHITECTURE.md has lost its marks ${BEGIN} … ${END}`);
    files.push({ path: architecture, text: `${before}${BEGIN}\n\n${layerTable()}\n\n${END}${after}` });
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, text } of generated()) writeFileSync(path, text);
}
