// A maker for Electron Forge over the system's own dpkg-deb. Forge's maker for .deb knows neither debconf nor manual pages
// nor a helper beside the app, and dates its files with the time of the build.
import { MakerBase } from '@electron-forge/maker-base';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';
import { listing, normalise, sizeOf, sourceDate, treeOf } from '../reproducible.mjs';
import { layOut, MODES } from '../system-files.mjs';

const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64', armv7l: 'armhf' };

/** What the runtime is linked with (`t64`: the names since the 64-bit time_t transition), and what the app calls. */
const DEPENDS = [
  'libasound2t64 | libasound2',
  'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libatk1.0-0t64 | libatk1.0-0',
  'libatspi2.0-0t64 | libatspi2.0-0',
  'libc6 (>= 2.31)',
  'libcairo2',
  'libcups2t64 | libcups2',
  'libdbus-1-3',
  'libdrm2',
  'libexpat1',
  'libgbm1',
  'libgcc-s1',
  'libglib2.0-0t64 | libglib2.0-0',
  'libgtk-3-0t64 | libgtk-3-0',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libpcap0.8t64 | libpcap0.8',
  'libstdc++6',
  'libudev1',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
  'debconf (>= 0.5) | debconf-2.0',
  'libcap2-bin',
  'passwd',
];
const RECOMMENDS = ['libnotify4', 'xdg-utils', 'libsecret-1-0', 'shared-mime-info'];
const SUGGESTS = ['wireshark-common', 'tcpdump'];

/** A pre-release sorts before its release in Debian with `~`. */
export function debianVersion(version) {
  return version.replace('-', '~');
}

function control({ version, arch, sizeBytes }) {
  return [
    'Package: netloupe',
    `Version: ${debianVersion(version)}`,
    'Section: net',
    'Priority: optional',
    `Architecture: ${ARCHITECTURES[arch]}`,
    'Maintainer: Netloupe contributors <netloupe@users.noreply.github.com>',
    `Installed-Size: ${Math.ceil(sizeBytes / 1024)}`,
    `Depends: ${DEPENDS.join(', ')}`,
    `Recommends: ${RECOMMENDS.join(', ')}`,
    `Suggests: ${SUGGESTS.join(', ')}`,
    'Description: desktop network-activity viewer',
    ' What is talking, to whom, how much, and is that normal? Netloupe follows',
    ' every conversation as a session, live or from a capture on disk, takes host',
    ' names out of payloads (DNS, TLS, QUIC, HTTP and more), knows the program',
    ' behind it, and keeps a history, all on this machine.',
    '',
  ].join('\n');
}

/** Debian's list of what was installed, by which `dpkg --verify` finds damage. */
function md5sums(tree) {
  return treeOf(tree)
    .filter((name) => lstatSync(path.join(tree, name)).isFile())
    .map(
      (name) =>
        `${createHash('md5')
          .update(readFileSync(path.join(tree, name)))
          .digest('hex')}  ${name}\n`,
    )
    .join('');
}

const SCRIPTS = ['config', 'preinst', 'postinst', 'prerm', 'postrm'];

/** Adds what dpkg reads; answers the modes of it. */
function addControl(tree, { version, arch }) {
  const folder = path.join(tree, 'DEBIAN');
  const sums = md5sums(tree);
  const sizeBytes = sizeOf(tree);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'control'), control({ version, arch, sizeBytes }));
  writeFileSync(path.join(folder, 'md5sums'), sums);
  const source = path.join(root, 'packaging', 'debian');
  for (const name of readdirSync(source).filter((one) => SCRIPTS.includes(one) || one === 'templates')) {
    cpSync(path.join(source, name), path.join(folder, name));
  }
  return Object.fromEntries(
    readdirSync(folder).map((name) => [`DEBIAN/${name}`, SCRIPTS.includes(name) ? 0o755 : 0o644]),
  );
}

export class MakerDebian extends MakerBase {
  name = 'deb';
  defaultPlatforms = ['linux'];
  requiredExternalBinaries = ['dpkg-deb', 'make', 'cc'];

  isSupportedOnCurrentPlatform() {
    return process.platform === 'linux';
  }

  async make({ dir, makeDir, targetArch, packageJSON }) {
    const tree = mkdtempSync(path.join(tmpdir(), 'netloupe-deb-'));
    try {
      const epoch = sourceDate();
      layOut(dir, tree);
      const modes = addControl(tree, { version: packageJSON.version, arch: targetArch });
      normalise(tree, epoch, { ...MODES, ...modes });
      const name = `netloupe_${debianVersion(packageJSON.version)}_${ARCHITECTURES[targetArch]}.deb`;
      const folder = path.join(makeDir, 'deb', targetArch);
      await this.ensureDirectory(folder);
      writeFileSync(path.join(folder, 'files.txt'), `${listing(tree).join('\n')}\n`);
      // One thread: xz packs in other blocks with several. dpkg-deb sorts names. Tests are in a hurry and pack less.
      const level = process.env.NETLOUPE_COMPRESSION ?? '6';
      const packing = level === 'none' ? ['-Znone'] : ['-Zxz', `-z${level}`, '--threads-max=1'];
      const args = ['--root-owner-group', ...packing, '--build', tree];
      const { status, stderr } = spawnSync('dpkg-deb', [...args, path.join(folder, name)], {
        encoding: 'utf8',
        env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
      });
      if (status !== 0) throw new Error(`dpkg-deb failed\n${stderr}`);
      return [path.join(folder, name)];
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
  }
}
