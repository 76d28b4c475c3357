/** The receiving half that every transport shares: keeps what arrives before there is a listener. */
export class Inbox {
  private waiting: unknown[] = [];
  private messageListener: ((message: unknown) => void) | null = null;
  private closeListener: (() => void) | null = null;
  private isClosed = false;

  get closed(): boolean {
    return this.isClosed;
  }

  deliver(message: unknown): void {
    if (this.isClosed) return;
    if (this.messageListener === null) this.waiting.push(message);
    else this.messageListener(message);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.closeListener?.();
  }

  onMessage(listener: (message: unknown) => void): void {
    this.messageListener = listener;
    const waiting = this.waiting;
    this.waiting = [];
    for (const message of waiting) listener(message);
  }

  onClose(listener: () => void): void {
    this.closeListener = listener;
    if (this.isClosed) listener();
  }
}
