/** `netloupe rules check FILE|FOLDER...`: what is in the rules, or what is wrong with them and where. */
import { checkRules, type RulesCheck } from '#main/engine/check-rules.ts';
import { createStageWorld } from '#main/host/pipelines/stage-world.ts';
import { EXIT_DONE, EXIT_USAGE } from '../exit-codes.ts';
import { findPackageRoot } from '../package-root.ts';
import { refuse } from '../refuse.ts';
import { note, print, printExact } from '../terminal.ts';

export interface RulesOptions {
  readonly json?: boolean;
}

export async function rulesCheckCommand(paths: readonly string[], options: RulesOptions): Promise<number> {
  const checked = await checkRules(paths, createStageWorld(findPackageRoot().rulesFolder));
  if (!checked.ok) {
    return refuse(checked.failure);
  }
  if (options.json === true) await printExact(`${JSON.stringify(jsonOf(checked.value), null, 1)}\n`);
  else await printText(checked.value);
  return checked.value.counts === null ? EXIT_USAGE : EXIT_DONE;
}

async function printText({ counts, mistakes, notices }: RulesCheck): Promise<void> {
  for (const notice of notices) note(`notice: ${lineOf(notice)}`);
  for (const mistake of mistakes) note(lineOf(mistake));
  if (counts === null) {
    note(`netloupe: ${plural(mistakes.length, 'mistake')}`);
    return;
  }
  const { files, rules, disabled, drops, macros, lists } = counts;
  const off = disabled === 0 ? '' : ` (${disabled} off)`;
  const parts = [
    `${plural(rules, 'rule')}${off}`,
    plural(drops, 'drop rule'),
    plural(macros, 'macro'),
    plural(lists, 'list'),
  ];
  await print(`${parts.join(', ')} in ${plural(files, 'file')}: no mistakes\n`);
}

function jsonOf({ counts, mistakes, notices }: RulesCheck): object {
  const flat = ({ place, message }: RulesCheck['mistakes'][number]): object => ({ ...place, message });
  return { counts, mistakes: mistakes.map(flat), notices: notices.map(flat) };
}

function lineOf({ place, message }: RulesCheck['mistakes'][number]): string {
  return `${place.file}:${place.line}:${place.column}: ${message}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
