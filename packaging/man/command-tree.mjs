/** The commands of `netloupe` as plain data, from the programs that commander runs: what the man page and completions are made of. */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const PROGRAM = fileURLToPath(new URL('../../src/main/headless/program.ts', import.meta.url));

/** `{ name, path, description, args, options, commands }`, nested. Options: `{ flags, long, short, description, value, choices, fallback, required, repeats }`. */
export async function commandTree() {
  const { module } = await runnerImport(PROGRAM);
  return treeOf(
    module.createProgram(() => undefined),
    [],
  );
}

/** What commander itself adds to each command and lists in its help. */
const HELP = {
  flags: '-h, --help',
  long: '--help',
  short: '-h',
  description: 'display help',
  value: null,
  choices: [],
};

function treeOf(command, above) {
  const path = [...above, command.name()];
  const options = command.options.filter(({ hidden }) => !hidden).map(optionOf);
  return {
    name: command.name(),
    path,
    description: command.description(),
    args: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      shown: argumentText(argument),
      description: argument.description,
      choices: argument.argChoices ?? [],
    })),
    options: [...options, { ...HELP, fallback: null, required: false, repeats: false }],
    commands: command.commands.map((inner) => treeOf(inner, path)),
  };
}

function optionOf(option) {
  const value = /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1] ?? null;
  const shown = option.defaultValueDescription ?? option.defaultValue;
  const flag = option.negate || value === null;
  return {
    flags: option.flags,
    long: option.long ?? null,
    short: option.short ?? null,
    description: option.description,
    value,
    choices: option.argChoices ?? [],
    fallback: flag || shown === undefined ? null : fallbackText(shown, option.description),
    required: option.mandatory,
    repeats: /several times/.test(option.description),
  };
}

/** Milliseconds are what a time becomes. */
function fallbackText(value, description) {
  const isTime = typeof value === 'number' && value >= 1000 && /\btime\b/.test(description);
  return isTime ? `${value / 1000}s` : String(value);
}

/** `<FILE...>` where it must be given, `[FILE]` where it may be left out. */
function argumentText({ required, variadic, ...argument }) {
  const name = `${argument._name}${variadic ? '...' : ''}`;
  return required ? name : `[${name}]`;
}
