/** What tcpreplay says of itself. */
import { spawnSync } from 'node:child_process';

/** "Actual: 500000 packets (… bytes) sent in 5.00 seconds" and "Rated: … Bps, … Mbps, 99999.98 pps". */
export function senderCounts(text) {
  const sent = /Actual: (\d+) packets/.exec(text)?.[1];
  const perSecond = /Rated: .*?([\d.]+) pps/.exec(text)?.[1];
  const number = (digits) => (digits === undefined ? null : Number(digits));
  return { sent: number(sent), perSecond: number(perSecond) };
}

export function tcpreplayVersion() {
  const { stdout, stderr } = spawnSync('tcpreplay', ['--version'], { encoding: 'utf8' });
  return /version: ([\d.]+)/.exec(`${stdout}${stderr}`)?.[1] ?? 'unknown';
}
