/** The linter's configuration, made from the layer table; written to .oxlintrc.json by generate-lint.mjs. */
import { ELECTRON, ENGINE, LAYERS, NEUTRAL, OUTSIDE, PAGE } from './layers.mjs';

const all = [...LAYERS, ...OUTSIDE];
const layer = (name) => LAYERS.find((candidate) => candidate.name === name);
const TESTS = ['**/*.test.ts', '**/*.test.tsx'];
const PAGE_PACKAGES = ['react', 'react-dom', 'zustand', 'recharts', '@mantine/*', '@tanstack/*', '@tabler/*'];

/** Globs of the files that are in these layers and in no other one nested within. */
function filesOf(names) {
  return names.map((name) => {
    const { folder } = layer(name);
    const hasNested = LAYERS.some((other) => other.folder.startsWith(`${folder}/`));
    return hasNested ? `${folder}/*` : `${folder}/**`;
  });
}

/** Imports banned in one layer, by package. One override each, because a later override replaces an earlier one's list. */
function importBans({ name }) {
  const groups = [];
  if (!ELECTRON.includes(name))
    groups.push([['electron', 'electron/*'], 'Only main/desktop and preload know Electron.']);
  if (NEUTRAL.includes(name) || PAGE.includes(name))
    groups.push([['node:*'], 'There is no Node here: what needs it is behind a port.']);
  if (!PAGE.includes(name)) groups.push([[...PAGE_PACKAGES, 'react/*', 'react-dom/*'], 'Only the renderer draws.']);
  const patterns = groups.map(([group, message]) => ({ group, message }));
  return {
    files: filesOf([name]),
    excludeFiles: TESTS,
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

const TIMERS = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'performance',
  'process',
  'Buffer',
];
const CLOCKS = [
  ['Date', 'now'],
  ['Math', 'random'],
  ['crypto', 'randomUUID'],
  ['crypto', 'getRandomValues'],
];

export function lintConfig() {
  const elements = [...all]
    .sort((a, b) => b.folder.length - a.folder.length)
    // A folder of one word is the one at the root: `plugins` is none of those within src/.
    .map(({ name, folder }) => ({ type: name, pattern: folder, partialMatch: folder.includes('/') }));
  const policies = all.map(({ name, may }) => ({
    from: { element: { type: name } },
    allow: [{ to: { element: { type: [name, ...may] } } }],
  }));
  return {
    $schema: './node_modules/oxlint/configuration_schema.json',
    plugins: ['typescript', 'unicorn', 'oxc', 'import', 'react', 'vitest'],
    jsPlugins: ['eslint-plugin-boundaries'],
    ignorePatterns: [
      'node_modules/**',
      'out/**',
      'plugins/*/bundle/**', // built
      'coverage/**',
      'test-results/**',
      'playwright-report/**',
      '.cache/**',
      'test/hostile-plugins/js/**', // wrong on purpose
    ],
    categories: { correctness: 'error' },
    settings: {
      'boundaries/elements': elements,
      'import/resolver': { typescript: { project: 'tsconfig.json' } },
    },
    rules: {
      'import/no-cycle': ['error', { ignoreTypes: false }],
      'max-lines': ['warn', { max: 400 }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'typescript/consistent-type-imports': [
        'error',
        { disallowTypeAnnotations: true, fixStyle: 'inline-type-imports' },
      ],
      'typescript/no-explicit-any': 'error',
      'typescript/unbound-method': 'off', // interfaces here are written with methods that use no `this`
      'typescript/no-floating-promises': 'error',
      'typescript/no-misused-spread': ['error', { allow: ['string'] }],
      'typescript/no-misused-promises': ['error', { checksVoidReturn: false }],
      'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'react/exhaustive-deps': 'error',
      'react/incompatible-library': 'off', // about React's compiler, which is not used
      // Tests that go through a corpus expect what each file is known for; helpers and loops hold the expectation.
      'vitest/expect-expect': 'off',
      'vitest/no-conditional-expect': 'off',
      'vitest/no-standalone-expect': 'off',
      'vitest/valid-expect': ['error', { maxArgs: 2 }], // the second says what was looked at
    },
    overrides: [
      {
        files: ['src', ...OUTSIDE.map(({ folder }) => folder)].map((folder) => `${folder}/**`),
        excludeFiles: TESTS,
        rules: {
          'boundaries/dependencies': ['error', { default: 'disallow', policies }],
          'boundaries/no-unknown-dependencies': 'error',
          'boundaries/no-unknown-files': 'error',
        },
      },
      ...LAYERS.map(importBans),
      {
        files: filesOf(ENGINE),
        excludeFiles: TESTS,
        rules: {
          'no-restricted-globals': [
            'error',
            ...TIMERS.map((name) => ({
              name,
              message:
                'Replay equals live: the engine is given its time, chance and surroundings (the Clock port, arguments).',
            })),
          ],
          'no-restricted-properties': [
            'error',
            ...CLOCKS.map(([object, property]) => ({
              object,
              property,
              message: 'Replay equals live: the engine is given its time and chance.',
            })),
          ],
        },
      },
      // Playwright's fixtures call a function named `use`.
      { files: ['e2e/**'], rules: { 'react/rules-of-hooks': 'off' } },
      { files: TESTS, rules: { 'max-lines': 'off' } },
      // What authors put into a record of their own is of their own types, and their editor should let them use it.
      { files: ['plugins/api/*.d.ts'], rules: { 'typescript/no-explicit-any': 'off' } },
    ],
  };
}
