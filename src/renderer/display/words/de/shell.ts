import type { shellWords as english } from '../en/shell.ts';

export const shellWords: typeof english = {
  views: 'Ansichten',
};
