import type { Words } from '../words-type.ts';
import { commonWords } from './en/common.ts';
import { shellWords } from './en/shell.ts';
import { overviewWords } from './en/overview.ts';
import { sessionsWords } from './en/sessions.ts';
import { packetsWords } from './en/packets.ts';
import { detailsWords } from './en/details.ts';
import { dnsWords } from './en/dns.ts';
import { interfacesWords } from './en/interfaces.ts';
import { alertsWords } from './en/alerts.ts';
import { pluginsWords } from './en/plugins.ts';
import { pipelinesWords } from './en/pipelines.ts';
import { historyWords } from './en/history.ts';
import { desktopWords } from './en/desktop.ts';
import { settingsWords } from './en/settings.ts';
import { startWords } from './en/start.ts';
import { crashesWords } from './en/crashes.ts';
import { firstRunWords } from './en/first-run.ts';
import { updatesWords } from './en/updates.ts';
import { compareWords } from './en/compare.ts';

export const en: Words = {
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
