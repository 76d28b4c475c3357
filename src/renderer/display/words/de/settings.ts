import type { settingsWords as english } from '../en/settings.ts';

export const settingsWords: typeof english = {
  title: 'Einstellungen',
  searchLabel: 'Einstellung suchen',
  searchNone: 'Keine Einstellung heißt so',
  searchNoneText: 'Ein anderes Wort versuchen oder die Suche leeren, um alle Einstellungen zu sehen.',
  clearSearch: 'Suche leeren',
  found: (count: number): string => (count === 1 ? '1 Einstellung gefunden' : `${count} Einstellungen gefunden`),
  sectionList: 'Abschnitte',
  import: 'Importieren …',
  export: 'Exportieren …',

  sections: {
    capture: { title: 'Erfassung', text: 'Was vom Netz genommen und wie viel davon behalten wird.' },
    sessions: { title: 'Sitzungen', text: 'Wann ein Gespräch als beendet gilt und wie viele es geben kann.' },
    payload: {
      title: 'Namen in Paketen',
      text: 'In welchen Protokollen wo nach Namen gesucht wird und welche Namen zählen.',
    },
    observers: {
      title: 'Beobachter',
      text: 'Was von jeder Sitzung über das Übliche hinaus notiert wird: weitere Spalten.',
    },
    geo: {
      title: 'Länder und Netze',
      text: 'Datenbanken auf diesem Rechner, die sagen, wo eine Adresse ist. Das Netz wird nicht gefragt.',
    },
    history: {
      title: 'Verlauf',
      text: 'Was Live-Erfassungen auf diesem Rechner hinterlassen und wie lange. Änderungen gelten sofort.',
    },
    display: { title: 'Darstellung', text: 'Wie dieses Fenster aussieht und spricht.' },
    desktop: {
      title: 'Desktop',
      text: 'Was Netloupe auf diesem Desktop außer diesem Fenster tut. Änderungen gelten sofort.',
    },
    privacy: { title: 'Privatsphäre', text: 'Was andere sehen können und was wo aufbewahrt wird.' },
    notifications: {
      title: 'Benachrichtigungen',
      text: 'Was das System sagt, während dieses Fenster nicht im Blick ist.',
    },
    plugins: { title: 'Plugins und Pipelines', text: 'Was neben der Erfassung läuft und wie Programme es erreichen.' },
    crashes: {
      title: 'Absturzberichte',
      text: 'Was unerwartet beendet wurde. Berichte bleiben auf diesem Rechner, bis sie gelöscht werden; höchstens 20.',
    },
    machine: { title: 'Dieser Rechner', text: 'Was hier funktioniert, was nicht, und was sich tun lässt.' },
    about: { title: 'Über Netloupe', text: 'Welches Netloupe das ist und wo es seine Daten hält.' },
  },

  reset: 'Zurücksetzen',
  resetTo: (label: string, value: string): string => `${label} auf ${value} zurücksetzen`,
  defaultIs: (value: string): string => `Standard: ${value}`,
  nextCapture: 'Ab der nächsten Erfassung',
  saving: 'Wird gesichert …',
  units: { seconds: 'Sekunden', bytes: 'Byte', sessions: 'Sitzungen', days: 'Tage' },
  on: 'an',
  off: 'aus',
  nothingSet: 'nicht gesetzt',
  everything: 'alles',
  anyPort: 'jeder Port',
  noneChosen: 'keine',
  addWithEnter: 'Mit Eingabetaste hinzufügen',
  emptyMeans: (value: string): string => `Leer: ${value}`,

  problems: {
    unknown: 'Diese Einstellung gibt es nicht.',
    tooSmall: (bound: string): string => `Mindestens ${bound}.`,
    tooBig: (bound: string): string => `Höchstens ${bound}.`,
    number: 'Das muss eine Zahl sein.',
    whole: 'Das muss eine ganze Zahl sein.',
    ports: 'Ports sind Zahlen von 0 bis 65535.',
    emptyList: 'Auf eine leere Liste passt nichts: einen Eintrag hinzufügen.',
    needed: 'Hier muss etwas stehen.',
    address: 'Das ist keine IP-Adresse und kein CIDR-Präfix.',
    other: (message: string): string => `Ungültig: ${message}.`,
  },

  pending: {
    title: (count: number): string =>
      count === 1
        ? '1 geänderte Einstellung gilt ab der nächsten Erfassung'
        : `${count} geänderte Einstellungen gelten ab der nächsten Erfassung`,
    text: 'Was zu sehen ist, begann mit den vorigen Einstellungen. Beim Neubeginn geht verloren, was bis jetzt erfasst wurde.',
    restartLive: 'Erfassung neu starten',
    restartFile: 'Datei neu lesen',
  },
  fixed: 'Diese Einstellungen lassen sich hier nicht ändern',
  damaged: 'Die Datei der Einstellungen war beschädigt',
  notSaved: 'Die Einstellung wurde nicht gesichert',
  loading: 'Die Einstellungen werden erfragt …',
  browserPath: 'Ein Pfad dieses Rechners lässt sich nur in der Desktop-App oder in der Einstellungsdatei angeben.',
  keptIn: 'Gesichert in',

  fields: {
    'capture.promiscuous': {
      label: 'Promiscuous-Modus',
      help: 'Erfasst auch, was die Netzwerkkarte diesem Rechner nicht geben würde.',
    },
    'capture.snaplen': {
      label: 'Byte je Paket',
      help: 'Längere Pakete werden gekürzt; dann können Namen fehlen.',
    },
    'capture.buffer_bytes': {
      label: 'Erfassungspuffer',
      help: 'Platz im Kernel für Pakete, die auf das Lesen warten; mehr davon verliert unter Last weniger.',
    },
    'viewer.packet_bytes': {
      label: 'Speicher für den Inhalt von Paketen',
      help: 'Die neuesten Pakete bleiben, wie sie waren, zum Ansehen und Sichern; 0 behält keine.',
    },
    'logs.emit': { label: 'Aufgelistete Pakete', help: 'Welche Pakete einer Sitzung das Paketprotokoll enthält.' },
    'filter.bpf': {
      label: 'Erfassungsfilter',
      help: 'Was Live-Erfassungen durchlassen, die selbst keinen Filter nennen, in der Schreibweise von tcpdump.',
    },
    'filter.source': { label: 'Nur von', help: 'Adressen oder CIDR-Präfixe dessen, der das Gespräch begann.' },
    'filter.destination': { label: 'Nur an', help: 'Adressen oder CIDR-Präfixe dessen, der gefragt wurde.' },
    'filter.protocol': { label: 'Nur diese Protokolle', help: 'Mit Namen oder Nummer, etwa tcp, udp, icmp oder 47.' },
    'filter.port': { label: 'Nur diese Ports', help: 'Ports dessen, der gefragt wurde.' },
    'filter.strict': { label: 'Alle müssen zutreffen', help: 'Aus: Es genügt, wenn Quelle oder Ziel passt.' },
    'timeouts.tcp_attempt': {
      label: 'TCP ohne Antwort',
      help: 'Stille, nach der ein unbeantworteter Versuch beendet ist.',
    },
    'timeouts.tcp_idle': {
      label: 'TCP, verbunden',
      help: 'Stille, nach der eine schweigende Verbindung beendet ist.',
    },
    'timeouts.close_linger': { label: 'TCP, halb geschlossen', help: 'Stille, nachdem eine Seite geschlossen hat.' },
    'timeouts.udp': { label: 'UDP', help: 'Stille, nach der es beendet ist.' },
    'timeouts.dns': { label: 'DNS über UDP', help: 'Stille, nach der es beendet ist, mit Port 53 auf einer Seite.' },
    'timeouts.icmp': { label: 'ICMP', help: 'Stille, nach der es beendet ist.' },
    'timeouts.other': { label: 'Andere Protokolle', help: 'Stille, nach der es beendet ist.' },
    max_sessions: {
      label: 'Höchstzahl offener Sitzungen',
      help: 'Darüber wird die beendet, die am längsten schwieg, und das wird gezählt.',
    },
    'filter.only_matching': {
      label: 'Nur was einen Namen nannte',
      help: 'Behält nur Pakete, aus denen ein Name kam, und die Sitzungen, die eines haben.',
    },
    'observers.chains': {
      label: 'Eingebaute Beobachter',
      help: 'Jeder fügt den Spalten der Sitzungen seine Werte hinzu.',
    },
    'geo.country': {
      label: 'Datenbank der Länder',
      help: 'Eine Datei im Format von MaxMind (.mmdb), mit vollem Pfad.',
    },
    'geo.asn': {
      label: 'Datenbank der Netze',
      help: 'Autonome Systeme, im selben Format; es darf dieselbe Datei sein.',
    },
    'history.enabled': {
      label: 'Verlauf führen',
      help: 'Sitzungen, Namen und Verkehr von Live-Erfassungen werden auf diesem Rechner gesichert. Aus: Nichts wird geschrieben; was da ist, bleibt, bis es vergessen wird.',
    },
    'history.days': { label: 'Tage, die bleiben', help: 'Älteres wird entfernt; 0 behält alles.' },
    'history.bytes': {
      label: 'Plattenplatz für den Verlauf',
      help: 'Darüber wird das Älteste entfernt; 0 setzt keine Grenze.',
    },
    'history.packets_bytes': {
      label: 'Plattenplatz für Pakete',
      help: 'Die neuesten Pakete, wie sie waren, um sie später als pcapng zu sichern; 0 schreibt keine.',
    },
  },
  logsEmit: { state: 'Die etwas aussagen', all: 'Alle Pakete' },

  payload: {
    protocols: {
      dns: 'DNS',
      mdns: 'mDNS',
      llmnr: 'LLMNR',
      nbns: 'NetBIOS-Namen',
      tls: 'TLS (SNI)',
      quic: 'QUIC (SNI)',
      http: 'HTTP (Host)',
      dhcp: 'DHCP',
      ssdp: 'SSDP',
    },
    enabled: (protocol: string): string => `Namen in ${protocol} suchen`,
    ports: (protocol: string): string => `Ports von ${protocol}`,
    match: (protocol: string): string => `Namen in ${protocol}, die zählen`,
    portsShort: 'Ports',
    matchShort: 'Namen',
    portsHelp: 'auf einer der Seiten',
    matchHelp: 'Muster mit * und ?',
    help: 'Ob hineingesehen wird, an welchen Ports und welche Namen zählen (Muster mit * und ?).',
  },

  preferences: {
    theme: {
      label: 'Erscheinungsbild',
      help: 'Hell oder dunkel.',
      options: { system: 'System', light: 'Hell', dark: 'Dunkel' },
    },
    language: {
      label: 'Sprache',
      help: 'Von allem, was dieses Fenster selbst sagt; Meldungen der Engine sind auf Englisch.',
      options: { system: 'System', en: 'English', de: 'Deutsch' },
    },
    rateUnit: {
      label: 'Raten in',
      help: 'Verkehr je Sekunde.',
      options: { bytes: 'Byte/s', bits: 'Bit/s' },
    },
    byteBase: {
      label: 'Größe eines Kilobytes',
      help: 'Dezimal (kB, MB) oder binär (KiB, MiB).',
      options: { '1000': '1000 · kB', '1024': '1024 · KiB' },
    },
    timeZone: {
      label: 'Zeiten in',
      help: 'Von allem auf dem Bildschirm; Dateien enthalten immer UTC.',
      options: { local: 'Ortszeit', utc: 'UTC' },
    },
    density: {
      label: 'Zeilen',
      help: 'Wie viel Platz die Zeilen von Tabellen einnehmen.',
      options: { compact: 'Kompakt', comfortable: 'Bequem' },
    },
    redact: {
      label: 'Namen und Adressen verbergen',
      help: 'Erfundene Namen und Adressen stehen auf dem Bildschirm, in Exporten und Kopien für die echten, dieselben für dieselben, bis Netloupe endet. Der Inhalt von Paketen ist dann nicht zu sehen.',
    },
    savedFilters: { label: 'Gesicherte Filter', help: 'Filter mit Namen, in der Liste der Filterzeile.' },
  },

  privacy: {
    keptTitle: 'Was wo aufbewahrt wird',
    kept: {
      captured: {
        what: 'Erfasster Verkehr',
        where: 'Im Arbeitsspeicher, bis zur nächsten Erfassung oder zum Ende des Programms.',
      },
      history: {
        what: 'Sitzungen, Namen, Verkehr und Warnungen von Live-Erfassungen',
        where:
          'Im Verlauf im Datenordner, so lange es die Einstellungen sagen. Verschlüsselt wird er nicht: Das muss die Festplatte sein.',
      },
      exports: {
        what: 'Exporte',
        where: 'Am gewählten Ort. Sie enthalten, was auf der Leitung war, und sind nicht verschlüsselt.',
      },
      data: {
        what: 'Einstellungen, Plugins, Pipelines und was sie schreiben',
        where: 'Im Datenordner (siehe „Über Netloupe“).',
      },
      view: {
        what: 'Vorlieben, Spalten, letzte Dateien und Filter',
        where: 'Bei diesem Fenster: im Speicher der App oder des Browsers.',
      },
    },
    nothingSent:
      'Netloupe selbst sendet nirgendwohin etwas; nach neuen Versionen fragt es nur, wenn das eingeschaltet ist (siehe Über Netloupe). Plugins und Pipelines senden, was ihnen erlaubt wurde.',
    forget: 'Gemerktes vergessen',
    forgetHelp:
      'Letzte Dateien, frühere Filter, Spalten, Breiten und was gesehen wurde. Vorlieben und gesicherte Filter bleiben.',
    forgetButton: 'Vergessen',
    forgottenText: 'Letzte Dateien, frühere Filter und die Einrichtung des Fensters sind vergessen.',
  },

  notifications: {
    label: 'Über Warnungen benachrichtigen',
    help: 'Bei Warnungen hoher und kritischer Stufe, höchstens einmal alle paar Sekunden.',
    denied: 'Dieser Seite nicht erlaubt; die Einstellungen des Browsers können es erlauben.',
    unsupported: 'Diese Seite kann hier keine Benachrichtigungen zeigen.',
  },

  links: {
    plugins: { label: 'Plugins', help: 'Installieren, schalten und einstellen.', button: 'Zu den Plugins' },
    pipelines: { label: 'Pipelines', help: 'Regeln und wohin Aufzeichnungen gehen.', button: 'Zu den Pipelines' },
    alerts: { label: 'Warnungen', help: 'Was sie gemeldet haben.', button: 'Zu den Warnungen' },
  },

  about: {
    version: 'Version',
    protocol: 'Protokoll der Ansicht',
    host: 'Läuft als',
    hosts: { desktop: 'Desktop-App', headless: 'Lokaler Server, im Browser gezeigt' },
    platform: 'System',
    settingsFile: 'Einstellungen',
    dataFolder: 'Datenordner',
    nowhere: 'nicht gesichert: sie enden mit dem Programm',
    licence: 'Lizenz',
    licenceText: 'MIT. Copyright 2026 Netloupe contributors.',
    borrowed: 'Auf der Arbeit anderer gebaut',
    borrowedText:
      'Electron, React, Mantine, Recharts, TanStack Table, zustand, zod, libpcap, koffi, wasmoon, Lua und mehr, unter den Lizenzen MIT, BSD, ISC oder Apache; Inter und JetBrains Mono unter der SIL Open Font Licence.',
  },

  transfer: {
    exported: 'Einstellungen gesichert',
    exportFailed: 'Die Einstellungen konnten nicht gesichert werden',
    importTitle: 'Einstellungen importieren',
    mistakes: (count: number): string =>
      count === 1
        ? 'Die Datei enthält einen Fehler und wurde nicht übernommen'
        : `Die Datei enthält ${count} Fehler und wurde nicht übernommen`,
    changes: (count: number): string =>
      count === 1 ? '1 Einstellung ändert sich' : `${count} Einstellungen ändern sich`,
    noChanges: 'Alles in der Datei ist hier schon so.',
    before: 'jetzt',
    after: 'dann',
    pathsKept: 'Pfade von Datenbanken werden im Browser nicht aus einer Datei übernommen.',
    apply: 'Importieren',
    cancel: 'Abbrechen',
    done: 'Einstellungen importiert',
    tooLarge: 'Die Datei ist zu groß für eine Datei mit Einstellungen.',
    wholeFile: 'Die Datei',
    failed: 'Die Einstellungen wurden nicht importiert',
  },

  mini: {
    title: 'Netloupe, Mini-Fenster',
    open: 'Netloupe öffnen',
    close: 'Mini-Fenster schließen',
    in: 'Ein',
    out: 'Aus',
    chart: 'Verkehr der letzten Minuten, eingehend oben, ausgehend unten',
    topHosts: 'Die meisten Daten',
    noHosts: 'Noch spricht niemand',
    connecting: 'Verbindung wird hergestellt …',
    lost: 'Die Engine ist nicht da',
    idle: 'Nichts wird erfasst',
    paused: 'Angehalten',
    ended: 'Beendet',
    live: 'Live',
    reading: 'Wird gelesen',
    pause: 'Dieses Fenster anhalten',
    resume: 'Fortsetzen',
  },

  doctor: {
    checking: 'Dieser Rechner wird geprüft …',
    again: 'Erneut prüfen',
    list: 'Was auf diesem Rechner funktioniert',
    failed: 'Die Prüfung war nicht möglich',
    allWell: 'Alles, was Netloupe braucht, funktioniert hier.',
    states: { ok: 'Funktioniert', warning: 'Einen Blick wert', failed: 'Funktioniert nicht', unknown: 'Unbekannt' },
    copyCommand: 'Befehl kopieren',
    groups: {
      capturing: 'Erfassen',
      network: 'Netzwerk',
      machine: 'Uhr und Datenträger',
      program: 'Programm und Plugins',
    },
    well: (count) => (count === 1 ? 'funktioniert' : `alle ${count} funktionieren`),
    rest: (count) => (count === 1 ? 'Auch zeigen, was funktioniert' : `Auch die ${count} zeigen, die funktionieren`),
    tally: {
      failed: (count) => (count === 1 ? '1 funktioniert nicht' : `${count} funktionieren nicht`),
      warning: (count) => `${count} einen Blick wert`,
      unknown: (count) => `${count} unbekannt`,
    },
    titles: {
      capture: 'Recht zum Erfassen',
      'capture-helper': 'Helfer zum Erfassen',
      'capture-group': 'Gruppe, die erfassen darf',
      libpcap: 'libpcap',
      interfaces: 'Schnittstellen',
      'default-route': 'Standardroute',
      'seen-twice': 'Doppelt gesehener Verkehr',
      clock: 'Uhr',
      'data-folder': 'Datenordner',
      disk: 'Platz auf dem Datenträger',
      plugins: 'Plugins',
      'plugin-rights': 'Wovon Plugins abgehalten werden',
      history: 'Verlauf',
      node: 'Programm',
      build: 'Build',
      electron: 'Electron',
      display: 'Anzeige',
    },
  },
};
