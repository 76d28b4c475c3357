export const detailsWords = {
  close: 'Close the details',
};
