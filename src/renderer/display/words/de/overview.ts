import type { overviewWords as english } from '../en/overview.ts';

export const overviewWords: typeof english = {
  title: 'Überblick',
};
