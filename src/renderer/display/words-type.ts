/** What there is to say, by area. English decides what there is; every other language has the same keys. */
import type { commonWords } from './words/en/common.ts';
import type { shellWords } from './words/en/shell.ts';
import type { overviewWords } from './words/en/overview.ts';
import type { sessionsWords } from './words/en/sessions.ts';
import type { packetsWords } from './words/en/packets.ts';
import type { detailsWords } from './words/en/details.ts';
import type { dnsWords } from './words/en/dns.ts';
import type { interfacesWords } from './words/en/interfaces.ts';
import type { alertsWords } from './words/en/alerts.ts';
import type { pluginsWords } from './words/en/plugins.ts';
import type { pipelinesWords } from './words/en/pipelines.ts';
import type { historyWords } from './words/en/history.ts';
import type { desktopWords } from './words/en/desktop.ts';
import type { settingsWords } from './words/en/settings.ts';
import type { startWords } from './words/en/start.ts';
import type { crashesWords } from './words/en/crashes.ts';
import type { firstRunWords } from './words/en/first-run.ts';
import type { updatesWords } from './words/en/updates.ts';
import type { compareWords } from './words/en/compare.ts';

export interface Words {
  readonly common: typeof commonWords;
  readonly shell: typeof shellWords;
  readonly overview: typeof overviewWords;
  readonly sessions: typeof sessionsWords;
  readonly packets: typeof packetsWords;
  readonly details: typeof detailsWords;
  readonly dns: typeof dnsWords;
  readonly interfaces: typeof interfacesWords;
  readonly alerts: typeof alertsWords;
  readonly plugins: typeof pluginsWords;
  readonly pipelines: typeof pipelinesWords;
  readonly history: typeof historyWords;
  readonly settings: typeof settingsWords;
  readonly desktop: typeof desktopWords;
  readonly start: typeof startWords;
  readonly firstRun: typeof firstRunWords;
  readonly compare: typeof compareWords;
  readonly updates: typeof updatesWords;
  readonly crashes: typeof crashesWords;
}
