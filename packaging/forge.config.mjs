// Electron Forge's configuration: `npm run package` makes the app's folder, `npm run make` the packages of this system.
import { FusesPlugin } from '@electron-forge/plugin-fuses';
import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../scripts/setup/paths.mjs';
import { fillApp } from './app-files.mjs';
import { shippedPackages } from './dependencies/closure.mjs';
import { licencesText } from './dependencies/licences.mjs';
import { bomOf } from './dependencies/sbom.mjs';
import { MakerDebian } from './makers/deb.mjs';
import { MakerRpm } from './makers/rpm.mjs';
import { MakerZip } from './makers/zip.mjs';
import { normalise, sourceDate } from './reproducible.mjs';
import { findRuntime } from './runtime.mjs';

const icons = path.join(root, 'packaging', 'icons');
/** Electron's own archive in a folder, made by packaging/build.mjs; without it Forge downloads one. */
const electronZipDir = process.env.NETLOUPE_ELECTRON_ARCHIVES;

async function addDocuments(resources, { platform, arch, electronVersion, version }) {
  const asked = platform === 'linux' ? await findRuntime() : null;
  const runtime = asked ?? { version: electronVersion, chromium: null, node: null };
  const packages = shippedPackages({ platform, arch });
  const bom = bomOf({ packages, runtime, version, epochSeconds: sourceDate() });
  writeFileSync(path.join(resources, 'sbom.cdx.json'), `${JSON.stringify(bom, null, 2)}\n`);
  writeFileSync(path.join(resources, 'THIRD-PARTY-LICENSES.txt'), licencesText(packages, runtime.version));
}

export default {
  packagerConfig: {
    name: 'netloupe',
    executableName: process.platform === 'linux' ? 'netloupe-desktop' : 'netloupe',
    appBundleId: 'io.github.netloupe.netloupe',
    appCategoryType: 'public.app-category.utilities',
    icon: path.join(icons, 'netloupe'),
    // Native code cannot be loaded out of an archive. What else there is stays in it.
    asar: { unpack: '{**/*.node,**/libduckdb.*,**/duckdb.dll}' },
    // Packager copies the manifest alone; the hook below brings what the app needs.
    ignore: (file) => file !== '' && file !== '/package.json',
    prune: false,
    electronLanguages: ['en', 'de'],
    ...(electronZipDir === undefined ? {} : { electronZipDir }),
    extendInfo: {
      CFBundleDocumentTypes: [
        {
          CFBundleTypeName: 'Packet capture',
          CFBundleTypeRole: 'Viewer',
          CFBundleTypeExtensions: ['pcap', 'pcapng', 'cap'],
        },
      ],
    },
  },
  // Koffi and DuckDB bring their native code built for Node-API: nothing is compiled.
  rebuildConfig: { onlyModules: [] },
  hooks: {
    packageAfterCopy: async (_config, buildPath, electronVersion, platform, arch) => {
      fillApp(buildPath, { platform, arch });
      const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
      await addDocuments(path.dirname(buildPath), { platform, arch, electronVersion, version });
    },
    postPackage: async (_config, { outputPaths }) => {
      for (const folder of outputPaths) normalise(folder, sourceDate());
    },
  },
  makers: [
    new MakerDebian({}, ['linux']),
    new MakerRpm({}, ['linux']),
    new MakerZip({}, ['linux', 'win32', 'darwin']),
    {
      name: '@electron-forge/maker-dmg',
      config: { icon: path.join(icons, 'netloupe.icns'), format: 'ULFO' },
      platforms: ['darwin'],
    },
    {
      name: '@electron-forge/maker-squirrel',
      config: { name: 'netloupe', setupIcon: path.join(icons, 'netloupe.ico') },
      platforms: ['win32'],
    },
  ],
  plugins: [
    new FusesPlugin({
      version: FuseVersion.V1,
      [FuseV1Options.RunAsNode]: false,
      [FuseV1Options.EnableCookieEncryption]: true,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: false,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
      [FuseV1Options.OnlyLoadAppFromAsar]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    }),
  ],
};
