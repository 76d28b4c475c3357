/** `netloupe plugin …` as commander sees it; like the other commands, each is loaded when it is run. */
import { Option, type Command } from 'commander';
import { PLUGIN_LANGUAGES } from '#contract/plugins/manifest.ts';
import type { PluginConfigOptions, PluginForceOptions } from './commands/plugin-change-command.ts';
import type { PluginInstallOptions } from './commands/plugin-install-command.ts';
import type { PluginListOptions } from './commands/plugin-list-command.ts';
import type { PluginNewOptions } from './commands/plugin-new-command.ts';
import type { PluginPackOptions } from './commands/plugin-pack-command.ts';
import type { PluginSymbolOptions } from './commands/plugin-symbol-command.ts';
import type { PluginStatusOptions } from './commands/plugin-status-command.ts';
import type { PluginTestOptions } from './commands/plugin-test-command.ts';
import { PART_KINDS } from './plugins/part-templates.ts';
import { collect, durationMs, lineCount, nonEmpty } from './option-values.ts';

const SOURCE = 'folder, zip, or single .lua, .js or .mjs file';

export function addPluginCommands(program: Command, done: (status: number) => void): void {
  const plugin = program
    .command('plugin')
    .description('manage, write and try plugins: netloupe plugin --help')
    .helpCommand(false);

  plugin
    .command('list')
    .description('what there is')
    .option('--json', 'as JSON')
    .action(async (options: PluginListOptions) => {
      const { pluginListCommand } = await import('./commands/plugin-list-command.ts');
      done(await pluginListCommand(options));
    });

  plugin
    .command('status')
    .description('how plugins do in a Netloupe that runs')
    .argument('[NAME]', 'everything of this one, as JSON')
    .option('--json', 'as JSON')
    .action(async (name: string | undefined, options: PluginStatusOptions) => {
      const { pluginStatusCommand } = await import('./commands/plugin-status-command.ts');
      done(await pluginStatusCommand(name, options));
    });

  plugin
    .command('new')
    .description('write a plugin to begin with, test included')
    .argument('<NAME>', 'lower-case letters, digits and hyphens')
    .addOption(new Option('--lang <LANGUAGE>', 'language').choices(PLUGIN_LANGUAGES).makeOptionMandatory())
    .addOption(
      new Option('--kind <KIND>', 'what it is: for packet logs, or a part of pipelines')
        .choices(['receiver', ...PART_KINDS])
        .default('receiver'),
    )
    .option('--dir <FOLDER>', 'make its folder in this one (default: here)', nonEmpty)
    .action(async (name: string, options: PluginNewOptions) => {
      const { pluginNewCommand } = await import('./commands/plugin-new-command.ts');
      done(await pluginNewCommand(name, options));
    });

  plugin
    .command('test')
    .description('run a plugin on a capture, alone and repeatably')
    .argument('<NAME|PATH>', `name of one that is installed, or ${SOURCE}`)
    .option('--read <CAPTURE>', 'capture (default: the sample that ships with netloupe)', nonEmpty)
    .option('--expect <FILE>', 'compare its output with this file (default: its own expected.txt)', nonEmpty)
    .option('--update', 'write the output to that file instead')
    .option('--json', 'the result with its output as JSON')
    .addOption(new Option('--watch', 'again whenever a file of the plugin changes').conflicts('json'))
    .addOption(
      new Option('--symbol <NAME>', 'only this part of pipelines: process, or a source, sink or function').conflicts([
        'json',
        'watch',
      ]),
    )
    .option(
      '--records <FILE>',
      'with --symbol: records, one JSON object a line (default: the sessions of the capture)',
      nonEmpty,
    )
    .option('--set <KEY=VALUE>', 'with --symbol: configuration as a pipeline would give it', collect)
    .option('--args <KEYS>', 'with --symbol of a function: keys of the record to call it with, a,b,c', nonEmpty)
    .option('--for <DURATION>', 'with --symbol of a source: how long it may run (default: 3s)', durationMs)
    .action(async (source: string, options: PluginTestOptions & PluginSymbolOptions) => {
      const { symbol, records, set, args, for: time } = options;
      if ([symbol, records, set, args, time].some((value) => value !== undefined)) {
        const { pluginSymbolCommand } = await import('./commands/plugin-symbol-command.ts');
        done(await pluginSymbolCommand(source, options));
        return;
      }
      const { pluginTestCommand } = await import('./commands/plugin-test-command.ts');
      done(await pluginTestCommand(source, options));
    });

  plugin
    .command('pack')
    .description('make NAME-VERSION.zip of a folder')
    .argument('<FOLDER>')
    .option('--out <FOLDER>', 'write it there (default: here)', nonEmpty)
    .action(async (folder: string, options: PluginPackOptions) => {
      const { pluginPackCommand } = await import('./commands/plugin-pack-command.ts');
      done(await pluginPackCommand(folder, options));
    });

  for (const verb of ['install', 'update'] as const) {
    plugin
      .command(verb)
      .description(verb === 'install' ? 'install a plugin and switch it on' : 'put another version in place of one')
      .argument('<SOURCE>', SOURCE)
      .option('-y, --yes', 'accept its permissions without being asked')
      .option('--enable', `switch it on${verb === 'install' ? ' (default)' : ', if it is off'}`)
      .option('--no-enable', verb === 'install' ? 'leave it switched off' : 'leave it as it is (default)')
      .action(async (source: string, options: PluginInstallOptions) => {
        const { pluginInstallCommand, pluginUpdateCommand } = await import('./commands/plugin-install-command.ts');
        done(await (verb === 'install' ? pluginInstallCommand(source, options) : pluginUpdateCommand(source, options)));
      });
  }

  const change = (verb: 'enable' | 'disable' | 'remove' | 'restart', description: string): void => {
    const command = plugin.command(verb).description(description).argument('<NAME>');
    if (verb === 'disable' || verb === 'remove') command.option('--force', 'also while pipelines use it');
    command.action(async (name: string, options: PluginForceOptions) => {
      if (verb === 'restart') {
        const { pluginRestartCommand } = await import('./commands/plugin-status-command.ts');
        done(await pluginRestartCommand(name));
        return;
      }
      const commands = await import('./commands/plugin-change-command.ts');
      if (verb === 'enable') done(await commands.pluginEnableCommand(name));
      else if (verb === 'disable') done(await commands.pluginDisableCommand(name, options));
      else done(await commands.pluginRemoveCommand(name, options));
    });
  };
  change('enable', 'switch on, in a Netloupe that runs, too');
  change('disable', 'switch off');
  change('remove', 'remove with its settings and store');
  change('restart', 'start its process anew in a Netloupe that runs');

  plugin
    .command('config')
    .description('print the configuration, or change it')
    .argument('<NAME>')
    .argument('[KEY=VALUE...]')
    .option('--file <FILE>', 'values from this file, YAML or JSON', nonEmpty)
    .option('--reset', 'forget what was set before')
    .action(async (name: string, pairs: readonly string[], options: PluginConfigOptions) => {
      const { pluginConfigCommand } = await import('./commands/plugin-change-command.ts');
      done(await pluginConfigCommand(name, pairs, options));
    });

  plugin
    .command('log')
    .description('latest lines and alerts in a Netloupe that runs')
    .argument('<NAME>')
    .option('--lines <N>', 'how many', lineCount, 100)
    .action(async (name: string, options: { readonly lines: number }) => {
      const { pluginLogCommand } = await import('./commands/plugin-status-command.ts');
      done(await pluginLogCommand(name, options));
    });
}
