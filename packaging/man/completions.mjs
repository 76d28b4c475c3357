/** Completions of commands, options and their choices for bash, zsh and fish; file names where a command takes files. */
import { leaves } from './man-page.mjs';

/** What the desktop app or a command may be given: words that stand for files have these names. */
const FILE = /FILE|FOLDER|CAPTURE|BEFORE|AFTER|SOURCE|PATH|OUT|DIR/;

/** Every command, those that hold others first: `{ words, next, options }`. */
function places(tree) {
  const inner = tree.commands.flatMap(places);
  return [
    {
      words: tree.path.slice(1).join(' '),
      next: tree.commands.map(({ name }) => name),
      files: tree.args.some(({ name }) => FILE.test(name)),
      options: tree.options,
      description: tree.description,
      args: tree.args,
    },
    ...inner,
  ];
}

const named = ({ long, short }) => [long, short].filter((name) => name !== null);

export function bashCompletion(tree) {
  const cases = places(tree).flatMap(({ words, next, files, options }) => {
    const takes = options.filter(({ value }) => value !== null);
    const values = takes.map((option) => {
      const gives =
        option.choices.length > 0
          ? `_netloupe_words '${option.choices.join(' ')}'`
          : FILE.test(option.value)
            ? '_netloupe_files'
            : ':';
      return `        ${named(option).join(' | ')}) ${gives}; return ;;`;
    });
    return [
      `    '${words}')`,
      ...(values.length === 0 ? [] : ['      case $previous in', ...values, '      esac']),
      `      case $current in`,
      `        -*) _netloupe_words '${options.flatMap(named).join(' ')}' ;;`,
      `        *) _netloupe_words '${next.join(' ')}'${files ? '; _netloupe_files' : ''} ;;`,
      '      esac',
      '      ;;',
    ];
  });
  const commands = places(tree).filter(({ words }) => words !== '');
  return `${[
    '# bash completion for netloupe; made from its commands',
    '_netloupe() {',
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' word",
    '  COMPREPLY=()',
    '  _netloupe_words() { mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$1" -- "$current"); }',
    '  _netloupe_files() { compopt -o filenames 2>/dev/null; mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current"); }',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "$command $word" in',
    `      ${commands.map(({ words }) => `'${words.includes(' ') ? words : ` ${words}`}'`).join(' | ')}) command=\${command:+$command }$word ;;`,
    '    esac',
    '  done',
    '  case $command in',
    ...cases,
    '  esac',
    '}',
    'complete -F _netloupe netloupe',
  ].join('\n')}\n`;
}

const zshWord = (words) => words.replaceAll(/[\\\]:[]/g, '\\$&').replaceAll("'", "'\\''");

export function zshCompletion(tree) {
  return `${['#compdef netloupe', ...zshFunctions(tree), '_netloupe "$@"'].join('\n')}\n`;
}

function zshFunctions(command) {
  const { path, args, options, commands } = command;
  const specs = options.flatMap((option) => {
    const takes =
      option.value === null
        ? ''
        : `:${zshWord(option.value)}:${option.choices.length > 0 ? `(${option.choices.join(' ')})` : FILE.test(option.value) ? '_files' : ''}`;
    return named(option).map((name) => `'${option.repeats ? '*' : ''}${name}[${zshWord(option.description)}]${takes}'`);
  });
  const ends =
    commands.length > 0
      ? ["'1: :->command'", "'*:: :->words'"]
      : args.map(({ name, shown, choices }) => {
          const gives = choices.length > 0 ? `(${choices.join(' ')})` : FILE.test(name) ? '_files' : '';
          return `'${/\.\.\./.test(shown) ? '*' : ''}:${zshWord(name)}:${gives}'`;
        });
  const own = [
    `_${path.join('_')}() {`,
    ...(commands.length > 0 ? ['  local line state'] : []),
    `  _arguments -s ${commands.length > 0 ? '-C ' : ''}\\`,
    `    ${[...specs, ...ends].join(' \\\n    ')}`,
  ];
  if (commands.length > 0) {
    const list = commands.map(({ name, description }) => `'${zshWord(name)}:${zshWord(description)}'`).join(' ');
    own.push(
      '  case $state in',
      `    command) local -a commands=(${list}); _describe command commands${args.length > 0 ? '; _files' : ''} ;;`,
      `    words) case $line[1] in ${commands.map(({ name, path: to }) => `${name}) _${to.join('_')} ;;`).join(' ')} esac ;;`,
      '  esac',
    );
  }
  return [...commands.flatMap(zshFunctions), ...own, '}'];
}

const fishWord = (words) => `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export function fishCompletion(tree) {
  const inner = leaves(tree).filter(({ path }) => path.length > 2);
  const groups = tree.commands.filter(({ commands }) => commands.length > 0);
  const top = tree.commands.map(({ name }) => name).join(' ');
  const lines = ['# fish completion for netloupe; made from its commands'];
  const alone = `not __fish_seen_subcommand_from ${top}`;
  for (const { name, description } of tree.commands)
    lines.push(`complete -c netloupe -n ${fishWord(alone)} -a ${name} -d ${fishWord(description)}`);
  for (const option of tree.options) lines.push(fishOption(alone, option));
  for (const group of groups) {
    const own = group.commands.map(({ name }) => name).join(' ');
    const begun = `__fish_seen_subcommand_from ${group.name}; and not __fish_seen_subcommand_from ${own}`;
    for (const { name, description } of group.commands)
      lines.push(`complete -c netloupe -f -n ${fishWord(begun)} -a ${name} -d ${fishWord(description)}`);
  }
  for (const command of [...tree.commands.filter(({ commands }) => commands.length === 0), ...inner]) {
    const seen = command.path.slice(1).map((word) => `__fish_seen_subcommand_from ${word}`);
    for (const option of command.options) lines.push(fishOption(seen.join('; and '), option));
  }
  return `${lines.join('\n')}\n`;
}

function fishOption(condition, option) {
  const names = [
    option.long === null ? '' : ` -l ${option.long.slice(2)}`,
    option.short === null ? '' : ` -s ${option.short.slice(1)}`,
  ];
  const gives =
    option.choices.length > 0
      ? ` -x -a ${fishWord(option.choices.join(' '))}`
      : option.value === null
        ? ''
        : FILE.test(option.value)
          ? ' -r -F'
          : ' -x';
  return `complete -c netloupe -n ${fishWord(condition)}${names.join('')}${gives} -d ${fishWord(option.description)}`;
}
