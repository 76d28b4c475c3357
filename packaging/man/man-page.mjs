/** netloupe.1, in man(7)'s own words: all commands with their arguments and options, and what scripts need to know beside them. */

const EXIT = [
  ['0', 'Done.'],
  ['1', 'Anything that has no status of its own.'],
  ['2', 'Wrong usage: a command, option or expression that there is not.'],
  ['3', 'Input that is missing, unreadable or of a kind that is not supported.'],
  ['4', 'Input that is damaged part-way. Everything before the damage was written, and the place is named.'],
  ['5', 'Not permitted. The message says how to get the permission.'],
];

const ENVIRONMENT = [
  ['NETLOUPE_HOME', 'Folder of settings, plugins, pipelines and the history, instead of the usual one.'],
  ['XDG_DATA_HOME', 'Where that folder is otherwise:'],
  ['NETLOUPE_DEBUG', '1: an error that is a bug is told with its stack.'],
  ['DISPLAY, WAYLAND_DISPLAY', 'Without either, the view opens in a browser.'],
];

const FILES = [
  ['~/.local/share/netloupe/', 'What the app and the command line keep for a user.'],
  ['~/.local/share/netloupe/settings.yaml', 'Settings of the app and of netloupe serve.'],
  ['~/.local/share/netloupe/history/', 'The history, which only its user may read.'],
  ['~/.config/netloupe/', 'What the desktop app remembers of windows and appearance.'],
  [
    '/usr/libexec/netloupe/netloupe-capture',
    'Captures for members of the group netloupe, where that was wanted at installation.',
  ],
];

const EXAMPLES = [
  ['What is in a capture:', 'netloupe read capture.pcapng --summary text'],
  [
    'Its sessions as CSV, for those of one host:',
    'netloupe read capture.pcapng --sessions - --filter "host ~ example"',
  ],
  ['A capture from another machine:', 'ssh host tcpdump -U -w - | netloupe read - --dns -'],
  ['Ten seconds of an interface:', 'netloupe capture -i eth0 --duration 10s --summary text'],
  ['The view in a browser:', 'netloupe serve --read capture.pcapng'],
];

/** `version`: of the program. There is no date in it, so that the same commit gives the same page. */
export function manPage(tree, version) {
  const lines = [
    `.TH NETLOUPE 1 "" "netloupe ${version}" "User Commands"`,
    '.SH NAME',
    'netloupe \\- what is talking to whom: live or from a capture',
    '.SH SYNOPSIS',
    ...tree.commands.flatMap(leaves).flatMap((command) => synopsis(command)),
    ...synopsis(tree),
    '.SH DESCRIPTION',
    text(
      'Netloupe follows every conversation of a capture, or of interfaces while they are captured, as a session, takes host names out of payloads, and shows or writes sessions, packets and DNS transactions.',
    ),
    '.PP',
    text(
      'With nothing or a capture behind it, the desktop app opens; where there is no display, or for root, the same view in a browser.',
    ),
    text('Everything else is a command, for which neither display nor window is needed.'),
    text('Results go to standard output; notes, progress and failures to standard error.'),
    '.SH OPTIONS',
    ...tree.options.flatMap(option),
    '.SH COMMANDS',
    ...tree.commands.flatMap(leaves).flatMap(section),
    '.SH EXIT STATUS',
    ...EXIT.flatMap(([code, says]) => tagged(bold(code), says)),
    '.PP',
    text('A command that a signal ended has the status that its shell gives it.'),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, says]) =>
      tagged(bold(name), name === 'XDG_DATA_HOME' ? `${says} in netloupe there, else in ~/.local/share.` : says),
    ),
    '.SH FILES',
    ...FILES.flatMap(([name, says]) => tagged(italic(name), says)),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap(([says, command]) => ['.PP', text(says), '.PP', '.RS 4', '.nf', text(command), '.fi', '.RE']),
    '.SH SEE ALSO',
    '.BR tcpdump (8),',
    '.BR dumpcap (1),',
    '.BR pcap-filter (7)',
  ];
  return `${lines.join('\n')}\n`;
}

/** Commands that are run, not those that only hold others. */
export function leaves(command) {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function synopsis({ path, args, options }) {
  const [program, ...words] = path;
  const required = options.filter((entry) => entry.required).map((entry) => `${entry.long} ${entry.value}`);
  const rest = [...(options.length > 1 ? ['[OPTION...]'] : []), ...required, ...args.map(({ shown }) => shown)];
  return [`.SY ${escaped([program, ...words].join(' ')).replaceAll(' ', '\\ ')}`, text(rest.join(' ')), '.YS'];
}

function section({ path, args, options, description }) {
  const title = [...path.slice(1), ...args.map(({ shown }) => shown)].join(' ');
  return [
    `.SS "${escaped(title).replaceAll('"', '\\(dq')}"`,
    text(sentence(description)),
    ...args
      .filter((entry) => entry.description !== '')
      .flatMap((entry) => tagged(italic(entry.name), sentence(entry.description))),
    // The last one is --help, which every command has.
    ...options.slice(0, -1).flatMap(option),
  ];
}

function option({ flags, description, choices, fallback, required }) {
  const more = [
    ...(choices.length > 0 ? [`one of ${choices.join(', ')}`] : []),
    ...(fallback === null ? [] : [`default: ${fallback}`]),
    ...(required ? ['required'] : []),
  ];
  return tagged(flagText(flags), sentence(`${description}${more.length === 0 ? '' : ` (${more.join('; ')})`}`));
}

/** Option names bold, their values italic. */
function flagText(flags) {
  return flags
    .split(/(<[^>]+>|\[[^\]]+\])/)
    .map((part) => (/^[<[]/.test(part) ? italic(part.replaceAll(/[<>]/g, '')) : part.replaceAll(/-[-\w]+/g, bold)))
    .join('')
    .replaceAll(/(?<!\\)-/g, '\\-');
}

function tagged(tag, says) {
  return ['.TP', tag, text(says)];
}

function sentence(words) {
  const begun = `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

const bold = (words) => `\\fB${escaped(words)}\\fR`;
const italic = (words) => `\\fI${escaped(words)}\\fR`;

function escaped(words) {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga');
}

/** One line of text, which no control character may begin. */
function text(words) {
  const line = escaped(words);
  return /^[.']/.test(line) ? `\\&${line}` : line;
}
