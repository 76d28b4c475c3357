/** A capture in memory as a `ByteSource`, for tests that read a file once. */
import { success } from '#base/result.ts';
import type { ByteSource } from '#main/engine/capture/packet-source.ts';

/** `piece`: at most so many bytes an answer. */
export function memoryBytes(data: Uint8Array, piece: number = data.length): ByteSource {
  let position = 0;
  return {
    read: (into) => {
      const count = Math.min(into.length, piece, data.length - position);
      into.set(data.subarray(position, position + count));
      position += count;
      return success(count);
    },
    get position() {
      return position;
    },
    size: data.length,
    close: async () => {},
  };
}
