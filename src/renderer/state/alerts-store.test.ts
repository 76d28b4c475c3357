import { describe, expect, it } from 'vitest';
import type { NoticePermission } from './alert-notices.ts';
import { createAlertsStore } from './alerts-store.ts';
import { NotedLink } from './noted-link.ts';
import { alertOf, alertsOf } from './pipeline-fixtures.ts';

function setUp(permission: NoticePermission, answer: NoticePermission = permission) {
  const link = new NotedLink();
  const world = { permission, asked: 0, shown: [] as string[], opened: 0 };
  const store = createAlertsStore(
    link.link,
    {
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
    () => {
      world.opened += 1;
    },
  );
  return { link, world, state: store.getState };
}

describe('alerts', () => {
  it('are asked for from the start, and in full while they are on screen', () => {
    const { link, state } = setUp('undecided');
    expect(link.open('alerts')).toEqual([{ limit: 200 }]);
    const detach = state().attach();
    expect(link.updates('alerts')).toEqual([{ limit: 500 }]);
    detach();
    expect(link.updates('alerts')).toEqual([{ limit: 500 }, { limit: 200 }]);
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
});
