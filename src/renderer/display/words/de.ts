import type { Words } from '../words-type.ts';
import { commonWords } from './de/common.ts';
import { shellWords } from './de/shell.ts';
import { overviewWords } from './de/overview.ts';
import { sessionsWords } from './de/sessions.ts';
import { packetsWords } from './de/packets.ts';
import { detailsWords } from './de/details.ts';
import { dnsWords } from './de/dns.ts';
import { interfacesWords } from './de/interfaces.ts';
import { alertsWords } from './de/alerts.ts';
import { pluginsWords } from './de/plugins.ts';
import { pipelinesWords } from './de/pipelines.ts';
import { historyWords } from './de/history.ts';
import { desktopWords } from './de/desktop.ts';
import { settingsWords } from './de/settings.ts';
import { startWords } from './de/start.ts';
import { crashesWords } from './de/crashes.ts';
import { firstRunWords } from './de/first-run.ts';
import { updatesWords } from './de/updates.ts';
import { compareWords } from './de/compare.ts';

export const de: Words = {
  common: commonWords,
  shell: shellWords,
  overview: overviewWords,
  sessions: sessionsWords,
  packets: packetsWords,
  details: detailsWords,
  dns: dnsWords,
  interfaces: interfacesWords,
  alerts: alertsWords,
  plugins: pluginsWords,
  pipelines: pipelinesWords,
  history: historyWords,
  settings: settingsWords,
  desktop: desktopWords,
  start: startWords,
  firstRun: firstRunWords,
  compare: compareWords,
  updates: updatesWords,
  crashes: crashesWords,
};
