/** What a capture helper's last words mean. */
import {
  badFilter,
  cannotCapture,
  interfaceDown,
  noSuchInterface,
  notPermitted,
  vanished,
  type Refused,
} from './capture-failures.ts';

/** pkexec: the dialog was dismissed, or the user is not allowed. */
const PKEXEC_DISMISSED = 126;
const PKEXEC_REFUSED = 127;

const PERMISSION = /permission|not permitted|not authorized|EACCES/i;
const MISSING = /no such device|there is no device|doesn't exist|not exist/i;
const FILTER = /filter/i;
const DOWN = /is not up|network is down/i;
const GONE = /disappeared|no longer (running|attached)|went down|was removed/i;

/** Of a helper that ended before its first byte. */
export function startFailure(
  interfaceName: string,
  bpf: string | null,
  words: string,
  exitCode: number | null,
  throughPkexec: boolean,
): Refused {
  if (throughPkexec && (exitCode === PKEXEC_DISMISSED || exitCode === PKEXEC_REFUSED))
    return notPermitted(interfaceName);
  if (bpf !== null && FILTER.test(words)) return badFilter(bpf, filterReason(words));
  if (MISSING.test(words)) return noSuchInterface(interfaceName);
  if (PERMISSION.test(words)) return notPermitted(interfaceName);
  if (DOWN.test(words)) return interfaceDown(interfaceName);
  return cannotCapture(interfaceName, firstSentence(words));
}

/** Of a helper that ended by itself while capturing. */
export function endFailure(interfaceName: string, words: string): Refused {
  const reason = firstSentence(words);
  return GONE.test(words) || MISSING.test(words)
    ? vanished(interfaceName, reason)
    : cannotCapture(interfaceName, reason);
}

export interface HelperDrops {
  readonly kernel: number;
  readonly interface: number;
}

/** Our own tells each second what was dropped so far, the others when they end. */
export function dropsFrom(words: string): HelperDrops {
  const own = [...words.matchAll(/^\{"received":\d+,"dropped":(\d+),"interface_dropped":(\d+)\}$/gm)].at(-1);
  if (own !== undefined) return { kernel: Number(own[1]), interface: Number(own[2]) };
  const dumpcap = /pcap:(\d+)\/dumpcap:(\d+)\/flushed:\d+\/ps_ifdrop:(\d+)/.exec(words);
  if (dumpcap !== null) return { kernel: Number(dumpcap[1]) + Number(dumpcap[2]), interface: Number(dumpcap[3]) };
  const kernel = /(\d+) packets? dropped by kernel/.exec(words);
  const byInterface = /(\d+) packets? dropped by interface/.exec(words);
  return { kernel: Number(kernel?.[1] ?? 0), interface: Number(byInterface?.[1] ?? 0) };
}

/** What our own says at the start of an interface that it captures on all the same. */
export function warningsFrom(words: string): readonly string[] {
  return [...words.matchAll(/^netloupe-capture: warning: (.*)$/gm)].map((match) => match[1] ?? '');
}

function filterReason(words: string): string {
  return /can't parse filter[^)\n]*|syntax error[^)\n]*/i.exec(words)?.[0] ?? firstSentence(words);
}

/** The first line that says something, without the program's name. */
function firstSentence(words: string): string {
  const lines = words.split('\n').map((line) => line.trim());
  const telling = lines.find(
    (line) =>
      line !== '' &&
      !/^(Capturing on|File:|Packets |tcpdump: listening|\d+ packets?|\{"received"|netloupe-capture: warning: )/.test(
        line,
      ),
  );
  return (
    telling?.replace(/^(netloupe-capture|dumpcap|tcpdump|pkexec): (invalid filter: )?/, '') ??
    'the helper ended without saying why'
  );
}
