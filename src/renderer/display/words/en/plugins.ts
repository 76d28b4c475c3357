export const pluginsWords = {
  title: 'Plugins',
};
