/** `netloupe rules …` as commander sees it; like the other commands, it is loaded when it is run. */
import type { Command } from 'commander';
import type { RulesOptions } from './commands/rules-command.ts';

export function addRulesCommands(program: Command, done: (status: number) => void): void {
  const rules = program.command('rules').description('check policy rules: netloupe rules --help').helpCommand(false);

  rules
    .command('check')
    .description('say what is in rules, or what is wrong with them and where')
    .argument('<FILE|FOLDER...>', 'files or folders of rules (.yaml, .yml), or: shipped')
    .option('--json', 'as JSON')
    .action(async (paths: readonly string[], options: RulesOptions) => {
      const { rulesCheckCommand } = await import('./commands/rules-command.ts');
      done(await rulesCheckCommand(paths, options));
    });
}
