/** The bytes of one packet, asked for when it is chosen. While the next one is on its way, the former stays. */
import { useEffect, useState } from 'react';
import type { Failure } from '#base/result.ts';
import type { PacketLogChoice } from '#contract/protocol.ts';
import type { PacketBytes } from '#contract/views/packet-bytes.ts';
import { useApp } from '../../state/app-context.ts';
import { bytesOfBase64 } from '../../state/byte-text.ts';
import { usePreferences } from '../use-store.ts';

export interface ShownPacket {
  readonly packet: PacketBytes;
  readonly bytes: Uint8Array;
}

export type PacketBytesState =
  | { readonly is: 'hidden' }
  | { readonly is: 'loading' }
  | { readonly is: 'failed'; readonly failure: Failure }
  | ({ readonly is: 'shown'; readonly key: string } & ShownPacket);

/** `key` null: its bytes are known to be gone. */
export function usePacketBytes(key: string | null, packetLogs: PacketLogChoice): PacketBytesState {
  const { link } = useApp();
  const redact = usePreferences((preferences) => preferences.redact);
  const [state, setState] = useState<PacketBytesState>({ is: 'loading' });
  useEffect(() => {
    if (key === null || redact) return undefined;
    const request = new AbortController();
    void link.call('packets.bytes', { key, packetLogs, redact }, request.signal).then((result) => {
      if (request.signal.aborted) return;
      setState(
        result.ok
          ? { is: 'shown', key, packet: result.value, bytes: bytesOfBase64(result.value.bytes) }
          : { is: 'failed', failure: result.failure },
      );
    });
    return () => request.abort();
  }, [link, key, packetLogs, redact]);
  return redact ? { is: 'hidden' } : state;
}
