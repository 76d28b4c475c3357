export const interfacesWords = {
  title: 'Interfaces',
};
