// The licences of everything of other people's that is inside, as one text.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';

const RULE = `\n${'-'.repeat(80)}\n\n`;

/** Licence of a package as an SPDX expression, or what its manifest says instead. */
export function licenceName(manifest) {
  const { license, licenses } = manifest;
  if (typeof license === 'string') return license;
  if (typeof license?.type === 'string') return license.type;
  return Array.isArray(licenses) ? licenses.map(({ type }) => type).join(' OR ') : 'UNKNOWN';
}

export function manifestOf({ place }) {
  return JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8'));
}

function licenceTexts(folder) {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .toSorted()
    .map((name) => path.join(folder, name))
    .filter((file) => existsSync(file) && readFileSync(file).length > 0)
    .map((file) => readFileSync(file, 'utf8').trim());
}

/** Heading of a package in the text, which a test looks for. */
export function headingOf(one) {
  return `${one.name} ${one.version} (${licenceName(manifestOf(one))})`;
}

export function licencesText(packages, electronVersion) {
  const intro =
    'What Netloupe contains of others, and under which licences.\n\n' +
    `Electron ${electronVersion}: see LICENSE.electron.txt; Chromium, Node.js and what they contain: LICENSES.chromium.html.\n`;
  const parts = packages.map((one) => {
    const texts = licenceTexts(path.join(root, one.place));
    const text = texts.length === 0 ? 'The package brings no text of its licence.' : texts.join('\n\n');
    return `${headingOf(one)}\n\n${text}\n`;
  });
  return [intro, ...parts].join(RULE);
}
