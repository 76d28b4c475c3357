/** What turns the numbers of one capture into names; the engine's root makes it per capture. */
import type { ByteText } from '#base/byte-text.ts';
import type { Microseconds } from '#base/units.ts';

export interface RunNames {
  /** What `sessionId` answers, as bytes. */
  writeSessionId(out: ByteText, startTime: Microseconds, serial: number): void;
  sessionId(startTime: Microseconds, serial: number): string;
  /** '' where the capture does not name its interface. */
  interfaceName(interfaceId: number): string;
}
