/** What packages say of the app: entries for desktops, what is inside of others', and the workflow that publishes. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../scripts/setup/paths.mjs';
import { closureOf, importedNames, readLockfile, shippedPackages } from './dependencies/closure.mjs';
import { headingOf, licencesText } from './dependencies/licences.mjs';
import { bomOf } from './dependencies/sbom.mjs';

const target = { platform: process.platform, arch: process.arch };
const linux = path.join(root, 'packaging', 'linux');
const has = (program: string): boolean => spawnSync('which', [program]).status === 0;

describe('what is inside of others', () => {
  const lockfile = readLockfile() as {
    packages: Record<string, { dev?: boolean; optional?: boolean; version: string }>;
  };
  const packages = shippedPackages(target);
  const runtime = { version: '45.4.1', chromium: '150.0.0.0', node: '24.0.0' };
  const bom = bomOf({ packages, runtime, version: '0.1.0', epochSeconds: 1_700_000_000 });
  const text = licencesText(packages, runtime.version);

  /** Production dependencies of the lockfile; optional ones that are for another system, or built on each, are not inside. */
  const production = Object.entries(lockfile.packages).filter(
    ([place, entry]) => place !== '' && entry.dev !== true && entry.optional !== true,
  );

  it('is listed with every production dependency of the lockfile', () => {
    expect(production.length).toBeGreaterThan(15);
    const listed = new Set(bom.components.map(({ name, version }) => `${name}@${version}`));
    const wanted = production.map(([place, { version }]) => `${place.split('node_modules/').at(-1)}@${version}`);
    expect(wanted.filter((name) => !listed.has(name))).toEqual([]);
  });

  it('is licensed, each with its text or what its manifest says', () => {
    for (const [place] of production) {
      const one = packages.find((candidate) => candidate.place === place);
      expect(one, place).toBeDefined();
      if (one !== undefined) expect(text).toContain(headingOf(one));
    }
    expect(text).not.toContain('(UNKNOWN)');
  });

  it('counts what is bundled into the page and the plugins, and native code of this system', () => {
    const names = packages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['react', '@mantine/core', 'recharts', 'pg', '@platformatic/kafka']));
    expect(names).not.toContain('cap');
    expect(names).not.toContain('vitest');
    const native = names.filter((name) => name.startsWith('@duckdb/node-bindings-'));
    expect(native).toEqual([`@duckdb/node-bindings-${process.platform}-${process.arch}`]);
  });

  it('is a CycloneDX document with the runtime, and the same each time', () => {
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    expect(bom.components.slice(0, 3).map(({ name }) => name)).toEqual(['electron', 'chromium', 'node']);
    const references = bom.components.map((component) => component['bom-ref']);
    expect(new Set(references).size).toBe(references.length);
    expect(bomOf({ packages, runtime, version: '0.1.0', epochSeconds: 1_700_000_000 })).toEqual(bom);
  });

  it('follows nested packages from where they are asked for', () => {
    const packagesOf = { 'node_modules/react-dom': { version: '1', dependencies: { react: '*' } } };
    const nested = {
      ...packagesOf,
      'node_modules/react-dom/node_modules/react': { version: '2' },
      'node_modules/react': { version: '3' },
    };
    expect(closureOf({ packages: nested }, ['react-dom'], target).map(({ place }) => place)).toEqual([
      'node_modules/react-dom',
    ]);
  });

  it('finds the names of packages in imports of every form', () => {
    const code = `import a from 'one'; export * from "@two/three/four"; await import('five'); require("six/seven"); import './own.ts'; import 'eight';`;
    expect([...importedNames(code)]).toEqual(['one', '@two/three', 'five', 'six', 'eight']);
  });
});

describe('entries for desktops', () => {
  it.skipIf(!has('desktop-file-validate'))('have a desktop file that is right', () => {
    const { stdout, status } = spawnSync('desktop-file-validate', [path.join(linux, 'netloupe.desktop')], {
      encoding: 'utf8',
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });

  it.skipIf(!has('appstreamcli'))('have AppStream metadata that are right', () => {
    const file = path.join(linux, 'io.github.netloupe.netloupe.metainfo.xml');
    const { stdout, status } = spawnSync('appstreamcli', ['validate', '--no-net', file], { encoding: 'utf8' });
    expect({ stdout, status }).toMatchObject({ status: 0 });
  });

  it('open the MIME types that they declare, in English and German', () => {
    const entry = readFileSync(path.join(linux, 'netloupe.desktop'), 'utf8');
    const mime = readFileSync(path.join(linux, 'netloupe.xml'), 'utf8');
    const types = /^MimeType=(.+)$/m.exec(entry)?.[1]?.split(';').filter(Boolean) ?? [];
    expect(types).toEqual([...mime.matchAll(/<mime-type type="([^"]+)"/g)].map((match) => match[1]));
    for (const key of ['GenericName', 'Comment', 'Keywords'])
      expect(entry).toMatch(new RegExp(`^${key}\\[de\\]=.+$`, 'm'));
    expect(mime.match(/xml:lang="de"/g)).toHaveLength(types.length);
  });

  it('have icons of every size that desktops ask for, and small', () => {
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
      const png = readFileSync(path.join(root, 'packaging', 'icons', `${size}.png`));
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
      expect(png.length).toBeLessThan(32_768);
    }
  });
});

describe('the workflow that publishes', () => {
  interface Step {
    readonly uses?: string;
    readonly run?: string;
  }
  interface Job {
    readonly permissions?: Readonly<Record<string, string>>;
    readonly steps: readonly Step[];
    readonly strategy?: { readonly matrix: { readonly include: readonly { readonly system: string }[] } };
  }
  const workflow = parse(readFileSync(path.join(root, '.github/workflows/publish.yml'), 'utf8')) as {
    readonly on: { readonly push: { readonly tags: readonly string[] } };
    readonly permissions: object;
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const jobs = Object.values(workflow.jobs);
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  it('runs on tags, for three systems, with no right that a job did not ask for', () => {
    expect(workflow.on).toEqual({ push: { tags: [expect.stringMatching(/^v/)] } });
    expect(workflow.jobs['build']?.strategy?.matrix.include.map(({ system }) => system)).toEqual([
      'linux',
      'macos',
      'windows',
    ]);
    expect(workflow.permissions).toEqual({});
    expect(jobs.filter(({ permissions }) => permissions?.['contents'] === 'write')).toEqual([workflow.jobs['publish']]);
  });

  it('names scripts and files that there are, and every action with a version', () => {
    const commands = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    const named = commands.flatMap((run) =>
      [...run.matchAll(/npm (?:run )?(\w+:[\w-]+|test|make)\b/g)].map((match) => match[1] ?? ''),
    );
    expect(named).toEqual(expect.arrayContaining(['test', 'release:check', 'make', 'test:package']));
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    const files = commands.flatMap((run) => [...run.matchAll(/node ([\w./-]+)/g)].map((match) => match[1] ?? ''));
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    const actions = jobs.flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@(v\d+|[0-9a-f]{40})$/.test(action))).toEqual([]);
  });

  it('never writes what the tag is called into a command', () => {
    const commands = jobs.flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(commands.filter((run) => run.includes('${{'))).toEqual([]);
  });
});
