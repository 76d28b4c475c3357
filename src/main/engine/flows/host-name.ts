/** From what a client asked for to the name of a host. */

const PORT = /:\d{0,5}$/;
const ADDRESS = /^[\d.]+$/;

/** Without a port; null for an address, which is no name. */
export function hostOf(asked: string): string | null {
  if (asked.startsWith('[')) return null;
  const host = asked.replace(PORT, '');
  return host === '' || host.includes(':') || ADDRESS.test(host) ? null : host;
}
