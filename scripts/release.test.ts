/** What speaks against a release, on small repositories that are made for it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changelogOf, problemsOfRelease, rememberPassed } from './release.mjs';

const CHANGELOG =
  '# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-11-30\n\n- Something new.\n\n## [1.2.2] - 2026-11-01\n';

describe('a release', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'netloupe-release-'));
    write('package.json', '{"version":"1.2.3"}');
    write('package-lock.json', '{"version":"1.2.3","packages":{"":{"version":"1.2.3"}}}');
    write('CHANGELOG.md', CHANGELOG);
    write('.gitignore', '.cache/\n');
    git('init', '-q');
    commit();
    git('tag', 'v1.2.3');
    rememberPassed(root);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(name: string, text: string): void {
    writeFileSync(path.join(root, name), text);
  }
  function git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=Nobody', '-c', 'user.email=nobody@example.org'];
    return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' });
  }
  function commit(): void {
    git('add', '-A');
    git('commit', '-qm', 'a commit');
  }

  it('is ready where versions, changelog, tag and tests agree', () => {
    expect(problemsOfRelease(root)).toEqual([]);
    expect(problemsOfRelease(root, 'v1.2.3')).toEqual([]);
  });

  it('is refused for a lockfile, a tag or a changelog of another version', () => {
    write('package.json', '{"version":"1.3.0"}');
    commit();
    rememberPassed(root);
    expect(problemsOfRelease(root, 'v1.2.3')).toEqual([
      expect.stringContaining('package-lock.json says 1.2.3, package.json 1.3.0'),
      expect.stringContaining('no heading "## [1.3.0]'),
      expect.stringContaining('the tag is v1.2.3, not v1.3.0'),
    ]);
  });

  it('is refused without entries, with changes, and where the tests ran on another commit', () => {
    write('CHANGELOG.md', CHANGELOG.replace('- Something new.\n', ''));
    expect(problemsOfRelease(root)).toEqual([
      'CHANGELOG.md says nothing under 1.2.3',
      expect.stringContaining('not committed:\nM CHANGELOG.md'),
    ]);
    commit();
    rememberPassed(root);
    write('new.txt', '');
    commit();
    expect(problemsOfRelease(root, 'v1.2.3')).toEqual([
      'CHANGELOG.md says nothing under 1.2.3',
      expect.stringContaining('tests have not passed on this commit'),
    ]);
  });

  it('does not count tests that ran with changes beside', () => {
    write('new.txt', '');
    commit();
    write('new.txt', 'changed');
    rememberPassed(root);
    expect(readFileSync(path.join(root, '.cache', 'tests-passed'), 'utf8').trim()).not.toBe(
      git('rev-parse', 'HEAD').trim(),
    );
  });

  it('reads the entries of one version only', () => {
    expect(changelogOf(CHANGELOG, '1.2.3')?.filter(Boolean)).toEqual(['- Something new.']);
    expect(changelogOf(CHANGELOG, '1.2.2')?.filter(Boolean)).toEqual([]);
    expect(changelogOf(CHANGELOG, '1.2')).toBeNull();
  });
});
