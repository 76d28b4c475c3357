export const shellWords = {
  views: 'Views',
};
