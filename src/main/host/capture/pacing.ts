/** Waits between polls of a live source: cut short by `wake`, and gone with it. */
export class Pacing {
  #wake: (() => void) | null = null;

  /** 0: only lets the event loop do what is waiting. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      if (milliseconds === 0) {
        setImmediate(resolve);
        return;
      }
      const timer = setTimeout(() => this.#done(resolve), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        this.#done(resolve);
      };
    });
  }

  wake(): void {
    this.#wake?.();
  }

  #done(resolve: () => void): void {
    this.#wake = null;
    resolve();
  }
}
