/** Signals as under Node. Chromium takes them for the wish to quit in order, with exit status 0. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** To be called when Electron is ready, which is after Chromium took them. A command that listens itself is left alone with them; any other one ends by them. */
export function takeSignals(): void {
  for (const name of SIGNALS) {
    const end = (): void => {
      if (process.listenerCount(name) > 1) return;
      // Nobody listens any more: the system does with it what it does with any program.
      process.off(name, end);
      process.kill(process.pid, name);
    };
    process.on(name, end);
  }
}
