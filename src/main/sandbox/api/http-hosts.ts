/**
 * Whether a plugin may reach an address. What the manifest names is HOST or HOST:PORT; without a port it is the scheme's own
 * (80 and 443); `*.example.org` is every name below example.org, and not that one itself.
 */
export function isAllowed(url: URL, hosts: readonly string[]): boolean {
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  return hosts.some((pattern) => {
    const { name, port } = parts(pattern.toLowerCase());
    if (url.port !== port) return url.port === '' && port === defaultPort(url) && matches(host, name);
    return matches(host, name);
  });
}

function defaultPort(url: URL): string {
  return url.protocol === 'https:' ? '443' : '80';
}

/** Split at the port; an IPv6 address is in brackets, as in URLs. */
function parts(pattern: string): { readonly name: string; readonly port: string } {
  const port = /:(\d{1,5})$/.exec(pattern.startsWith('[') ? pattern.slice(pattern.indexOf(']')) : pattern);
  return port === null ? { name: pattern, port: '' } : { name: pattern.slice(0, -port[0].length), port: port[1]! };
}

function matches(host: string, name: string): boolean {
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) && host.length > name.length - 1 : host === name;
}
