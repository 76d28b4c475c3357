/** From what a host asks for to a source of packets. */
import { failure, success, type Result } from '#base/result.ts';
import { openPacketSource } from './capture/open-source.ts';
import type { CaptureOpener, PacketSource } from './capture/packet-source.ts';
import { openTimeline } from './capture/timeline/open-timeline.ts';
import type { TimelineSource } from './capture/timeline/timeline-source.ts';
import type { Clock } from './store/ports.ts';
import type { CaptureInput } from './read-request.ts';

export interface OpenedInput {
  readonly source: PacketSource;
  /** What messages call it. */
  readonly title: string;
  readonly backend: string;
  readonly limits: readonly string[];
  /** Of several captures: what becomes of them. Null: it is one. */
  readonly timeline: TimelineSource | null;
}

export interface OpenPorts {
  readonly opener: CaptureOpener;
  readonly clock: Pick<Clock, 'yieldTurn'>;
}

/** `bpf` is the configured filter: for live capture where the request has none of its own. */
export async function openInput(
  input: CaptureInput,
  { opener, clock }: OpenPorts,
  bpf: string | null,
): Promise<Result<OpenedInput>> {
  switch (input.kind) {
    case 'source':
      return success({ source: input.source, title: input.title, backend: 'file', limits: [], timeline: null });
    case 'live': {
      const live = await opener.openLive({ ...input.request, bpf: input.request.bpf ?? bpf });
      if (!live.ok) return live;
      const { source, backend, limits } = live.value;
      return success({ source, title: input.request.interfaces.join(', '), backend, limits, timeline: null });
    }
    case 'file': {
      if (bpf !== null) return noFilterForFiles(input.path, bpf);
      const found = await opener.find([input.path, ...(input.more ?? [])]);
      if (found !== null) {
        const timeline = await openTimeline(
          found,
          (path) => opener.openBytes(path),
          () => clock.yieldTurn(),
        );
        if (!timeline.ok) return timeline;
        return success({
          source: timeline.value,
          title: found.title,
          backend: 'file',
          limits: [],
          timeline: timeline.value,
        });
      }
      const bytes = await opener.openBytes(input.path);
      if (!bytes.ok) return bytes;
      const title = input.path === '-' ? 'Standard input' : input.path;
      const source = await openPacketSource(bytes.value, title);
      if (!source.ok) return source;
      return success({ source: source.value, title, backend: 'file', limits: [], timeline: null });
    }
  }
}

/** Said rather than ignored: rows that the filter should have kept out would be in the result. */
function noFilterForFiles(path: string, bpf: string): Result<never> {
  return failure('unsupported', `The setting filter.bpf is for live capture and cannot be applied to ${path}`, {
    remedy: `Remove it from the settings; the file can be filtered before: tcpdump -r ${path} -w - '${bpf}' | netloupe read -`,
  });
}
