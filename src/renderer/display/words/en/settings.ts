export const settingsWords = {
  title: 'Settings',
  searchLabel: 'Find a setting',
  searchNone: 'No setting is called that',
  searchNoneText: 'Look for another word, or clear the search to see all settings.',
  clearSearch: 'Clear the search',
  found: (count: number): string => (count === 1 ? '1 setting found' : `${count} settings found`),
  sectionList: 'Sections',
  import: 'Import…',
  export: 'Export…',

  sections: {
    capture: { title: 'Capture', text: 'What is taken from the network, and how much of it is kept.' },
    sessions: { title: 'Sessions', text: 'When a conversation counts as over, and how many there can be.' },
    payload: {
      title: 'Names in packets',
      text: 'Protocols in which names are looked for, where, and which names count.',
    },
    observers: { title: 'Observers', text: 'What is noted of each session beyond the usual: further columns.' },
    geo: {
      title: 'Countries and networks',
      text: 'Databases on this machine that tell where an address is. Nothing is asked of the network.',
    },
    history: {
      title: 'History',
      text: 'What live captures leave on this machine, and for how long. Changes hold at once.',
    },
    display: { title: 'Display', text: 'How things look and are said in this window.' },
    desktop: {
      title: 'Desktop',
      text: 'What Netloupe does on this desktop besides this window. Changes hold at once.',
    },
    privacy: { title: 'Privacy', text: 'What can be seen by others, and what is kept where.' },
    notifications: { title: 'Notifications', text: 'What the system tells you while you look elsewhere.' },
    plugins: { title: 'Plugins and pipelines', text: 'What runs beside the capture, and how programs reach it.' },
    crashes: {
      title: 'Crash reports',
      text: 'What ended unexpectedly. Reports stay on this machine until you delete them; at most 20 are kept.',
    },
    machine: { title: 'This machine', text: 'What works here, what does not, and what to do about it.' },
    about: { title: 'About', text: 'Which Netloupe this is, and where it keeps what it keeps.' },
  },

  /** Around each setting. */
  reset: 'Reset',
  resetTo: (label: string, value: string): string => `Reset ${label} to ${value}`,
  defaultIs: (value: string): string => `Default: ${value}`,
  nextCapture: 'From the next capture on',
  saving: 'Saving…',
  units: { seconds: 'seconds', bytes: 'bytes', sessions: 'sessions', days: 'days' },
  on: 'on',
  off: 'off',
  nothingSet: 'not set',
  everything: 'everything',
  anyPort: 'any port',
  noneChosen: 'none',
  addWithEnter: 'Add with Enter',
  emptyMeans: (value: string): string => `Empty: ${value}`,

  problems: {
    unknown: 'There is no such setting.',
    tooSmall: (bound: string): string => `At least ${bound}.`,
    tooBig: (bound: string): string => `At most ${bound}.`,
    number: 'This must be a number.',
    whole: 'This must be a whole number.',
    ports: 'Ports are numbers from 0 to 65535.',
    emptyList: 'Nothing could match an empty list: add an entry.',
    needed: 'Something must stand here.',
    address: 'This is not an IP address or CIDR prefix.',
    other: (message: string): string => `This ${message}.`,
  },

  pending: {
    title: (count: number): string =>
      count === 1
        ? '1 changed setting holds from the next capture on'
        : `${count} changed settings hold from the next capture on`,
    text: 'What is on view was begun with the settings before. Beginning anew drops what was captured until now.',
    restartLive: 'Restart the capture',
    restartFile: 'Read the file again',
  },
  fixed: 'These settings cannot be changed here',
  damaged: 'The file of settings was damaged',
  notSaved: 'The setting was not saved',
  loading: 'Asking the engine for its settings…',
  browserPath: 'A path of this machine can be named in the desktop app or in the settings file only.',
  keptIn: 'Kept in',

  fields: {
    'capture.promiscuous': {
      label: 'Promiscuous mode',
      help: 'Also captures what the network card would not hand to this machine.',
    },
    'capture.snaplen': {
      label: 'Bytes kept of each packet',
      help: 'Longer packets are cut; names may then be missed.',
    },
    'capture.buffer_bytes': {
      label: 'Capture buffer',
      help: 'Room in the kernel for packets that wait to be read; more of it loses less under load.',
    },
    'viewer.packet_bytes': {
      label: 'Memory for the bytes of packets',
      help: 'The newest packets are kept as they were, to look at and to save; 0 keeps none.',
    },
    'logs.emit': { label: 'Packets that are listed', help: 'Which packets of a session the packet log holds.' },
    'filter.bpf': {
      label: 'Capture filter',
      help: 'What live captures let through where the capture itself names no filter, as tcpdump takes it.',
    },
    'filter.source': { label: 'Only from', help: 'Addresses or CIDR prefixes of who began the conversation.' },
    'filter.destination': { label: 'Only to', help: 'Addresses or CIDR prefixes of who was asked.' },
    'filter.protocol': { label: 'Only these protocols', help: 'By name or number, such as tcp, udp, icmp or 47.' },
    'filter.port': { label: 'Only these ports', help: 'Ports of who was asked.' },
    'filter.strict': {
      label: 'All of these must match',
      help: 'Off: it is enough if the source or the destination matches.',
    },
    'timeouts.tcp_attempt': {
      label: 'TCP without an answer',
      help: 'Silence after which an unanswered attempt is over.',
    },
    'timeouts.tcp_idle': {
      label: 'TCP, established',
      help: 'Silence after which a connection that says nothing is over.',
    },
    'timeouts.close_linger': { label: 'TCP, half closed', help: 'Silence after one side closed it.' },
    'timeouts.udp': { label: 'UDP', help: 'Silence after which it is over.' },
    'timeouts.dns': { label: 'DNS over UDP', help: 'Silence after which it is over, with port 53 on either side.' },
    'timeouts.icmp': { label: 'ICMP', help: 'Silence after which it is over.' },
    'timeouts.other': { label: 'Other protocols', help: 'Silence after which it is over.' },
    max_sessions: {
      label: 'Open sessions at most',
      help: 'Beyond it the one that was silent for longest is ended, and that is counted.',
    },
    'filter.only_matching': {
      label: 'Only what gave a name',
      help: 'Keeps only packets from which a name was taken, and the sessions that have one.',
    },
    'observers.chains': { label: 'Built-in observers', help: 'Each adds its keys to the columns of sessions.' },
    'geo.country': { label: 'Database of countries', help: 'A file in MaxMind’s format (.mmdb), by its full path.' },
    'geo.asn': {
      label: 'Database of networks',
      help: 'Autonomous systems, in the same format; it may be the same file.',
    },
    'history.enabled': {
      label: 'Keep a history',
      help: 'Sessions, names and traffic of live captures are written to this machine. Off: nothing is written; what is there stays until it is forgotten.',
    },
    'history.days': { label: 'Days that are kept', help: 'What is older is removed; 0 keeps everything.' },
    'history.bytes': {
      label: 'Disk space for the history',
      help: 'Beyond it the oldest is removed; 0 sets no limit.',
    },
    'history.packets_bytes': {
      label: 'Disk space for packets',
      help: 'The newest packets as they were, to save them later as pcapng; 0 writes none.',
    },
  },
  logsEmit: { state: 'What tells something', all: 'Every packet' },

  payload: {
    protocols: {
      dns: 'DNS',
      mdns: 'mDNS',
      llmnr: 'LLMNR',
      nbns: 'NetBIOS names',
      tls: 'TLS (SNI)',
      quic: 'QUIC (SNI)',
      http: 'HTTP (Host)',
      dhcp: 'DHCP',
      ssdp: 'SSDP',
    },
    enabled: (protocol: string): string => `Look for names in ${protocol}`,
    ports: (protocol: string): string => `Ports of ${protocol}`,
    match: (protocol: string): string => `Names in ${protocol} that count`,
    portsShort: 'Ports',
    matchShort: 'Names',
    portsHelp: 'on either side',
    matchHelp: 'patterns with * and ?',
    help: 'Whether it is looked at, at which ports, and which names count (patterns with * and ?).',
  },

  preferences: {
    theme: {
      label: 'Theme',
      help: 'Light or dark.',
      options: { system: 'System', light: 'Light', dark: 'Dark' },
    },
    language: {
      label: 'Language',
      help: 'Of everything that this window says itself; messages of the engine are in English.',
      options: { system: 'System', en: 'English', de: 'Deutsch' },
    },
    rateUnit: {
      label: 'Rates in',
      help: 'Traffic per second.',
      options: { bytes: 'Bytes/s', bits: 'Bits/s' },
    },
    byteBase: {
      label: 'Size of a kilobyte',
      help: 'Decimal (kB, MB) or binary (KiB, MiB).',
      options: { '1000': '1000 · kB', '1024': '1024 · KiB' },
    },
    timeZone: {
      label: 'Times in',
      help: 'Of everything on screen; files always hold UTC.',
      options: { local: 'Local time', utc: 'UTC' },
    },
    density: {
      label: 'Rows',
      help: 'How much room the rows of tables take.',
      options: { compact: 'Compact', comfortable: 'Comfortable' },
    },
    redact: {
      label: 'Hide names and addresses',
      help: 'Made-up names and addresses stand in for real ones on screen, in exports and in copies, the same for the same until Netloupe ends. Raw bytes are not shown meanwhile.',
    },
    savedFilters: { label: 'Saved filters', help: 'Filters with a name, in the list of the filter bar.' },
  },

  privacy: {
    keptTitle: 'What is kept where',
    kept: {
      captured: {
        what: 'Captured traffic',
        where: 'In memory, until the next capture or the end of the program.',
      },
      history: {
        what: 'Sessions, names, traffic and alerts of live captures',
        where:
          'In the history in the data folder, as long as the settings say. It is not encrypted: your disk has to be.',
      },
      exports: { what: 'Exports', where: 'Where you save them. They hold what was on the wire and are not encrypted.' },
      data: { what: 'Settings, plugins, pipelines and what they write', where: 'In the data folder (see About).' },
      view: {
        what: 'Preferences, columns, recent files and filters',
        where: 'With this window: in the app’s or the browser’s storage.',
      },
    },
    nothingSent:
      'Netloupe itself sends nothing anywhere; it asks for new versions only where that is switched on (see About). Plugins and pipelines send what you let them.',
    forget: 'Forget what is remembered',
    forgetHelp: 'Recent files, earlier filters, columns, widths and what was seen. Preferences and saved filters stay.',
    forgetButton: 'Forget',
    forgottenText: 'Recent files, earlier filters and how the window was arranged are forgotten.',
  },

  notifications: {
    label: 'Notify of alerts',
    help: 'Tells of alerts of high and critical severity, at most once every few seconds.',
    denied: 'Not allowed for this page; the browser’s settings can allow it.',
    unsupported: 'This page cannot show notifications here.',
  },

  links: {
    plugins: { label: 'Plugins', help: 'Install, switch and configure them.', button: 'Go to plugins' },
    pipelines: { label: 'Pipelines', help: 'Rules and where records leave to.', button: 'Go to pipelines' },
    alerts: { label: 'Alerts', help: 'What they raised.', button: 'Go to alerts' },
  },

  about: {
    version: 'Version',
    protocol: 'Protocol of the view',
    host: 'Runs as',
    hosts: { desktop: 'Desktop app', headless: 'Local server, shown in a browser' },
    platform: 'System',
    settingsFile: 'Settings',
    dataFolder: 'Data folder',
    nowhere: 'not kept: they end with the program',
    licence: 'Licence',
    licenceText: 'MIT. Copyright 2026 Netloupe contributors.',
    borrowed: 'Built on the work of others',
    borrowedText:
      'Electron, React, Mantine, Recharts, TanStack Table, zustand, zod, libpcap, koffi, wasmoon, Lua and more, under MIT, BSD, ISC or Apache licences; Inter and JetBrains Mono under the SIL Open Font Licence.',
  },

  transfer: {
    exported: 'Settings saved',
    exportFailed: 'The settings could not be saved',
    importTitle: 'Import settings',
    mistakes: (count: number): string =>
      count === 1 ? 'The file has a mistake and was not taken' : `The file has ${count} mistakes and was not taken`,
    changes: (count: number): string => (count === 1 ? '1 setting changes' : `${count} settings change`),
    noChanges: 'Everything in the file is as it is here already.',
    before: 'now',
    after: 'then',
    pathsKept: 'Paths of databases are not taken over from a file in a browser.',
    apply: 'Import',
    cancel: 'Cancel',
    done: 'Settings imported',
    tooLarge: 'The file is too large to be a file of settings.',
    wholeFile: 'The file',
    failed: 'The settings were not imported',
  },

  mini: {
    title: 'Netloupe, mini window',
    open: 'Open Netloupe',
    close: 'Close the mini window',
    in: 'In',
    out: 'Out',
    chart: 'Traffic of the last minutes, in above, out below',
    topHosts: 'Busiest hosts',
    noHosts: 'Nobody talks yet',
    connecting: 'Connecting…',
    lost: 'The engine is not there',
    idle: 'Nothing is captured',
    paused: 'Paused',
    ended: 'Ended',
    live: 'Live',
    reading: 'Reading',
    pause: 'Pause this window',
    resume: 'Go on',
  },

  doctor: {
    checking: 'Looking at this machine…',
    again: 'Check again',
    list: 'What works on this machine',
    failed: 'The checks could not be run',
    allWell: 'Everything that Netloupe needs works here.',
    states: { ok: 'Works', warning: 'Worth a look', failed: 'Does not work', unknown: 'Not known' },
    copyCommand: 'Copy the command',
    groups: { capturing: 'Capturing', network: 'Network', machine: 'Clock and disk', program: 'Program and plugins' },
    well: (count: number): string => (count === 1 ? 'works' : `all ${count} work`),
    rest: (count: number): string => (count === 1 ? 'Show the one that works' : `Show the ${count} that work`),
    tally: {
      failed: (count: number): string => (count === 1 ? '1 does not work' : `${count} do not work`),
      warning: (count: number): string => `${count} worth a look`,
      unknown: (count: number): string => `${count} not known`,
    },
    /** By the id of the check; what the check itself is called where there is none. */
    titles: {
      capture: 'Right to capture',
      'capture-helper': 'Capture helper',
      'capture-group': 'Group that may capture',
      libpcap: 'libpcap',
      interfaces: 'Interfaces',
      'default-route': 'Default route',
      'seen-twice': 'Traffic seen twice',
      clock: 'Clock',
      'data-folder': 'Data folder',
      disk: 'Room on disk',
      plugins: 'Plugins',
      'plugin-rights': 'What plugins are kept from',
      history: 'History',
      node: 'Program',
      build: 'Build',
      electron: 'Electron',
      display: 'Display',
    },
  },
};
