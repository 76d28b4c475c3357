/** Before the tests of packages: the Debian package that all of them look at, from what the sources are now. */
import { rmSync } from 'node:fs';
import { root } from '../../scripts/setup/paths.mjs';
import { build, OUTPUT, whyNotBuilt } from './built-package.ts';

export default function buildOnce(): void {
  if (whyNotBuilt() !== null) return;
  rmSync(OUTPUT, { recursive: true, force: true });
  build(root, OUTPUT, '1', 'deb');
}
