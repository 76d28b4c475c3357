export const overviewWords = {
  title: 'Overview',
};
