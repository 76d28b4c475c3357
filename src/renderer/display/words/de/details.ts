import type { detailsWords as english } from '../en/details.ts';

export const detailsWords: typeof english = {
  close: 'Details schließen',
};
