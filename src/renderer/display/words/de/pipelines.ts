import type { pipelinesWords as english } from '../en/pipelines.ts';

export const pipelinesWords: typeof english = {
  title: 'Pipelines',
};
