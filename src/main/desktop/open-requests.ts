/** What the system asked us to open, kept until the view listens. Only the newest request matters: one timeline is shown at a time. */
export class OpenRequests {
  #waiting: readonly string[] | null = null;
  #deliver: ((paths: readonly string[]) => void) | null = null;

  open(paths: readonly string[]): void {
    if (this.#deliver === null) this.#waiting = paths;
    else this.#deliver(paths);
  }

  /** The view is there: what waits is delivered now, and everything after it at once. */
  listen(deliver: (paths: readonly string[]) => void): void {
    this.#deliver = deliver;
    const waiting = this.take();
    if (waiting !== null) deliver(waiting);
  }

  /** The view went away (reload, crash, closed). */
  mute(): void {
    this.#deliver = null;
  }

  /** Hands out what waits, once. */
  take(): readonly string[] | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }
}
