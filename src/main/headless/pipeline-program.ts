/** `netloupe pipeline …` as commander sees it; like the other commands, each is loaded when it is run. */
import { Option, type Command } from 'commander';
import type { PipelineCheckOptions } from './commands/pipeline-check-command.ts';
import type { PipelineRunOptions } from './commands/pipeline-run-command.ts';
import { collect, durationMs, nonEmpty } from './option-values.ts';

const DEFAULT_GIVE_UP_MS = 60_000;

export function addPipelineCommands(program: Command, done: (status: number) => void): void {
  const pipeline = program
    .command('pipeline')
    .description('check and run pipelines: netloupe pipeline --help')
    .helpCommand(false);

  pipeline
    .command('check')
    .description('say whether the file of a pipeline is right, and show its graph')
    .argument('<FILE>', 'pipeline, YAML or JSON')
    .option('--test', 'make its stages and run their health checks, too')
    .option('--plugin <NAME|PATH>', 'have this plugin, too; may be given several times', collect)
    .option('--json', 'as JSON')
    .action(async (file: string, options: PipelineCheckOptions) => {
      const { pipelineCheckCommand } = await import('./commands/pipeline-check-command.ts');
      done(await pipelineCheckCommand(file, options));
    });

  pipeline
    .command('run')
    .description('run a pipeline over captures or live until they end')
    .argument('<FILE>', 'pipeline, YAML or JSON')
    .addOption(
      new Option('--read <CAPTURE>', 'capture (- is standard input); may be given several times')
        .conflicts('interface')
        .argParser(collect),
    )
    .option('-i, --interface <IFACE>', 'capture from this interface; may be given several times', collect)
    .option('--bpf <EXPR>', 'capture filter, as tcpdump takes it', nonEmpty)
    .option('--duration <TIME>', 'stop after this time: 10s, 5m, 2h', durationMs)
    .option('--give-up <TIME>', 'end when a stage has failed for this time', durationMs, DEFAULT_GIVE_UP_MS)
    .option('--config <FILE>', 'settings, YAML or JSON')
    .option('--plugin <NAME|PATH>', 'run this plugin beside those that the pipeline names', collect)
    .addOption(
      new Option('--summary <FORM>', 'what went through each stage: text on stderr, json on stdout').choices([
        'json',
        'text',
      ]),
    )
    .option('--progress', 'show progress on stderr (default: on a terminal)')
    .option('--no-progress', 'show none')
    .action(async (file: string, options: PipelineRunOptions) => {
      const { pipelineRunCommand } = await import('./commands/pipeline-run-command.ts');
      done(await pipelineRunCommand(file, options));
    });
}
