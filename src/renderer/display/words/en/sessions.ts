export const sessionsWords = {
  title: 'Sessions',
};
