export const settingsWords = {
  title: 'Settings',

  doctor: {
    checking: 'Looking at this machine…',
    again: 'Check again',
    list: 'What works on this machine',
    failed: 'The checks could not be run',
    allWell: 'Everything that Netloupe needs works here.',
    states: { ok: 'Works', warning: 'Worth a look', failed: 'Does not work', unknown: 'Not known' },
    copyCommand: 'Copy the command',
    /** By the id of the check; what the check itself is called where there is none. */
    titles: {
      capture: 'Right to capture',
      helpers: 'Helper programs',
      libpcap: 'libpcap',
      'default-route': 'Default route',
      'seen-twice': 'Traffic seen twice',
      clock: 'Clock',
      'data-folder': 'Data folder',
      disk: 'Temporary files',
      plugins: 'Plugins',
      'plugin-rights': 'What plugins are kept from',
      node: 'Program',
      build: 'Build',
      electron: 'Electron',
      display: 'Display',
    },
  },
};
