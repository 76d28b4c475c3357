/** What the capture on view is called: of several as one timeline, with how many there are. */
import type { CaptureStatus } from '#contract/health.ts';
import { formatCount } from '../display/units.ts';
import { words } from '../display/words.ts';

export function captureTitle({ title, files }: Pick<CaptureStatus, 'title' | 'files'>): string {
  return files === null || files.count < 2 ? title : words().shell.banners.captures(title, formatCount(files.count));
}
