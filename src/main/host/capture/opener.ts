/** The engine's way to captures: files, pipes and live interfaces, by whatever this machine allows. */
import { failure, type Result } from '#base/result.ts';
import type { CaptureOpener, LiveCapture, LiveRequest } from '#main/engine/capture/packet-source.ts';
import { openBytes } from './byte-sources.ts';
import { CapSource } from './cap-fallback.ts';
import { findCaptures } from './find-captures.ts';
import { HelperSource } from './helper-pipe.ts';
import { LibpcapSource } from './libpcap-source.ts';
import { captureHelper, capturePermission, directBackend } from './permission.ts';

export function createCaptureOpener(): CaptureOpener {
  return { openBytes: (path) => openBytes(path), find: findCaptures, openLive };
}

/**
 * libpcap, else the `cap` package, where this process may capture; else a helper that may. Failures name the
 * interface and what to do: `not-found`, `not-permitted`, `unavailable`, `usage` (the filter).
 */
async function openLive(request: LiveRequest): Promise<Result<LiveCapture>> {
  if (request.interfaces.length === 0) {
    return failure('usage', 'No interface was named', { remedy: 'List them with: netloupe interfaces' });
  }
  const backend = await directBackend();
  const direct = backend === null ? null : await (backend === 'libpcap' ? LibpcapSource : CapSource).open(request);
  // A capability may hold in a user's own namespace only: the kernel has the last word.
  if (direct !== null && (direct.ok || direct.failure.code !== 'not-permitted')) return direct;
  const helper = await captureHelper();
  if (helper !== null) return HelperSource.open(helper, request);
  if (direct !== null) return direct;
  const permission = await capturePermission();
  return { ok: false, failure: permission.failure ?? failure('not-permitted', 'Capturing is not possible').failure };
}
