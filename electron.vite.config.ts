/**
 * The three bundles. electron-vite is used for its two presets (main: server-side ES modules, renderer: a web page)
 * and nothing else, so that plain vite can take its place. The Electron binary is not needed to build.
 */
import { join } from 'node:path';
import type { UserConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import react from '@vitejs/plugin-react';

/**
 * One file per process: the desktop's main process, the engine's utility process, the command line on plain Node, and on either a
 * plugin's process and that of history.
 */
const mainEntries = {
  desktop: 'src/main/desktop/entry.ts',
  'engine-process': 'src/main/desktop/engine-process.ts',
  cli: 'src/main/headless/cli.ts',
  'plugin-process': 'src/main/sandbox/plugin-process.ts',
  'history-process': 'src/main/history/history-process.ts',
};

const OWN_JSX = join(import.meta.dirname, 'src/renderer/jsx-runtime.ts');
/** What makes elements is ours, for whoever makes one; it alone is given React's. */
const visibleTexts: Plugin = {
  name: 'visible-texts',
  enforce: 'pre',
  resolveId: (source, importer) => (source === 'react/jsx-runtime' && importer !== OWN_JSX ? OWN_JSX : null),
};

const config: UserConfig = {
  main: {
    build: {
      target: 'node20',
      // Many small files, of which little is used: bundled, they do not cost every command their loading.
      externalizeDeps: { include: ['cap'], exclude: ['zod', 'ipaddr.js', 'uuid', 'yaml', 'cli-progress'] },
      rolldownOptions: {
        input: mainEntries,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20',
      // A sandboxed preload script is loaded alone and as CommonJS.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'src/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [visibleTexts, react()],
    build: {
      // The same page is opened by the desktop app and, from `netloupe serve`, by the browser at hand.
      target: 'es2022',
      minify: true,
      // Fonts and images stay files: the Content-Security-Policy has no `data:` for fonts.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2048,
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
  },
};

export default config;
