/** Names of services by transport protocol and the responder's port (IANA "Service Name and Port Number Registry"). */
import { PROTOCOL_SCTP, PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_UDPLITE } from '#main/engine/decode/packet.ts';

const BOTH: readonly (readonly [number, string])[] = [
  [7, 'echo'],
  [53, 'dns'],
  [88, 'kerberos'],
  [111, 'rpcbind'],
  [123, 'ntp'],
  [389, 'ldap'],
  [443, 'https'],
  [464, 'kpasswd'],
  [500, 'isakmp'],
  [514, 'syslog'],
  [636, 'ldaps'],
  [853, 'domain-s'],
  [1194, 'openvpn'],
  [2049, 'nfs'],
  [3478, 'stun'],
  [5060, 'sip'],
  [5061, 'sips'],
  [5349, 'stuns'],
];

const TCP_ONLY: readonly (readonly [number, string])[] = [
  [20, 'ftp-data'],
  [21, 'ftp'],
  [22, 'ssh'],
  [23, 'telnet'],
  [25, 'smtp'],
  [43, 'whois'],
  [79, 'finger'],
  [80, 'http'],
  [110, 'pop3'],
  [113, 'ident'],
  [119, 'nntp'],
  [139, 'netbios-ssn'],
  [143, 'imap'],
  [179, 'bgp'],
  [445, 'microsoft-ds'],
  [465, 'submissions'],
  [502, 'modbus'],
  [554, 'rtsp'],
  [587, 'submission'],
  [631, 'ipp'],
  [873, 'rsync'],
  [989, 'ftps-data'],
  [990, 'ftps'],
  [993, 'imaps'],
  [995, 'pop3s'],
  [1080, 'socks'],
  [1433, 'ms-sql'],
  [1521, 'oracle'],
  [1723, 'pptp'],
  [1883, 'mqtt'],
  [2375, 'docker'],
  [2379, 'etcd'],
  [3128, 'http-proxy'],
  [3306, 'mysql'],
  [3389, 'rdp'],
  [5222, 'xmpp'],
  [5432, 'postgresql'],
  [5672, 'amqp'],
  [5900, 'vnc'],
  [6379, 'redis'],
  [6443, 'kubernetes'],
  [6667, 'irc'],
  [8000, 'http-alt'],
  [8080, 'http-alt'],
  [8443, 'https-alt'],
  [8883, 'mqtts'],
  [9092, 'kafka'],
  [9200, 'elasticsearch'],
  [11211, 'memcached'],
  [27017, 'mongodb'],
];

const UDP_ONLY: readonly (readonly [number, string])[] = [
  [67, 'dhcp'],
  [68, 'dhcp'],
  [69, 'tftp'],
  [137, 'netbios-ns'],
  [138, 'netbios-dgm'],
  [161, 'snmp'],
  [162, 'snmptrap'],
  [443, 'quic'],
  [520, 'rip'],
  [546, 'dhcpv6'],
  [547, 'dhcpv6'],
  [1812, 'radius'],
  [1813, 'radius-acct'],
  [1900, 'ssdp'],
  [2055, 'netflow'],
  [3702, 'ws-discovery'],
  [4500, 'ipsec-nat-t'],
  [4789, 'vxlan'],
  [5353, 'mdns'],
  [5355, 'llmnr'],
  [6343, 'sflow'],
  [51820, 'wireguard'],
];

const byTcpPort: ReadonlyMap<number, string> = new Map([...BOTH, ...TCP_ONLY]);
const byUdpPort: ReadonlyMap<number, string> = new Map([...BOTH, ...UDP_ONLY]);

/** Null where neither protocol nor port says anything. */
export function serviceName(protocol: number, responderPort: number): string | null {
  switch (protocol) {
    case PROTOCOL_TCP:
    case PROTOCOL_SCTP:
      return byTcpPort.get(responderPort) ?? null;
    case PROTOCOL_UDP:
    case PROTOCOL_UDPLITE:
      return byUdpPort.get(responderPort) ?? null;
    default:
      return null;
  }
}
