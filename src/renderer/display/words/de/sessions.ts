import type { sessionsWords as english } from '../en/sessions.ts';

export const sessionsWords: typeof english = {
  title: 'Sitzungen',
};
