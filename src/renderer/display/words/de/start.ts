import type { startWords as english } from '../en/start.ts';

export const startWords: typeof english = {
  welcome: 'Willkommen bei Netloupe',
};
