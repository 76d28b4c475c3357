/** Interfaces that are named on the command line, captured as the settings say. */
import type { Settings } from '#contract/settings.ts';
import type { CaptureInput } from '#main/engine/read-request.ts';

/** `bpf`: instead of that of the settings. */
export function liveInput(
  interfaces: readonly string[],
  bpf: string | undefined,
  { capture, filter }: Settings,
): CaptureInput {
  const { promiscuous, snaplen, buffer_bytes: bufferBytes } = capture;
  return { kind: 'live', request: { interfaces, bpf: bpf ?? filter.bpf, promiscuous, snaplen, bufferBytes } };
}
