import type { settingsWords as english } from '../en/settings.ts';

export const settingsWords: typeof english = {
  title: 'Einstellungen',
};
