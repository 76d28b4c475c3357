import { describe, expect, it } from 'vitest';
import type { CaptureStatus } from '#contract/health.ts';
import type { StatusFrame } from '#contract/protocol.ts';
import type { Watched } from './engine-watch.ts';
import { trayFacts, trayTooltip } from './tray-facts.ts';
import { trayMenu } from './tray-menu.ts';
import { trayWords } from './tray-words.ts';

const UNITS = { rateUnit: 'bytes', byteBase: 1000 } as const;
const ENGLISH = trayWords('en');

function watched(capture: Partial<CaptureStatus>): Watched {
  const status = {
    capture: { state: 'running', kind: 'live', title: 'eth0', ...capture },
    rates: { bytes_in: 4_200_000, bytes_out: 120_000, packets: 9 },
  };
  return { phase: 'open', status: status as StatusFrame };
}

describe('what the tray shows', () => {
  it.each([
    ['a live capture', watched({}), false, 'capturing', 'Capturing on eth0', 'In 4.2 MB/s · Out 120 kB/s', true],
    ['a view that stands still', watched({}), true, 'paused', 'Capturing on eth0', 'In 4.2 MB/s · Out 120 kB/s', true],
    ['a file', watched({ kind: 'file', title: 'a.pcap' }), false, 'capturing', 'Reading a.pcap', null, true],
    ['one that ended', watched({ state: 'ended' }), false, 'idle', 'eth0, stopped', null, false],
    [
      'a file that was read',
      watched({ state: 'ended', kind: 'file' }),
      false,
      'idle',
      'eth0, read to the end',
      null,
      false,
    ],
    ['nothing', watched({ state: 'idle', kind: null }), false, 'idle', 'Nothing is captured', null, false],
    ['a failure', watched({ state: 'failed' }), false, 'trouble', 'The capture failed', null, false],
    [
      'a dead engine',
      { phase: 'lost', status: null } as Watched,
      true,
      'trouble',
      'The engine is not there',
      null,
      false,
    ],
  ])('of %s', (_name, now, paused, look, headline, rates, canStop) => {
    expect(trayFacts(now, paused, UNITS, ENGLISH)).toEqual({ look, headline, rates, viewPaused: paused, canStop });
  });

  it('is one line whatever an interface or a file is called', () => {
    const title = `eth0\n\u202e${'x'.repeat(500)}`;
    const { headline } = trayFacts(watched({ title }), false, UNITS, ENGLISH);
    expect(headline).not.toMatch(/[\n\u202e]/);
    expect(headline.length).toBeLessThan(80);
  });

  it('is said in the chosen language and units', () => {
    const say = trayWords('de');
    const facts = trayFacts(watched({}), true, { rateUnit: 'bits', byteBase: 1000 }, say);
    expect(trayTooltip(facts, say)).toBe(
      'Netloupe\nErfassung auf eth0 (Ansicht angehalten)\nEin 33.6 Mbit/s · Aus 960 kbit/s',
    );
  });
});

describe('the menu of the tray', () => {
  const actions = {
    toggleWindow: () => undefined,
    openMini: () => undefined,
    togglePause: () => undefined,
    stopCapture: () => undefined,
    quit: () => undefined,
  };
  const items = (now: Watched, paused: boolean, isShown: boolean, hasPage = true): Record<string, unknown> =>
    Object.fromEntries(
      trayMenu(trayFacts(now, paused, UNITS, ENGLISH), { isShown, hasPage }, ENGLISH, actions)
        .filter(({ id }) => id !== undefined)
        .map(({ id, label, enabled }) => [id, enabled === false ? `(${label})` : label]),
    );

  it('offers what can be done', () => {
    expect(items(watched({}), false, true)).toEqual({
      state: '(Capturing on eth0)',
      rates: '(In 4.2 MB/s · Out 120 kB/s)',
      window: 'Hide Netloupe',
      mini: 'Mini window',
      pause: 'Pause the view',
      stop: 'Stop capture',
      quit: 'Quit Netloupe',
    });
  });

  it('goes on where the view stands still, and shows a window that is hidden', () => {
    expect(items(watched({}), true, false)).toMatchObject({ window: 'Show Netloupe', pause: 'Resume the view' });
  });

  it('cannot pause without a page nor stop what does not run', () => {
    expect(items(watched({ state: 'idle' }), false, false, false)).toEqual({
      state: '(Nothing is captured)',
      window: 'Show Netloupe',
      mini: 'Mini window',
      pause: '(Pause the view)',
      stop: '(Stop capture)',
      quit: 'Quit Netloupe',
    });
  });

  it('marks no letter of a name as a key', () => {
    expect(items(watched({ title: 'a&b' }), false, true)).toMatchObject({ state: '(Capturing on a&&b)' });
  });
});
