/** What the status bar says about losses: text, how bad, and the explanation behind it. Pure. */
import { formatCount } from '../display/units.ts';
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
  const facts: HealthFact[] = [];
  const drops = losses.kernel_drops + losses.interface_drops + losses.queue_drops;
  if (capture.kind === 'live' || drops > 0) {
    facts.push({
      id: 'drops',
      text: `${formatCount(drops)} dropped`,
      level: drops > 0 ? 'trouble' : 'quiet',
      title: drops > 0 ? 'Packets were dropped before they could be read' : 'No packet was dropped',
      explanation:
        drops > 0
          ? 'Counts and bytes below are lower than what really happened. A capture filter (BPF), a smaller snap length or a larger buffer helps.'
          : 'The system, the network card and Netloupe itself report how many packets they lost: none so far.',
      parts: byCount({
        'by the system (buffer full)': losses.kernel_drops,
        'by the network card or driver': losses.interface_drops,
        'between stages of Netloupe': losses.queue_drops,
      }),
    });
  }
  const undecoded = sum(losses.undecoded);
  if (undecoded > 0) {
    facts.push({
      id: 'undecoded',
      text: `${formatCount(undecoded)} undecoded`,
      level: 'warning',
      title: 'Some packets could not be decoded',
      explanation: 'They are damaged, cut short or of a kind that Netloupe does not know. They belong to no session.',
      parts: byCount(losses.undecoded),
    });
  }
  if (losses.evicted_sessions > 0) {
    facts.push({
      id: 'evicted',
      text: `${formatCount(losses.evicted_sessions)} evicted`,
      level: 'trouble',
      title: 'Sessions were ended early to make room',
      explanation:
        'More sessions were open at once than the table holds. The least recently used were ended as evicted; their later packets count as new sessions.',
      parts: [],
    });
  }
  const forgotten = losses.forgotten_sessions + losses.forgotten_packets + losses.forgotten_dns;
  if (forgotten > 0) {
    facts.push({
      id: 'forgotten',
      text: `${formatCount(forgotten)} no longer held`,
      level: 'quiet',
      title: 'The oldest rows made room for newer ones',
      explanation: 'They were counted, but can no longer be listed or exported.',
      parts: byCount({
        sessions: losses.forgotten_sessions,
        packets: losses.forgotten_packets,
        'DNS transactions': losses.forgotten_dns,
      }),
    });
  }
  if (losses.truncated > 0) {
    facts.push({
      id: 'truncated',
      text: `${formatCount(losses.truncated)} cut short`,
      level: 'quiet',
      title: 'Some packets were captured only in part',
      explanation:
        'The snap length was smaller than the packet. Sizes are right, because they are taken from the wire; names beyond the cut are missing.',
      parts: [],
    });
  }
  if (losses.unattributed_fragments > 0) {
    facts.push({
      id: 'fragments',
      text: `${formatCount(losses.unattributed_fragments)} stray fragments`,
      level: 'quiet',
      title: 'Later fragments whose beginning was not seen',
      explanation: 'Only the first fragment of an IP packet says to which session it belongs.',
      parts: [],
    });
  }
  if (losses.tcp_gaps > 0) {
    facts.push({
      id: 'gaps',
      text: `${formatCount(losses.tcp_gaps)} gaps`,
      level: 'quiet',
      title: 'Some TCP data arrived, but was not captured',
      explanation:
        'Its receiver acknowledged it, so it was on its way somewhere: it was dropped by the capture, or took a path that is not captured.',
      parts: [],
    });
  }
  if (losses.names_given_up > 0) {
    facts.push({
      id: 'names',
      text: `${formatCount(losses.names_given_up)} names given up`,
      level: 'quiet',
      title: 'Some names in payloads could not be read',
      explanation:
        'The packets that held them were lost, cut short, or too many at a time. Addresses, counts and sizes are not affected.',
      parts: [],
    });
  }
  if (capture.coverage !== null) {
    const percent = capture.coverage * 100;
    // With a capture filter it is low because that was asked for.
    const low = capture.coverage < 0.98 && capture.bpf === null;
    facts.push({
      id: 'coverage',
      text: `coverage ${percent >= 99.995 ? '100' : percent.toFixed(percent < 90 ? 0 : 2)} %`,
      level: low ? 'warning' : 'quiet',
      title: low ? 'Not all traffic of the interfaces was captured' : 'How much of the traffic was captured',
      explanation:
        'Bytes captured, compared with the bytes that the system counted on the same interfaces meanwhile. A capture filter lowers it on purpose.',
      parts: [],
    });
  }
  const nonIp = sum(capture.non_ip);
  if (nonIp > 0) {
    facts.push({
      id: 'non-ip',
      text: `${formatCount(nonIp)} not IP`,
      level: 'quiet',
      title: 'Frames that carry no IP packet',
      explanation: 'ARP and the like are counted here; they are no sessions.',
      parts: byCount(capture.non_ip),
    });
  }
  return facts;
}
