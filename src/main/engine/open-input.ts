/** From what a host asks for to a source of packets. */
import { success, type Result } from '#base/result.ts';
import { openPacketSource } from './capture/open-source.ts';
import type { CaptureOpener, PacketSource } from './capture/packet-source.ts';
import type { CaptureInput } from './read-request.ts';

export interface OpenedInput {
  readonly source: PacketSource;
  /** What messages call it. */
  readonly title: string;
  readonly backend: string;
  readonly limits: readonly string[];
}

export async function openInput(input: CaptureInput, opener: CaptureOpener): Promise<Result<OpenedInput>> {
  switch (input.kind) {
    case 'source':
      return success({ source: input.source, title: input.title, backend: 'file', limits: [] });
    case 'live': {
      const live = await opener.openLive(input.request);
      if (!live.ok) return live;
      const { source, backend, limits } = live.value;
      return success({ source, title: input.request.interfaces.join(', '), backend, limits });
    }
    case 'file': {
      const bytes = await opener.openBytes(input.path);
      if (!bytes.ok) return bytes;
      const title = input.path === '-' ? 'Standard input' : input.path;
      const source = await openPacketSource(bytes.value, title);
      return source.ok ? success({ source: source.value, title, backend: 'file', limits: [] }) : source;
    }
  }
}
