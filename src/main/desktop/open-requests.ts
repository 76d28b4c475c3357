/** Captures that the system asked us to open, kept until the view listens. Only the newest matters: one is shown at a time. */
export class OpenRequests {
  #waiting: string | null = null;
  #deliver: ((path: string) => void) | null = null;

  open(path: string): void {
    if (this.#deliver === null) this.#waiting = path;
    else this.#deliver(path);
  }

  /** The view is there: what waits is delivered now, and everything after it at once. */
  listen(deliver: (path: string) => void): void {
    this.#deliver = deliver;
    const waiting = this.take();
    if (waiting !== null) deliver(waiting);
  }

  /** The view went away (reload, crash, closed). */
  mute(): void {
    this.#deliver = null;
  }

  /** Hands out what waits, once. */
  take(): string | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }
}
