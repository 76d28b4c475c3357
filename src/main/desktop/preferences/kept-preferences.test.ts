import { expect, it } from 'vitest';
import { DEFAULT_DESKTOP_PREFERENCES, type DesktopPreferences } from '#contract/desktop-preferences.ts';
import { KeptPreferences, parseDesktopPreferences, preferenceChangesSchema } from './kept-preferences.ts';

function inMemory(text: string): { text: string; broken: boolean } & {
  read(): DesktopPreferences | null;
  tryWrite(value: DesktopPreferences): string | null;
} {
  return {
    text,
    broken: false,
    read() {
      return parseDesktopPreferences(this.text);
    },
    tryWrite(value) {
      if (this.broken) return 'the disk is full';
      this.text = JSON.stringify(value);
      return null;
    },
  };
}

it('keeps what was changed, and tells who follows', () => {
  const file = inMemory('');
  const kept = new KeptPreferences(file);
  expect(kept.current).toEqual(DEFAULT_DESKTOP_PREFERENCES);
  const seen: boolean[][] = [];
  kept.follow((now, before) => seen.push([before.tray, now.tray]));
  expect(kept.change({ tray: false })).toMatchObject({ ok: true });
  expect(seen).toEqual([[true, false]]);
  expect(new KeptPreferences(file).current).toEqual({ ...DEFAULT_DESKTOP_PREFERENCES, tray: false });
});

it('changes nothing where nothing could be kept, and says why', () => {
  const file = inMemory('');
  file.broken = true;
  const kept = new KeptPreferences(file);
  kept.follow(() => expect.unreachable());
  const answer = kept.change({ check_for_updates: true });
  expect(answer).toMatchObject({ ok: false, failure: { code: 'unwritable' } });
  expect(JSON.stringify(answer)).toContain('the disk is full');
  expect(kept.current.check_for_updates).toBe(false);
});

it.each(['', '{', '[]', 'null', '7', '{"tray":"yes"}', '{"check_for_updates":1}'])(
  'does what is usual with a damaged file: %s',
  (text) => expect(new KeptPreferences(inMemory(text)).current).toEqual(DEFAULT_DESKTOP_PREFERENCES),
);

it('reads what another version wrote as far as it knows it', () => {
  expect(parseDesktopPreferences('{"tray":false,"of_the_future":3}')).toEqual({
    ...DEFAULT_DESKTOP_PREFERENCES,
    tray: false,
  });
});

it.each([{ tray: 1 }, { other: true }, [], null, { __proto__: { tray: true }, x: 1 }])(
  'takes no changes of another shape: %j',
  (changes) => expect(preferenceChangesSchema.safeParse(changes).success).toBe(false),
);

it('takes any of the known keys', () => {
  expect(preferenceChangesSchema.safeParse({}).success).toBe(true);
  expect(preferenceChangesSchema.safeParse(DEFAULT_DESKTOP_PREFERENCES).success).toBe(true);
});
