import { describe, expect, it } from 'vitest';
import type { EngineProcessMessage } from './engine-messages.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { RestartPolicy } from '#base/restart-policy.ts';

/** A supervisor over a process and a clock that the test moves by hand; ports are plain names. */
function supervised() {
  const events: string[] = [];
  let exit: (code: number) => void = () => undefined;
  let now = 0;
  const timers = new Set<{ at: number; callback: () => void }>();
  const supervisor = new EngineSupervisor<string>(
    {
      start: (exited) => {
        events.push('start');
        exit = exited;
        return {
          postMessage: (message: EngineProcessMessage, ports) => events.push([message.kind, ...ports].join(' ')),
          kill: () => {
            events.push('kill');
            exited(1);
          },
        };
      },
      refuse: (port, failure) => events.push(`refuse ${port} ${failure.code}`),
      monotonicMs: () => now,
      after: (delayMs, callback) => {
        const timer = { at: now + delayMs, callback };
        timers.add(timer);
        return () => timers.delete(timer);
      },
      died: (code, failure) => events.push(`died ${code} ${failure?.code ?? 'restarting'}`),
    },
    new RestartPolicy(),
  );
  const advance = (ms: number): void => {
    now += ms;
    for (const timer of [...timers].filter(({ at }) => at <= now)) {
      timers.delete(timer);
      timer.callback();
    }
  };
  return { supervisor, events, advance, exit: (code: number) => exit(code) };
}

describe('EngineSupervisor', () => {
  it('hands ports to the running engine', () => {
    const { supervisor, events } = supervised();
    supervisor.connect('page');
    expect(events).toEqual(['start', 'connect page']);
  });

  it('starts a dead engine again and serves those who asked meanwhile', () => {
    const { supervisor, events, advance, exit } = supervised();
    exit(134);
    supervisor.connect('page');
    advance(249);
    expect(events).toEqual(['start', 'died 134 restarting']);
    advance(1);
    expect(events.slice(2)).toEqual(['start', 'connect page']);
  });

  it('gives up after a crash loop and tells pages why', () => {
    const { supervisor, events, advance, exit } = supervised();
    for (let death = 0; death < 6; death++) {
      exit(1);
      advance(8_000);
    }
    supervisor.connect('page');
    expect(events.filter((event) => event === 'start')).toHaveLength(6);
    expect(events.slice(-2)).toEqual(['died 1 unavailable', 'refuse page unavailable']);
  });

  it('asks the engine to shut down and waits until it has gone', async () => {
    const { supervisor, events, exit } = supervised();
    const stopping = supervisor.stop(3_000);
    exit(0);
    await stopping;
    expect(events).toEqual(['start', 'shutdown']);
  });

  it('ends an engine that does not go by itself', async () => {
    const { supervisor, events, advance } = supervised();
    const stopping = supervisor.stop(3_000);
    advance(3_000);
    await stopping;
    expect(events).toEqual(['start', 'shutdown', 'kill']);
  });

  it('does not start the engine again while stopping', async () => {
    const { supervisor, events, advance, exit } = supervised();
    exit(1);
    await supervisor.stop(3_000);
    advance(60_000);
    expect(events).toEqual(['start', 'died 1 restarting']);
  });
});
