import type { interfacesWords as english } from '../en/interfaces.ts';

export const interfacesWords: typeof english = {
  title: 'Schnittstellen',
};
