/**
 * The one thing a channel needs from the world: messages both ways, in order, until it closes. What is sent is plain
 * data (what JSON can carry); a transport neither knows nor checks what it means.
 */
export interface Transport {
  /** Hands a message over; after the close it is dropped, because the close itself tells the sender. */
  send(message: unknown): void;
  /** One listener. Messages that arrived before it was set are kept for it, in order. */
  onMessage(listener: (message: unknown) => void): void;
  /** One listener; called once, at once where the transport is closed already. */
  onClose(listener: () => void): void;
  /** Idempotent. What was sent before is still delivered. */
  close(): void;
}

/** Delivered instead of a message that could not be read at all: the reason, in words. */
export class UnreadableMessage {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}
