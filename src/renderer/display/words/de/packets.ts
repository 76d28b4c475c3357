import type { packetsWords as english } from '../en/packets.ts';

export const packetsWords: typeof english = {
  title: 'Pakete',
};
