import type { pluginsWords as english } from '../en/plugins.ts';

export const pluginsWords: typeof english = {
  title: 'Plugins',
};
