import type { desktopWords as english } from '../en/desktop.ts';

export const desktopWords: typeof english = {
  rows: {
    tray: {
      label: 'Symbol im Infobereich',
      help: 'Zeigt, was die Erfassung tut, und laufende Raten; sein Menü hält die Ansicht an, stoppt die Erfassung und holt das Fenster zurück.',
    },
    close_to_tray: {
      label: 'Schließen verbirgt das Fenster im Infobereich',
      help: 'Die Erfassung geht weiter. Aus: Das Schließen des Fensters beendet Netloupe.',
    },
    start_minimised: {
      label: 'Ohne Fenster im Vordergrund starten',
      help: 'Im Infobereich, wo es einen gibt, sonst minimiert. Ein genannter Mitschnitt wird trotzdem gezeigt.',
    },
    start_at_login: {
      label: 'Bei der Anmeldung starten',
      help: 'Netloupe startet mit der Sitzung und erfasst dann wie bei jedem Start.',
    },
  },
  noTray: 'Dieser Desktop zeigt keine Symbole im Infobereich, daher wird kein Fenster darin verborgen.',
  noTrayRemedy: 'Unter GNOME fügt eine Erweiterung für AppIndicators einen Infobereich hinzu.',
  trayIsOff: 'Braucht das Symbol im Infobereich.',
  notChanged: 'Die Einstellung wurde nicht geändert',
  again: 'Noch einmal nachsehen',
};
