export const startWords = {
  welcome: 'Welcome to Netloupe',
};
