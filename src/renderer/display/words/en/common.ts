export const commonWords = {
  copy: 'Copy',
};
