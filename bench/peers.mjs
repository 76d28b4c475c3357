/**
 * The programs that Netloupe is compared with, where they are installed: how each reads a file, and how it is asked
 * afterwards (outside the time that is measured) what it saw. `run(file, folder)`: its arguments, with an empty folder of its
 * own to write to, in which it is started. `check({file, folder, output})`: see peer-output.mjs.
 *
 * `slow` ones get few rounds; `hungry` ones hold about a kilobyte a packet or more a flow, and sit out large captures.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  ndpiReaderTotals,
  nfdumpTotals,
  racountTotals,
  softflowdStatistics,
  suricataStatistics,
  tcpdumpCount,
  tsharkConversations,
  zeekConnections,
} from './peer-output.mjs';

/** Where softflowd sends its flow records: the discard port of this machine (RFC 863), where nobody needs to listen. */
const DISCARD = '127.0.0.1:9';
const UNKNOWN = { packets: null, sessions: null };

export const FLOOR = 'tcpdump';

export const PEERS = [
  {
    name: 'tcpdump',
    does: 'copies every packet to nowhere: the floor',
    version: ['--version'],
    run: (file) => ['-r', file, '-w', '/dev/null'],
    check: ({ file }) => tcpdumpCount(printedBy('tcpdump', ['-r', file, '--count'])),
  },
  {
    name: 'softflowd',
    does: 'flows as NetFlow 9, no names',
    version: ['-h'],
    // Without these options it forgets flows beyond 8192 and skips IPv6.
    // Some absolute paths of its control socket make it wait for ever; it runs in its folder, so these are in there.
    run: (file) => ['-r', file, '-n', DISCARD, '-d', '-6', '-m', '2000000', '-v', '9', '-p', 'pid', '-c', 'control'],
    check: ({ output }) => softflowdStatistics(output),
  },
  {
    name: 'argus',
    does: 'flow records, no names',
    version: ['-h'],
    run: (file) => ['-r', file, '-w', '/dev/null'],
    check({ file, folder }) {
      if (!isInstalled('racount')) return UNKNOWN;
      const records = path.join(folder, 'records');
      printedBy('argus', ['-r', file, '-w', records]);
      return racountTotals(printedBy('racount', ['-r', records]));
    },
  },
  {
    name: 'nfpcapd',
    does: 'flows of one direction each as files, no names',
    version: ['-V'],
    run: (file, folder) => ['-r', file, '-w', folder],
    check: ({ folder }) => (isInstalled('nfdump') ? nfdumpTotals(printedBy('nfdump', ['-R', folder, '-I'])) : UNKNOWN),
  },
  {
    name: 'ndpiReader',
    does: 'flows with names and applications',
    version: ['-h'],
    run: (file) => ['-i', file, '-v', '0'],
    check: ({ output }) => ndpiReaderTotals(output),
    slow: true,
    hungry: true,
  },
  {
    name: 'tshark',
    does: 'TCP and UDP conversations',
    version: ['--version'],
    run: (file) => ['-r', file, '-n', '-q', '-z', 'conv,tcp', '-z', 'conv,udp'],
    check: ({ output }) => tsharkConversations(output),
    slow: true,
    hungry: true,
  },
  {
    name: 'zeek',
    does: 'conn.log, dns.log, ssl.log and more',
    version: ['--version'],
    run: (file) => ['-C', '-r', file],
    check({ folder }) {
      const log = path.join(folder, 'conn.log');
      return existsSync(log) ? zeekConnections(readFileSync(log, 'utf8')) : UNKNOWN;
    },
    slow: true,
  },
  {
    name: 'suricata',
    does: 'flows, names, and the rules it is configured with',
    version: ['-V'],
    run: (file, folder) => ['-r', file, '-l', folder, '-k', 'none', '--runmode', 'single'],
    check({ folder }) {
      const log = path.join(folder, 'stats.log');
      return existsSync(log) ? suricataStatistics(readFileSync(log, 'utf8')) : UNKNOWN;
    },
    slow: true,
  },
];

export function isInstalled(program) {
  const folders = (process.env['PATH'] ?? '').split(':').concat('/usr/sbin', '/sbin', '/opt/zeek/bin');
  return folders.some((folder) => folder !== '' && existsSync(path.join(folder, program)));
}

/** First thing in a program's own words that looks like a version. */
export function versionOf(program, words) {
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return /\d+\.\d+(?:\.\d+)*/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown version';
}

function printedBy(program, args) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 });
}
