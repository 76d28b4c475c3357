import { expect, it } from 'vitest';
import { hasTrayHost, type TrayAnswer } from './tray-host.ts';

function asked(answers: Readonly<Record<string, TrayAnswer>>): {
  readonly programs: string[];
  readonly ask: (program: string) => Promise<TrayAnswer>;
} {
  const programs: string[] = [];
  return {
    programs,
    ask: (program) => {
      programs.push(program);
      return Promise.resolve(answers[program] ?? { kind: 'no-program' });
    },
  };
}

/** What the tools print, of a bus with KDE's watcher. */
it.each([
  ['busctl', 'b true\n', true],
  ['busctl', 'b false\n', false],
  ['gdbus', '(<true>,)\n', true],
  ['gdbus', '(<false>,)\n', false],
  ['dbus-send', '   variant       boolean true\n', true],
  ['dbus-send', '   variant       boolean false\n', false],
])('understands %s: %j', async (program, text, expected) => {
  const { ask } = asked({ [program]: { kind: 'said', text } });
  expect(await hasTrayHost('linux', ask)).toBe(expected);
});

it('asks no other tool once one could not find a watcher', async () => {
  const { ask, programs } = asked({ busctl: { kind: 'failed' }, gdbus: { kind: 'said', text: '(<true>,)' } });
  expect(await hasTrayHost('linux', ask)).toBe(false);
  expect(programs).toEqual(['busctl']);
});

it('takes a system without any of the tools for one without a tray', async () => {
  const { ask, programs } = asked({});
  expect(await hasTrayHost('linux', ask)).toBe(false);
  expect(programs).toEqual(['busctl', 'gdbus', 'dbus-send']);
});

it.each(['darwin', 'win32'])('knows without asking that %s shows them', async (platform) => {
  expect(await hasTrayHost(platform, () => expect.unreachable())).toBe(true);
});
