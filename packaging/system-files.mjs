// The tree that the Debian package and the rpm install: the packaged app under /usr/lib/netloupe, and around it what makes
// it a program like any other.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/setup/paths.mjs';

const here = path.join(root, 'packaging');
export const APP_FOLDER = 'usr/lib/netloupe';
const SANDBOX = `${APP_FOLDER}/chrome-sandbox`;

function run(command, args, cwd) {
  const { status, stderr, stdout, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed\n${error?.message ?? `${stdout}${stderr}`.trim()}`);
}

/** gzip without a name and a time in it. */
const zipped = (content) => gzipSync(content, { level: 9 });

class Tree {
  constructor(folder) {
    this.folder = folder;
  }

  path(name) {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  }

  copy(from, name, mode = 0o644) {
    writeFileSync(this.path(name), readFileSync(from), { mode });
  }

  write(name, content, mode = 0o644) {
    writeFileSync(this.path(name), content, { mode });
  }
}

function addDesktopIntegration(tree) {
  const linux = path.join(here, 'linux');
  tree.copy(path.join(linux, 'netloupe.desktop'), 'usr/share/applications/netloupe.desktop');
  tree.copy(path.join(linux, 'netloupe.xml'), 'usr/share/mime/packages/netloupe.xml');
  tree.copy(
    path.join(linux, 'io.github.netloupe.netloupe.metainfo.xml'),
    'usr/share/metainfo/io.github.netloupe.netloupe.metainfo.xml',
  );
  for (const name of readdirSync(path.join(here, 'icons')).filter((file) => /^\d+\.png$/.test(file))) {
    const size = path.basename(name, '.png');
    tree.copy(path.join(here, 'icons', name), `usr/share/icons/hicolor/${size}x${size}/apps/netloupe.png`);
  }
  tree.copy(path.join(root, 'src/renderer/icon.svg'), 'usr/share/icons/hicolor/scalable/apps/netloupe.svg');
}

/** Made anew: what the commands say now. */
function addManualAndCompletions(tree) {
  const made = mkdtempSync(path.join(tmpdir(), 'netloupe-man-'));
  run(process.execPath, [path.join(here, 'man', 'generate.mjs'), made], root);
  const content = (name) => readFileSync(path.join(made, name));
  tree.write('usr/share/man/man1/netloupe.1.gz', zipped(content('netloupe.1')));
  tree.write('usr/share/bash-completion/completions/netloupe', content('bash/netloupe'));
  tree.write('usr/share/zsh/vendor-completions/_netloupe', content('zsh/_netloupe'));
  tree.write('usr/share/fish/vendor_completions.d/netloupe.fish', content('fish/netloupe.fish'));
  rmSync(made, { recursive: true });
}

function addDocuments(tree) {
  const doc = 'usr/share/doc/netloupe';
  tree.copy(path.join(here, 'linux', 'copyright'), `${doc}/copyright`);
  // What the app's menu opens.
  const documentation = path.join(root, 'docs');
  for (const name of readdirSync(documentation)
    .filter((each) => each.endsWith('.md'))
    .toSorted()) {
    tree.copy(path.join(documentation, name), `${doc}/docs/${name}`);
  }
  tree.write(`${doc}/changelog.gz`, zipped(readFileSync(path.join(root, 'CHANGELOG.md'))));
  // With the runtime they would be nine megabytes that nothing reads.
  const app = path.join(tree.folder, APP_FOLDER);
  const chromium = path.join(app, 'LICENSES.chromium.html');
  tree.write(`${doc}/LICENSES.chromium.html.gz`, zipped(readFileSync(chromium)));
  renameSync(path.join(app, 'LICENSE.electron.txt'), tree.path(`${doc}/LICENSE.electron.txt`));
  renameSync(path.join(app, 'resources', 'sbom.cdx.json'), tree.path(`${doc}/sbom.cdx.json`));
  renameSync(path.join(app, 'resources', 'THIRD-PARTY-LICENSES.txt'), tree.path(`${doc}/THIRD-PARTY-LICENSES.txt`));
}

/** Built by the package; without a compiler there is a package without it, which captures through other programs. */
function addCaptureHelper(tree) {
  run('make', ['-s', '-C', path.join(here, 'capture-helper'), 'install', `DESTDIR=${tree.folder}`], root);
  run('make', ['-s', '-C', path.join(here, 'capture-helper'), 'clean'], root);
}

/** Lays everything out in `folder`, which is empty; `packaged` is what Electron Forge made. */
export function layOut(packaged, folder) {
  const tree = new Tree(folder);
  mkdirSync(path.join(folder, 'usr', 'lib'), { recursive: true });
  cpSync(packaged, path.join(folder, APP_FOLDER), { recursive: true, verbatimSymlinks: true });
  tree.copy(path.join(here, 'launcher', 'netloupe'), 'usr/bin/netloupe', 0o755);
  addCaptureHelper(tree);
  addDesktopIntegration(tree);
  addManualAndCompletions(tree);
  addDocuments(tree);
  for (const name of ['LICENSES.chromium.html', 'LICENSE', 'version', 'resources/.keep']) {
    rmSync(path.join(folder, APP_FOLDER, name), { force: true });
  }
}

/**
 * Modes that are not those of ordinary files. Chromium's sandbox takes a user namespace where it may make one, and only
 * elsewhere this program, which must be setuid root for that. Without it people would start the app with --no-sandbox.
 */
export const MODES = { [SANDBOX]: 0o4755 };
