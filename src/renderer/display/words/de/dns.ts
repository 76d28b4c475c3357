import type { dnsWords as english } from '../en/dns.ts';

export const dnsWords: typeof english = {
  title: 'DNS',
};
