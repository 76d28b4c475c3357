/**
 * node packaging/man/generate.mjs FOLDER: writes netloupe.1, and completions under the names that each shell looks for them by
 * (bash/netloupe, zsh/_netloupe, fish/netloupe.fish), all made from the commands themselves. Needs the installed packages.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandTree } from './command-tree.mjs';
import { bashCompletion, fishCompletion, zshCompletion } from './completions.mjs';
import { manPage } from './man-page.mjs';

const [, , folder] = process.argv;
if (folder === undefined) {
  process.stderr.write('usage: node packaging/man/generate.mjs FOLDER\n');
  process.exitCode = 2;
} else {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const tree = await commandTree();
  const files = {
    'netloupe.1': manPage(tree, version),
    'bash/netloupe': bashCompletion(tree),
    'zsh/_netloupe': zshCompletion(tree),
    'fish/netloupe.fish': fishCompletion(tree),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
