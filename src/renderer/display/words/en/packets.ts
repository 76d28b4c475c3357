export const packetsWords = {
  title: 'Packets',
};
