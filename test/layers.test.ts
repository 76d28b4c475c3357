/**
 * The layer rule is only worth something when it fires, and import linters pass in silence when they are misconfigured.
 * So the linter runs here, with the project's own configuration, on a tree that holds every forbidden and every allowed
 * import between two layers, and must tell them apart.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ELECTRON, ENGINE, LAYERS, NEUTRAL, OUTSIDE, PAGE } from '../scripts/layers.mjs';
import { generated } from '../scripts/generate-lint.mjs';

interface Layer {
  readonly name: string;
  readonly folder: string;
  readonly may: readonly string[];
}
interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

const project = path.resolve(import.meta.dirname, '..');
const layers: readonly Layer[] = [...LAYERS, ...OUTSIDE];
const tree = realpathSync(mkdtempSync(path.join(tmpdir(), 'netloupe-layers-')));
/** `file:line` of each finding, by rule. */
const findings = new Map<string, Set<string>>();

function write(file: string, lines: readonly string[]): void {
  mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
  writeFileSync(path.join(tree, file), `${lines.join('\n')}\n`);
}

/** Every way to import, each on a line of its own; the alias exists for what is in src/. */
function importLines(from: Layer, to: Layer): string[] {
  const relative = path.posix.relative(from.folder, `${to.folder}/target.ts`);
  const near = relative.startsWith('.') ? relative : `./${relative}`;
  const names = [near, ...(to.folder.startsWith('src/') ? [`#${to.folder.slice(4)}/target.ts`] : [])];
  return names.flatMap((name, i) => [
    `import { value as value${i} } from '${name}';`,
    `import type { Shape as Shape${i} } from '${name}';`,
    `export { value as again${i} } from '${name}';`,
    `export const late${i} = (): Promise<unknown> => import('${name}');`,
    `export const use${i} = (shape: Shape${i}): unknown => [shape, value${i}];`,
  ]);
}
const isImport = (line: string): boolean => line.includes("'");

const BANNED_EVERYWHERE = [
  ['no-explicit-any', 'export const loose = (x: any): unknown => x;'],
  ['no-empty', 'export function swallow(): void { try { swallow(); } catch {} }'],
  ['consistent-type-imports', "export type Inline = import('./target.ts').Shape;"],
] as const;
const BANNED_IN_ENGINE = [
  'export const now = (): number => Date.now();',
  'export const chance = (): number => Math.random();',
  'export const timer = (): unknown => setTimeout(() => undefined, 1);',
  'export const exact = (): number => performance.now();',
] as const;
const PACKAGES = ['electron', 'node:fs', 'react', 'zustand', 'recharts'] as const;

function mayImportPackage(layer: string, name: string): boolean {
  if (name === 'electron') return ELECTRON.includes(layer);
  if (name === 'node:fs') return !NEUTRAL.includes(layer) && !PAGE.includes(layer);
  return PAGE.includes(layer);
}

function reported(rule: string, file: string, line: number): boolean {
  return [...findings].some(([code, places]) => code.includes(rule) && places.has(`${file}:${line}`));
}

beforeAll(() => {
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'tsconfig', 'package.json'])
    cpSync(path.join(project, name), path.join(tree, name), { recursive: true });
  symlinkSync(path.join(project, 'node_modules'), path.join(tree, 'node_modules'), 'dir');
  for (const from of layers) {
    write(`${from.folder}/target.ts`, ['export const value = 1;', 'export interface Shape { readonly size: number }']);
    for (const to of layers) write(`${from.folder}/to-${to.name}.ts`, importLines(from, to));
    write(
      `${from.folder}/packages.ts`,
      PACKAGES.map((name, i) => `export * as package${i} from '${name}';`),
    );
    write(
      `${from.folder}/banned.ts`,
      BANNED_EVERYWHERE.map(([, line]) => line),
    );
    write(`${from.folder}/engine.ts`, BANNED_IN_ENGINE);
  }
  write('src/nowhere/lost.ts', ['export const lost = 1;']);
  write('src/base/cycle-a.ts', ["import type { B } from './cycle-b.ts';", 'export interface A { readonly b: B }']);
  write('src/base/cycle-b.ts', ["import type { A } from './cycle-a.ts';", 'export interface B { readonly a: A }']);
  const oxlint = path.join(project, 'node_modules', 'oxlint', 'bin', 'oxlint');
  let output: string;
  try {
    output = execFileSync(process.execPath, [oxlint, '-f', 'json'], {
      cwd: tree,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    output = (error as { readonly stdout: string }).stdout; // it found something, as it should
  }
  const { diagnostics } = JSON.parse(output) as { readonly diagnostics: readonly Diagnostic[] };
  for (const { code, filename, labels } of diagnostics) {
    const places = findings.get(code) ?? new Set();
    places.add(`${filename}:${labels[0]?.span.line ?? 0}`);
    findings.set(code, places);
  }
}, 120_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('the layer rule', () => {
  it('forbids every import that the table does not allow, and allows every other', () => {
    const wrong: string[] = [];
    let forbidden = 0;
    let allowed = 0;
    for (const from of layers) {
      for (const to of layers) {
        const file = `${from.folder}/to-${to.name}.ts`;
        const may = from.name === to.name || from.may.includes(to.name);
        importLines(from, to).forEach((line, i) => {
          if (!isImport(line)) return;
          if (may) allowed += 1;
          else forbidden += 1;
          if (reported('boundaries', file, i + 1) === may)
            wrong.push(`${file}: ${may ? 'allowed' : 'forbidden'}: ${line}`);
        });
      }
    }
    expect(wrong).toEqual([]);
    expect(forbidden).toBeGreaterThan(1000);
    expect(allowed).toBeGreaterThan(300);
  });

  it('lets Electron, Node and React only where they belong', () => {
    const wrong = LAYERS.flatMap(({ name, folder }) =>
      PACKAGES.filter(
        (wanted, i) =>
          reported('no-restricted-imports', `${folder}/packages.ts`, i + 1) === mayImportPackage(name, wanted),
      ).map((wanted) => `${wanted} in ${folder}`),
    );
    expect(wrong).toEqual([]);
  });

  it('gives the engine neither clock nor chance', () => {
    for (const { name, folder } of LAYERS) {
      BANNED_IN_ENGINE.forEach((line, i) => {
        expect(reported('no-restricted-', `${folder}/engine.ts`, i + 1), `${line} in ${folder}`).toBe(
          ENGINE.includes(name),
        );
      });
    }
  });

  it('bans any, empty catch and inline import types everywhere', () => {
    for (const { folder } of layers) {
      BANNED_EVERYWHERE.forEach(([rule], i) =>
        expect(reported(rule, `${folder}/banned.ts`, i + 1), `${rule} in ${folder}`).toBe(true),
      );
    }
  });

  it('finds cycles, those of types too, and files that are in no layer', () => {
    expect(reported('no-cycle', 'src/base/cycle-a.ts', 1)).toBe(true);
    expect(reported('boundaries', 'src/nowhere/lost.ts', 1)).toBe(true);
  });

  it('is what is generated from the table (else: npm run lint:generate)', () => {
    for (const { path: file, text } of generated()) expect(readFileSync(file, 'utf8'), file).toBe(text);
  });
});
