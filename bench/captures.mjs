/** The captures that benchmarks read. Changing what one holds means a new name: they are kept from run to run. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCapture } from './make-capture.mjs';

const folder = fileURLToPath(new URL('../.cache/bench', import.meta.url));

/** All last ten minutes of capture time but the scan, which is over before the first of its sessions would time out. */
export const CAPTURES = {
  'mix-2m': { profile: 'mix', packets: 2_000_000, seed: 1, concurrent: 4000, meanGapUs: 300 },
  'mix-10m-s128': { profile: 'mix', packets: 10_000_000, seed: 3, concurrent: 16_000, meanGapUs: 60, snaplen: 128 },
  'scan-1m': { profile: 'scan', packets: 1_000_000, seed: 2, concurrent: 4000, meanGapUs: 24 },
  'million-sessions': { profile: 'named', packets: 2_030_000, seed: 4, concurrent: 4000, meanGapUs: 12 },
  'replay-200k': { profile: 'mix', packets: 200_000, seed: 7, concurrent: 2000, meanGapUs: 10 },
};
const VERSION = 2;

/** Path of a capture, which is made first where it is not there yet. `say` is told so. */
export function captureFile(name, say = () => undefined) {
  const file = path.join(folder, `${name}-v${VERSION}.pcap`);
  if (!existsSync(file)) {
    const { packets, ...about } = CAPTURES[name];
    say(`making ${name}: ${packets.toLocaleString('en')} packets ...`);
    makeCapture(file, { packets, ...about });
  }
  return file;
}
