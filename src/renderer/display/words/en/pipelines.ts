export const pipelinesWords = {
  title: 'Pipelines',
};
