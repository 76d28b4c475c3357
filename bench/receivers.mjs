/**
 * Programs that capture live, for live.mjs: how each is started on a device (with a folder for what it writes), when it is
 * ready, and what it says at its end of packets delivered to it and dropped by the kernel (null where it does not say).
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NETLOUPE = fileURLToPath(new URL('../bin/netloupe.mjs', import.meta.url));

export const RECEIVERS = [
  {
    name: 'netloupe',
    command: process.execPath,
    args: (device) => [NETLOUPE, 'capture', '-i', device, '--summary', 'json', '--no-progress'],
    shown: (device) => `netloupe capture -i ${device} --summary json`,
    ready: /Capturing on/,
    told: netloupeCounts,
  },
  {
    // Rows make it look for names, too.
    name: 'netloupe with rows',
    command: process.execPath,
    args(device, folder) {
      const rows = path.join(folder, 'sessions.csv');
      return [NETLOUPE, 'capture', '-i', device, '--summary', 'json', '--sessions', rows, '--no-progress'];
    },
    shown: (device) => `netloupe capture -i ${device} --summary json --sessions OUT.csv`,
    ready: /Capturing on/,
    told: netloupeCounts,
  },
  {
    name: 'dumpcap',
    command: 'dumpcap',
    args: (device) => ['-q', '-i', device, '-w', '/dev/null'],
    ready: /File:/,
    told: dumpcapCounts,
  },
  {
    name: 'tshark',
    command: 'tshark',
    args: (device) => ['-q', '-n', '-i', device],
    ready: /Capturing on/,
    // tshark says so before its dumpcap has opened the device.
    settleMs: 1500,
    told: tsharkCounts,
  },
];

export function netloupeCounts(text) {
  const line = text.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) return { delivered: null, dropped: null };
  const summary = JSON.parse(line);
  const { packets, drops } = summary;
  return { delivered: packets, dropped: drops.kernel + drops.interface + drops.queue, summary };
}

/** "Packets received/dropped on interface 'x': 500000/12 (pcap:12/dumpcap:0/flushed:0/ps_ifdrop:0) (99.9%)" */
export function dumpcapCounts(text) {
  const found = /received\/dropped on interface '[^']*': (\d+)\/(\d+)/.exec(text);
  return found === null
    ? { delivered: null, dropped: null }
    : { delivered: Number(found[1]), dropped: Number(found[2]) };
}

/** "500000 packets captured", and where there were any "12 packets dropped from …". */
export function tsharkCounts(text) {
  const delivered = /^(\d+) packets? captured/m.exec(text)?.[1];
  const dropped = /^(\d+) packets? dropped/m.exec(text)?.[1];
  return { delivered: delivered === undefined ? null : Number(delivered), dropped: Number(dropped ?? 0) };
}

export const shownCommand = ({ command, args, shown }, device) =>
  shown?.(device) ?? [command, ...args(device)].join(' ');
