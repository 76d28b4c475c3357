/** What the program does on the desktop besides drawing this window. */
export const desktopWords = {
  rows: {
    tray: {
      label: 'Icon in the tray',
      help: 'Shows what the capture does and live rates; its menu pauses the view, stops the capture and brings the window back.',
    },
    close_to_tray: {
      label: 'Closing hides the window in the tray',
      help: 'The capture goes on. Off: closing the window ends Netloupe.',
    },
    start_minimised: {
      label: 'Start without a window in front',
      help: 'In the tray where there is one, else minimised. A capture that is named is shown all the same.',
    },
    start_at_login: {
      label: 'Start at login',
      help: 'Netloupe starts with your session, and captures then as it does whenever it starts.',
    },
  },
  noTray: 'This desktop shows no icons in a tray, so that no window is hidden in one.',
  noTrayRemedy: 'On GNOME an extension for AppIndicators adds a tray.',
  trayIsOff: 'Needs the icon in the tray.',
  notChanged: 'The setting was not changed',
  again: 'Look again',
};
