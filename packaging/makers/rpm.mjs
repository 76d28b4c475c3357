// A maker for Electron Forge over the system's own rpmbuild, with the same tree as the Debian package. There is no debconf:
// the capture helper is installed without rights, and docs/install.md says how to give them.
import { MakerBase } from '@electron-forge/maker-base';
import { spawnSync } from 'node:child_process';
import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { normalise, sourceDate, treeOf } from '../reproducible.mjs';
import { layOut, MODES } from '../system-files.mjs';

const ARCHITECTURES = { x64: 'x86_64', arm64: 'aarch64', armv7l: 'armv7hl' };
/** Folders that belong to this package; the others are the system's. */
const OWN_FOLDERS = /^usr\/(lib|libexec|share\/doc)\/netloupe(\/|$)/;

const REQUIRES = [
  'alsa-lib',
  'at-spi2-core',
  'cups-libs',
  'gtk3',
  'libdrm',
  'libpcap',
  'libXcomposite',
  'libXdamage',
  'libXrandr',
  'libxkbcommon',
  'mesa-libgbm',
  'nss',
];

function spec({ version, files }) {
  return `Name: netloupe
Version: ${version.replace('-', '~')}
Release: 1
Summary: Desktop network-activity viewer
License: MIT
Group: Applications/Internet
AutoReqProv: no
Requires: ${REQUIRES.join(', ')}
Recommends: libnotify, xdg-utils, libsecret

%description
What is talking, to whom, how much, and is that normal? Netloupe follows every conversation as a session, live or from a
capture on disk, takes host names out of payloads, knows the program behind it, and keeps a history, all on this machine.

%files
%defattr(-,root,root,-)
${files.join('\n')}
`;
}

/** One line for each file of the tree, as %files has them. */
function fileLines(tree) {
  return treeOf(tree).flatMap((name) => {
    if (lstatSync(path.join(tree, name)).isDirectory()) return OWN_FOLDERS.test(name) ? [`%dir "/${name}"`] : [];
    const mode = MODES[name];
    return [`${mode === undefined ? '' : `%attr(${mode.toString(8)},root,root) `}"/${name}"`];
  });
}

function build(specFile, tree, { top, arch, epoch }) {
  const level = process.env.NETLOUPE_COMPRESSION ?? '6';
  const defines = {
    _topdir: top,
    _buildhost: 'netloupe',
    _binary_payload: level === 'none' ? 'w.ufdio' : `w${level}.xzdio`,
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
    _build_id_links: 'none',
    __os_install_post: '%{nil}',
    debug_package: '%{nil}',
  };
  const args = Object.entries(defines).flatMap(([key, value]) => ['--define', `${key} ${value}`]);
  const { status, stderr, error } = spawnSync(
    'rpmbuild',
    ['-bb', '--quiet', `--target=${arch}`, `--buildroot=${tree}`, ...args, specFile],
    { encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) } },
  );
  if (status !== 0) throw new Error(`rpmbuild failed\n${error?.message ?? stderr}`);
}

export class MakerRpm extends MakerBase {
  name = 'rpm';
  defaultPlatforms = ['linux'];
  requiredExternalBinaries = ['rpmbuild', 'make', 'cc'];

  isSupportedOnCurrentPlatform() {
    return process.platform === 'linux';
  }

  async make({ dir, makeDir, targetArch, packageJSON }) {
    const work = mkdtempSync(path.join(tmpdir(), 'netloupe-rpm-'));
    try {
      const epoch = sourceDate();
      const tree = path.join(work, 'tree');
      mkdirSync(tree);
      layOut(dir, tree);
      normalise(tree, epoch, MODES);
      const specFile = path.join(work, 'netloupe.spec');
      const arch = ARCHITECTURES[targetArch];
      writeFileSync(specFile, spec({ version: packageJSON.version, files: fileLines(tree) }));
      const top = path.join(work, 'top');
      build(specFile, tree, { top, arch, epoch });
      const folder = path.join(makeDir, 'rpm', targetArch);
      await this.ensureDirectory(folder);
      const made = path.join(top, 'RPMS', arch);
      return readdirSync(made).map((name) => {
        copyFileSync(path.join(made, name), path.join(folder, name));
        return path.join(folder, name);
      });
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
}
