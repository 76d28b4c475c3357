/** Address families as captures of the BSDs, of macOS, Linux and Windows write them (sys/socket.h of each). */

const AF_INET = 2;
const AF_INET6_LINUX = 10;
const AF_INET6_WINDOWS = 23;
const AF_INET6_NETBSD = 24;
const AF_INET6_FREEBSD = 28;
const AF_INET6_MACOS = 30;

/** IPv4, or IPv6 under any of its numbers. */
export function isInternetFamily(family: number): boolean {
  switch (family) {
    case AF_INET:
    case AF_INET6_LINUX:
    case AF_INET6_WINDOWS:
    case AF_INET6_NETBSD:
    case AF_INET6_FREEBSD:
    case AF_INET6_MACOS:
      return true;
    default:
      return false;
  }
}
