import type { alertsWords as english } from '../en/alerts.ts';

export const alertsWords: typeof english = {
  title: 'Warnungen',
};
