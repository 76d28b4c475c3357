import type { commonWords as english } from '../en/common.ts';

export const commonWords: typeof english = {
  copy: 'Kopieren',
};
