/** What the status bar says about losses: text, how bad, and the explanation behind it. Pure. */
import { formatCount } from '../display/units.ts';
import { words } from '../display/words.ts';
import type { CaptureStatus } from '#contract/health.ts';

export interface HealthFact {
  readonly id: string;
  readonly text: string;
  readonly level: 'quiet' | 'warning' | 'trouble';
  readonly title: string;
  readonly explanation: string;
  /** Name and count, largest first. */
  readonly parts: readonly (readonly [string, number])[];
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

const byCount = (counts: Readonly<Record<string, number>>): (readonly [string, number])[] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1]);

/** Drops are always told; the rest only where there is something to tell. */
export function healthFacts(capture: CaptureStatus): HealthFact[] {
  const { losses } = capture;
  const health = words().shell.health;
  const facts: HealthFact[] = [];
  /** Told only where something was counted. */
  const tell = (
    id: string,
    level: HealthFact['level'],
    count: number,
    said: { text(count: string): string; readonly title: string; readonly says: string },
    parts: Readonly<Record<string, number>> = {},
  ): void => {
    if (count === 0) return;
    facts.push({
      id,
      level,
      text: said.text(formatCount(count)),
      title: said.title,
      explanation: said.says,
      parts: byCount(parts),
    });
  };
  const drops = losses.kernel_drops + losses.interface_drops + losses.queue_drops;
  if (drops > 0) {
    tell('drops', 'trouble', drops, health.drops, {
      [health.drops.kernel]: losses.kernel_drops,
      [health.drops.interface]: losses.interface_drops,
      [health.drops.queue]: losses.queue_drops,
    });
  } else if (capture.kind === 'live') {
    const { text, noneTitle: title, noneSays: explanation } = health.drops;
    facts.push({ id: 'drops', level: 'quiet', text: text('0'), title, explanation, parts: [] });
  }
  tell('undecoded', 'warning', sum(losses.undecoded), health.undecoded, losses.undecoded);
  tell('evicted', 'trouble', losses.evicted_sessions, health.evicted);
  const { forgotten_sessions: sessions, forgotten_packets: packets, forgotten_dns: dns } = losses;
  tell('forgotten', 'quiet', sessions + packets + dns, health.forgotten, {
    [health.forgotten.sessions]: sessions,
    [health.forgotten.packets]: packets,
    [health.forgotten.dns]: dns,
  });
  tell('truncated', 'quiet', losses.truncated, health.truncated);
  tell('fragments', 'quiet', losses.unattributed_fragments, health.fragments);
  tell('gaps', 'quiet', losses.tcp_gaps, health.gaps);
  tell('names', 'quiet', losses.names_given_up, health.names);
  if (capture.coverage !== null) facts.push(coverageFact(capture.coverage, capture.bpf !== null));
  tell('non-ip', 'quiet', sum(capture.non_ip), health.nonIp, capture.non_ip);
  return facts;
}

/** With a capture filter it is low because that was asked for. */
function coverageFact(coverage: number, isFiltered: boolean): HealthFact {
  const { text, title, lowTitle, says } = words().shell.health.coverage;
  const percent = coverage * 100;
  const isLow = coverage < 0.98 && !isFiltered;
  return {
    id: 'coverage',
    text: text(percent >= 99.995 ? '100' : percent.toFixed(percent < 90 ? 0 : 2)),
    level: isLow ? 'warning' : 'quiet',
    title: isLow ? lowTitle : title,
    explanation: says,
    parts: [],
  };
}
