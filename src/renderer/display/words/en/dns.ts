export const dnsWords = {
  title: 'DNS',
};
