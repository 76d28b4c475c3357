/** Names of the messages between the preload script and the desktop's main process. Nothing else is listened to. */
export const DESKTOP_IPC = {
  connect: 'netloupe:connect',
  port: 'netloupe:engine-port',
  chooseCapture: 'netloupe:choose-capture',
  choosePlugin: 'netloupe:choose-plugin',
  chooseExportPath: 'netloupe:choose-export-path',
  openFile: 'netloupe:open-file',
  readyForFiles: 'netloupe:ready-for-files',
  menuCommand: 'netloupe:menu-command',
  startIntent: 'netloupe:start-intent',
  saveText: 'netloupe:save-text',
  openMini: 'netloupe:open-mini',
  showMain: 'netloupe:show-main',
  setAppearance: 'netloupe:set-appearance',
  noteRecent: 'netloupe:note-recent',
  clearRecent: 'netloupe:clear-recent',
} as const;
