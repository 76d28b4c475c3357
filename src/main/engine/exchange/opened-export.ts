/** Whether a file that is no capture may be an export: text, or Parquet. What it is exactly is for the history process to find out. */
import type { CaptureOpener } from '../capture/packet-source.ts';

const LOOK_BYTES = 256;
const PARQUET = 'PAR1';

export async function mayBeExport(path: string, opener: Pick<CaptureOpener, 'openBytes'>): Promise<boolean> {
  const opened = await opener.openBytes(path);
  if (!opened.ok) return false;
  const into = new Uint8Array(LOOK_BYTES);
  const read = await opened.value.read(into);
  await opened.value.close();
  if (!read.ok || read.value === 0) return false;
  const bytes = into.subarray(0, read.value);
  if (new TextDecoder('latin1').decode(bytes.subarray(0, PARQUET.length)) === PARQUET) return true;
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
