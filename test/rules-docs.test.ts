/** docs/rules.md is done as it says: files are written and compiled, commands run and print what is shown; tables are as the code is. Needs a build. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIELDS } from '#contract/pipelines/fields.ts';
import { ACTION_NAMES } from '#main/engine/pipeline/rules/actions.ts';
import { compileRules } from '#main/engine/pipeline/rules/compile-rules.ts';
import { AMONG_OPERATORS, TEXT_OPERATORS } from '#main/engine/filter/operators.ts';
import { WINDOW_FUNCTIONS } from '#main/engine/pipeline/rules/condition.ts';
import { mistakeLine } from '#main/engine/pipeline/rules/mistakes.ts';
import { policyConfig } from '#main/engine/pipeline/rules/policy-config.ts';
import { PRIORITY_NAMES } from '#main/engine/pipeline/rules/priorities.ts';
import { MAX_FIRST_SEEN, MAX_KEYS } from '#main/engine/pipeline/rules/windows/compile-window.ts';
import { docBlocks, type DocBlock } from './kit/doc-blocks.ts';
import { docFolder } from './kit/doc-folder.ts';
import { PROJECT } from './kit/plugin-world.ts';

const text = readFileSync(path.join(PROJECT, 'docs', 'rules.md'), 'utf8');
const { folder, env } = docFolder('rules');

/** Of the latest commands. */
let output = '';

function perform({ language, info, body }: DocBlock): void {
  if (language === 'sh')
    output = execFileSync('sh', ['-ec', body], { cwd: folder, encoding: 'utf8', env, stdio: 'pipe' });
  else if (language === 'text') expect(output).toContain(body);
  else if (info === 'rules') {
    const { report } = compileRules([{ name: 'docs', text: body }]);
    expect(report.mistakes.map(mistakeLine)).toEqual([]);
  } else writeFileSync(path.join(folder, info), body);
}

const steps = docBlocks(text).map((block) => ({
  block,
  line: block.line,
  title: block.info || block.body.split('\n', 1)[0],
}));

describe('docs/rules.md', () => {
  it.each(steps)('line $line: $title', ({ block }) => perform(block));

  it('has blocks of every kind', () => {
    const kinds = docBlocks(text).map(({ language, info }) => (info === 'rules' ? 'rules' : language));
    expect(new Set(kinds)).toEqual(new Set(['yaml', 'rules', 'sh', 'text']));
    expect(kinds.length).toBeGreaterThan(15);
  });
});

/** The table between the markers. */
function fieldsTable(): string {
  const rows = FIELDS.map(({ name, type, unit, kinds, summary }) => {
    const words = unit === undefined ? type : `${type}, ${unit}`;
    return `| \`${name}\` | ${words} | ${kinds.filter((kind) => kind !== 'other').join(', ')} | ${summary} |`;
  });
  return ['| field | type | of | what |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

describe('what docs/rules.md lists', () => {
  it('has every field as it is', () => {
    const [, table = ''] = /<!-- fields -->\n+([\s\S]*?)\n+<!-- \/fields -->/.exec(text) ?? [];
    expect(table).toBe(fieldsTable());
  });

  it('has every function, operator, action, priority, and key of the stage', () => {
    for (const name of WINDOW_FUNCTIONS) expect(text).toContain(`| \`${name}(`);
    for (const name of [...TEXT_OPERATORS, ...AMONG_OPERATORS])
      expect(text).toMatch(new RegExp(`\\| .*\\b${name}\\b.* \\|`));
    for (const name of ACTION_NAMES) expect(text).toMatch(new RegExp(`^\\| \`${name}\\b`, 'm'));
    for (const name of PRIORITY_NAMES) expect(text).toContain(`\`${name}\``);
    const [table = ''] = /## The stage `policy`[\s\S]*?```/.exec(text) ?? [];
    const config = policyConfig.parse({ rules: 'x' });
    for (const key of Object.keys(config)) expect(table).toContain(`| \`${key}\` |`);
    expect(table).toContain(`default ${config.alerts_per_minute}`);
    expect(text).toContain(`at most ${MAX_KEYS.toLocaleString('en')} keys`);
    expect(text).toContain(`\`first_seen\`: ${MAX_FIRST_SEEN.toLocaleString('en')}`);
  });

  it('has every rule that ships', () => {
    const shipped = execFileSync('sh', ['-c', 'cat rules/*.yaml'], { cwd: PROJECT, encoding: 'utf8' });
    const names = [...shipped.matchAll(/^- rule: (.+)$/gm)].map((match) => match[1]!);
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(text).toContain(`| ${name} |`);
  });
});
