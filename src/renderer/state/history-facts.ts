/** What the status bar says about the history. Pure. */
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import { clockTextOf } from '../display/times.ts';
import { formatBytes, formatCount } from '../display/units.ts';
import { words } from '../display/words.ts';
import type { HealthFact } from './health-facts.ts';

export type HistoryTrouble = 'full' | 'unwritable' | 'locked' | 'newer' | 'gone';

/** Null where there is none, or it is switched off. */
export function historyTrouble(status: HistoryStatusFrame | null): HistoryTrouble | null {
  if (status === null || status.state === 'off' || status.state === 'starting' || status.state === 'ready') return null;
  return status.state;
}

/** Nothing of a history that is off. */
export function historyFacts(status: HistoryStatusFrame | null): HealthFact[] {
  if (status === null || status.state === 'off') return [];
  const say = words().shell.history;
  const facts: HealthFact[] = [];
  const trouble = historyTrouble(status);
  if (trouble !== null) {
    facts.push({
      id: 'history',
      text: say.states[trouble],
      level: trouble === 'full' || trouble === 'unwritable' ? 'trouble' : 'warning',
      title: say.titles[trouble],
      explanation: say.means[trouble],
      parts: [],
    });
  } else if (status.bytes !== null) {
    const { savedUntilUs } = status;
    facts.push({
      id: 'history',
      text: say.segment(formatBytes(status.bytes)),
      level: 'quiet',
      title: say.title,
      explanation: savedUntilUs === null ? say.nothingSaved : say.savedUntil(clockTextOf(savedUntilUs / 1000)),
      parts: [],
    });
  }
  if (status.rowsLost > 0) {
    facts.push({
      id: 'history-lost',
      text: say.lost(formatCount(status.rowsLost)),
      level: 'warning',
      title: say.lostTitle,
      explanation: say.lostSays,
      parts: [],
    });
  }
  const packetsLost = status.packets?.packetsLost ?? 0;
  if (packetsLost > 0) {
    facts.push({
      id: 'packets-lost',
      text: say.packetsLost(formatCount(packetsLost)),
      level: 'warning',
      title: say.packetsLostTitle,
      explanation: status.packets?.failure?.message ?? say.packetsLostSays,
      parts: [],
    });
  }
  return facts;
}
