/** Processes whose unasked end is told, whatever else whoever started them makes of it. */

interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

interface Ending {
  onExit(listener: (exit: Exit) => void): void;
  kill(): void;
}

/**
 * The same process. `crashed` is called before its listener where it ended with a fault and nobody here had killed it; not
 * for one that could not be started, which is a failure of its own.
 */
export function reportedProcess<T extends Ending>(started: T, crashed: (exit: Exit) => void): T {
  let killed = false;
  return new Proxy(started, {
    get(process, name): unknown {
      if (name === 'kill') {
        return () => {
          killed = true;
          process.kill();
        };
      }
      if (name === 'onExit') {
        return (listener: (exit: Exit) => void) =>
          process.onExit((exit) => {
            if (!killed && isCrash(exit)) crashed(exit);
            listener(exit);
          });
      }
      const value: unknown = Reflect.get(process, name, process);
      // Of a class with private fields, which only itself may reach.
      return typeof value === 'function' ? (value as () => unknown).bind(process) : value;
    },
  });
}

function isCrash({ code, signal }: Exit): boolean {
  return signal !== null || (code !== null && code !== 0);
}
