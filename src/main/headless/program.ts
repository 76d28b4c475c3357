/** The command line as commander sees it. Each command's code is loaded when it is run, so that none waits for the others'. */
import { Command, CommanderError, Option } from 'commander';
import { COMPARED } from '#contract/history/compare.ts';
import type { CompareOptions } from './commands/compare-command.ts';
import type { DoctorOptions } from './commands/doctor-command.ts';
import type { InterfacesOptions } from './commands/interfaces-command.ts';
import type { ObserveOptions } from './commands/observe-command.ts';
import type { CaptureOptions, ReadOptions } from './commands/read-command.ts';
import type { ServeOptions } from './commands/serve-command.ts';
import { EXIT_DONE, EXIT_USAGE } from './exit-codes.ts';
import { chainNames, collect, durationMs, nonEmpty, outputTarget, rowLimit, token } from './option-values.ts';
import { addQueryCommand } from './history-program.ts';
import { findPackageRoot } from './package-root.ts';
import { addPipelineCommands } from './pipeline-program.ts';
import { addPluginCommands } from './plugin-program.ts';
import { addRulesCommands } from './rules-program.ts';
import { DEFAULT_LISTEN } from './server/listen-address.ts';
import { readable } from './terminal.ts';

/** Runs one command to its end; answers the exit status. `args`: what was written behind `netloupe`. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code: number = EXIT_DONE;
  const program = createProgram((status) => {
    code = status;
  });
  try {
    // As it is: commander would look for Electron otherwise, and leave words out.
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT_DONE : EXIT_USAGE;
  }
  return code;
}

/** `done` is told how the command that was run ended. */
export function createProgram(done: (status: number) => void): Command {
  const program = new Command('netloupe')
    .description('What is talking to whom: live or from a capture.')
    .version(findPackageRoot().version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(readable(text.replace(/^error: /, 'netloupe: '))) })
    .showHelpAfterError('  netloupe --help lists commands and options')
    .allowExcessArguments(false)
    .argument('[FILE]', 'capture to open in the desktop app (a browser where that cannot run)')
    .action(async (file: string | undefined) => {
      const names = program.commands.map((command) => command.name());
      const { openCommand } = await import('./commands/open-command.ts');
      done(await openCommand(file, names));
    });

  withOutputs(
    program
      .command('read')
      .description(
        'read captures (pcap, pcapng, gzip; a folder of them; - is standard input) or exports (sessions, DNS, Zeek, Suricata)',
      ),
  )
    .argument('<FILE...>', 'captures, read one after the other as one; those in a folder in order of time')
    .action(async (files: readonly string[], options: ReadOptions) => {
      const { readCommand } = await import('./commands/read-command.ts');
      done(await readCommand(files, options));
    });

  withOutputs(program.command('capture').description('capture from interfaces until interrupted'))
    .requiredOption('-i, --interface <IFACE>', 'interface; may be given several times', collect)
    .option('--bpf <EXPR>', 'capture filter, as tcpdump takes it', nonEmpty)
    .option('--duration <TIME>', 'stop after this time: 10s, 5m, 2h', durationMs)
    .action(async (options: CaptureOptions) => {
      const { captureCommand } = await import('./commands/read-command.ts');
      done(await captureCommand(options));
    });

  program
    .command('compare')
    .description('say what is new, gone and changed between two captures')
    .argument('<BEFORE>', 'capture (or a folder of them, or an export of sessions)')
    .argument('<AFTER>', 'capture to compare with it')
    .addOption(new Option('--by <WHAT>', 'what to compare by').choices([...COMPARED]).default('host'))
    .addOption(new Option('--change <WHICH>', 'which rows').choices(['all', 'new', 'gone', 'changed']).default('all'))
    .option('--filter <EXPR>', 'display filter', nonEmpty)
    .option('--limit <N>', 'rows at most, 1 to 500', rowLimit, 50)
    .addOption(new Option('--format <FORMAT>', 'how it is written').choices(['table', 'json']).default('table'))
    .option('--config <FILE>', 'settings, YAML or JSON')
    .action(async (before: string, after: string, options: CompareOptions) => {
      const { compareCommand } = await import('./commands/compare-command.ts');
      done(await compareCommand(before, after, options));
    });

  program
    .command('observe')
    .description('say what observers note of each flow, one JSON record a flow')
    .argument('[FILE]', 'capture (pcap, pcapng, gzip; - is standard input)')
    .option('-i, --interface <IFACE>', 'observe this interface until interrupted; may be given several times', collect)
    .option('--bpf <EXPR>', 'capture filter for interfaces, as tcpdump takes it', nonEmpty)
    .option('--duration <TIME>', 'stop observing interfaces after this time: 10s, 5m, 2h', durationMs)
    .option(
      '--chain <NAME>',
      'built-in observer; may be given several times (default: basic, without --plugin)',
      chainNames,
    )
    .option('--plugin <NAME|PATH>', 'observe with this plugin; may be given several times', collect)
    .option('--output <FILE>', 'write records here instead of to standard output', nonEmpty)
    .option('--list-chains', 'list built-in observers and their keys')
    .option('--config <FILE>', 'settings, YAML or JSON')
    .option('--progress', 'show progress on stderr (default: on a terminal)')
    .option('--no-progress', 'show none')
    .action(async (file: string | undefined, options: ObserveOptions) => {
      const { observeCommand } = await import('./commands/observe-command.ts');
      done(await observeCommand(file, options));
    });

  program
    .command('serve')
    .description('show the view in a browser, from an address of this machine only')
    .option('--listen <HOST:PORT>', 'loopback address; port 0 is any free one', DEFAULT_LISTEN)
    .addOption(
      new Option('--read <FILE>', 'open this capture, or a folder of them').conflicts('interface').argParser(nonEmpty),
    )
    .option('-i, --interface <IFACE>', 'capture from this interface; may be given several times', collect)
    .option('--bpf <EXPR>', 'capture filter, as tcpdump takes it', nonEmpty)
    .option('--token <T>', 'token to be asked for (default: a random one)', token)
    .option('--config <FILE>', 'settings, YAML or JSON')
    .option('--plugin <NAME|PATH>', 'run this plugin, too; may be given several times', collect)
    .action(async (options: ServeOptions) => {
      const { serveCommand } = await import('./commands/serve-command.ts');
      done(await serveCommand(options));
    });

  program
    .command('interfaces')
    .description('list interfaces with addresses, state and rates')
    .option('--json', 'as JSON')
    .option('--watch', 'again every second')
    .action(async (options: InterfacesOptions) => {
      const { interfacesCommand } = await import('./commands/interfaces-command.ts');
      done(await interfacesCommand(options));
    });

  addPluginCommands(program, done);
  addPipelineCommands(program, done);

  addRulesCommands(program, done);
  addQueryCommand(program, done);

  program
    .command('doctor')
    .description('say what works here and how to make the rest work')
    .option(
      '-i, --interface <IFACE>',
      'is to be captured, for what would be seen twice; may be given several times',
      collect,
    )
    .option('--json', 'as JSON')
    .action(async (options: DoctorOptions) => {
      const { doctorCommand } = await import('./commands/doctor-command.ts');
      done(await doctorCommand(options));
    });

  return program;
}

function withOutputs(command: Command): Command {
  const out = 'FILE.csv, FILE.jsonl, FILE.parquet, or - for CSV on standard output';
  return command
    .option('--sessions <OUT>', `write sessions: ${out}`, outputTarget)
    .option('--packets <OUT>', `write the packet log: ${out}`, outputTarget)
    .option('--dns <OUT>', `write DNS transactions: ${out}`, outputTarget)
    .addOption(
      new Option('--summary <FORM>', 'print a summary (to stderr where rows go to stdout)').choices(['json', 'text']),
    )
    .option(
      '--chain <NAME>',
      'add the keys of this built-in observer to sessions; may be given several times',
      chainNames,
    )
    .option(
      '--filter <EXPR>',
      'only rows that this filter lets through, e.g. "port 443 and host ~ example"; see docs/filter.md',
    )
    .option(
      '--redact',
      'write made-up addresses and names in the place of real ones, the same ones in all rows of a run',
    )
    .option('--config <FILE>', 'settings, YAML or JSON')
    .option('--plugin <NAME|PATH>', 'give packet logs to this plugin; may be given several times', collect)
    .option('--progress', 'show progress on stderr (default: on a terminal)')
    .option('--no-progress', 'show none');
}
