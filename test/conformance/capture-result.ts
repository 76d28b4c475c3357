/** One capture against everything that is known of it. */
import { expectationOf, type CaptureEntry, type Expectation } from './captures.ts';
import { compareConversations } from './conversations.ts';
import { compareFacts, Facts, type Comparison } from './difference.ts';
import { compareDns } from './dns-transactions.ts';
import { compareNames } from './names.ts';
import { countPeers, type PeerAgreement } from './peers.ts';
import { readWithEngine, type Reading } from './reading.ts';
import { compareTcpOrder } from './tcp-order.ts';
import { compareZeek } from './zeek.ts';

export interface CaptureResult {
  readonly file: string;
  /** How it read: `read`, or what was refused or damaged. */
  readonly outcome: string;
  readonly comparisons: readonly Comparison[];
  /** Null where the capture was refused. */
  readonly peers: PeerAgreement | null;
}

const UNSUPPORTED = 'unsupported_link_type';

/** A crash is a difference like any other, so that the report has all the rest as well. */
export async function compareCapture(entry: CaptureEntry): Promise<CaptureResult> {
  try {
    return await compareWhole(entry);
  } catch (error) {
    const theirs = 'can be read and compared';
    const ours = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const crash = { category: 'packets', key: 'crash', ours, theirs, frame: null } as const;
    return {
      file: entry.file,
      outcome: 'crashed',
      comparisons: [{ category: 'packets', agreed: 0, differences: [crash] }],
      peers: null,
    };
  }
}

async function compareWhole(entry: CaptureEntry): Promise<CaptureResult> {
  const expectation = expectationOf(entry.file);
  const reading = await readWithEngine(entry.path);
  const base = { file: entry.file, outcome: outcomeOf(reading, entry.path) };
  const mayRefuse = entry.reading === 'may-refuse';
  if (reading.failure !== null && mayRefuse) return { ...base, comparisons: [], peers: null };
  const packets = comparePackets(entry, reading, expectation);
  const undecoded = reading.summary.undecoded[UNSUPPORTED] ?? 0;
  if (mayRefuse && undecoded > 0 && undecoded === reading.summary.packets) {
    return { ...base, comparisons: [packets], peers: null };
  }
  const messages = expectation.dns ?? [];
  const comparisons = [
    packets,
    ...compareConversations(reading, expectation.flows_inner ?? expectation.flows),
    compareTcpOrder(reading, expectation.flows_inner ?? expectation.flows),
    compareDns(reading, messages),
    ...compareNames(reading, expectation.names, messages),
    compareZeek(reading, expectation.upstream ?? []),
  ];
  return { ...base, comparisons, peers: countPeers(reading, expectation) };
}

function outcomeOf({ failure, summary }: Reading, path: string): string {
  if (failure !== null) return failure.message.replace(`${path} `, '');
  const undecoded = Object.entries(summary.undecoded).filter(([, count]) => count > 0);
  return undecoded.length === 0 ? 'read' : `read; ${undecoded.map(([name, count]) => `${count} ${name}`).join(', ')}`;
}

/** How many, from when to when, how many bytes; and that a damaged file is said to be damaged, and where. */
function comparePackets(entry: CaptureEntry, { failure, summary }: Reading, expectation: Expectation): Comparison {
  const ours = new Facts();
  const theirs = new Facts();
  const [least, most] = entry.packets;
  const inRange = summary.packets >= least && summary.packets <= most;
  const range = least === most ? String(least) : `${least} to ${most}`;
  theirs.add('packets', range, null);
  ours.add('packets', inRange ? range : String(summary.packets), null);
  theirs.add('reading', entry.reading === 'damaged' ? 'fails, and says where' : 'succeeds', null);
  const says = failure?.offset !== undefined || failure?.code === 'unsupported';
  ours.add(
    'reading',
    failure === null ? 'succeeds' : says ? 'fails, and says where' : `fails: ${failure.message}`,
    null,
  );
  if (least === most) {
    theirs.add('bytes on the wire', String(expectation.counts.wire_bytes), null);
    ours.add('bytes on the wire', String(summary.bytes), null);
    addTime('first time', summary.first_time, expectation.first);
    addTime('last time', summary.last_time, expectation.last);
  }
  return compareFacts('packets', ours, theirs);

  /** Theirs are seconds with nine decimals; null where a time in the capture is no time. */
  function addTime(key: string, time: string | null, expected: string | null): void {
    if (expected === null) return;
    theirs.add(key, expected.slice(0, -3), null);
    const [, whole = '', fraction = ''] = /^(.+)(\.\d+)Z$/.exec(time ?? '') ?? [];
    ours.add(key, `${Date.parse(`${whole}Z`) / 1000}${fraction}`, null);
  }
}
