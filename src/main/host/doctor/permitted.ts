/** The right to capture, apart from whether anything can be captured with it. */
import type { CapturePermission } from '#contract/protocol.ts';

/** This process has the right itself; where it captures nothing all the same, that is not for want of a helper. */
export function isPermitted({ how, failure }: CapturePermission): boolean {
  return how === 'direct' || (failure !== null && failure.code !== 'not-permitted');
}
