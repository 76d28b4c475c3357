import { describe, expect, it } from 'vitest';
import type { NoticePermission } from './alert-notices.ts';
import { createAlertsStore } from './alerts-store.ts';
import { NotedLink } from './noted-link.ts';
import { alertOf, alertsOf } from './pipeline-fixtures.ts';
import { createPreferencesStore } from './preferences-store.ts';

function setUp(permission: NoticePermission, answer: NoticePermission = permission) {
  const link = new NotedLink();
  const preferences = createPreferencesStore();
  const world = { permission, asked: 0, shown: [] as string[], opened: 0, nowMs: 0 };
  const store = createAlertsStore(link.link, {
    port: {
      permission: () => world.permission,
      request: () => {
        world.asked += 1;
        world.permission = answer;
        return Promise.resolve(answer);
      },
      show: (title, _body, onClick) => {
        world.shown.push(title);
        onClick();
      },
    },
    preferences,
    nowMs: () => world.nowMs,
    openAlerts: () => {
      world.opened += 1;
    },
  });
  return { link, world, preferences, state: store.getState };
}

describe('alerts', () => {
  it('are asked for from the start, and in full while they are on screen', () => {
    const { link, state } = setUp('undecided');
    expect(link.open('alerts')).toEqual([{ limit: 200, redact: false }]);
    const detach = state().attach();
    expect(link.updates('alerts')).toEqual([{ limit: 500, redact: false }]);
    detach();
    expect(link.updates('alerts')).toEqual([
      { limit: 500, redact: false },
      { limit: 200, redact: false },
    ]);
  });

  it('are all seen when the user says so', () => {
    const { link, state } = setUp('undecided');
    link.give('alerts', alertsOf(alertOf(1), alertOf(2)));
    state().markSeen();
    expect(state().seen).toEqual({ number: 2, time_ms: 2000 });
  });

  it('are told outside of the window only once the user wants that and the system lets us', async () => {
    const { link, world, state } = setUp('undecided', 'granted');
    link.give('alerts', alertsOf());
    link.give('alerts', alertsOf(alertOf(1, { severity: 'high' })));
    expect(world.shown).toEqual([]);
    expect(world.asked).toBe(0);
    await state().setNotify(true);
    expect(state()).toMatchObject({ notify: true, permission: 'granted', asking: false });
    link.give('alerts', alertsOf(alertOf(2, { severity: 'high' })));
    expect(world).toMatchObject({ shown: ['Alert 2'], asked: 1, opened: 1 });
  });

  it('are not told where the user or the system refused', async () => {
    const { link, world, state } = setUp('undecided', 'denied');
    link.give('alerts', alertsOf());
    await state().setNotify(true);
    expect(state()).toMatchObject({ notify: false, permission: 'denied' });
    link.give('alerts', alertsOf(alertOf(1, { severity: 'critical' })));
    expect(world.shown).toEqual([]);
    await state().setNotify(true);
    expect(world.asked).toBe(1);
  });

  it('are not told while they are silenced, nor below the severity that was chosen', () => {
    const { link, world, state } = setUp('granted');
    void state().setNotify(true);
    link.give('alerts', alertsOf());
    state().silence({ source: 'pipeline:watch', topic: null, title: null, untilMs: 1000 });
    link.give('alerts', alertsOf(alertOf(1, { severity: 'critical' })));
    expect(world.shown).toEqual([]);
    world.nowMs = 1000;
    link.give('alerts', alertsOf(alertOf(2, { severity: 'medium' })));
    expect(world.shown).toEqual([]);
    state().setNotifyFrom('medium');
    link.give('alerts', alertsOf(alertOf(3, { severity: 'medium' })));
    expect(world.shown).toEqual(['Alert 3']);
  });

  it('are heard of again when a silence is taken back', () => {
    const { state } = setUp('granted');
    const silence = { source: 'plugin:a', topic: 'scan', title: 'Scan', untilMs: null };
    state().silence(silence);
    expect(state().silences).toEqual([silence]);
    state().unsilence(silence);
    expect(state().silences).toEqual([]);
  });

  it('are asked for without names and addresses as soon as that is preferred', () => {
    const { link, preferences } = setUp('granted');
    preferences.getState().change({ redact: true });
    expect(link.updates('alerts')).toEqual([{ limit: 200, redact: true }]);
  });
});
