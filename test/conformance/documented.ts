/**
 * Where we differ from another tool on purpose: who is right, and why. Each must still occur exactly as it is written
 * here, or the test fails: what no longer differs is taken out. docs/conformance.md has the same as a table.
 */
import type { Category } from './difference.ts';

export interface Documented {
  readonly file: string;
  readonly category: Category;
  readonly key: string;
  readonly ours: string;
  readonly theirs: string;
  readonly frame: number | null;
  readonly why: string;
}

const FRAGMENT_WITHOUT_FIRST =
  'Netloupe: a later fragment has no ports, and its first one was never captured, so it is nobody’s; it is counted as `unattributed_fragments`. tshark’s table is of addresses alone.';
const NAME_TOO_LONG =
  'Netloupe: the second question’s name is longer than 255 octets (RFC 1035 §2.3.4), as an attack on a resolver; what comes behind is not trusted. tshark reads on.';
const BAD_CHECKSUM =
  'Netloupe: Zeek leaves packets with a wrong checksum out unless told not to (`-C`). On a machine that leaves checksums to its network card every packet sent is captured with a wrong one, so Netloupe counts them.';

const HOST_WITH_NUL =
  'Netloupe: the value of the Host field has a byte 0 in it (the capture is fuzzed); it is shown escaped. tshark’s text ends there.';
const HEAD_NOT_WHOLE =
  'Netloupe: the Host field is in this segment. tshark waits for the end of the request’s head, which was fuzzed away.';
const DECRYPTED =
  'Both: the file holds the keys of its TLS sessions, and tshark decrypts with them. Netloupe decrypts nothing that only the ends may read.';

const TEREDO_RELAY =
  'Netloupe: this is Teredo with a relay on a port of its own (32900), known by what is in it. tshark looks at port 3544 only. Zeek’s connection log has the inner conversation, too, with the same packets and bytes.';
const SEEN_BEFORE =
  'Netloupe: the very same bytes were seen before, so they are sent again. tshark takes whatever comes within a round trip for out of order.';

export const DOCUMENTED: readonly Documented[] = [
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'conversations',
    key: 'tcp 172.20.3.5 > 172.20.3.13, all ports',
    ours: '51 packets, 17492 bytes',
    theirs: '52 packets, 17971 bytes',
    frame: 52,
    why: FRAGMENT_WITHOUT_FIRST,
  },
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'conversations',
    key: 'tcp 172.20.3.13 > 172.20.3.5, all ports',
    ours: '44 packets, 7574 bytes',
    theirs: '45 packets, 7628 bytes',
    frame: 130,
    why: FRAGMENT_WITHOUT_FIRST,
  },
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'other protocols',
    key: 'ip-170 170.170.170.170 > 170.170.170.170',
    ours: 'nothing',
    theirs: '3 packets, 1628 bytes',
    frame: 35,
    why: FRAGMENT_WITHOUT_FIRST,
  },
  {
    file: 'zeek-ipv6-fragmented-dns.pcap',
    category: 'conversations',
    key: 'udp 2607:f740:b::f93 > 2001:470:1f11:81f:d138:5f55:6d4:1fe2, all ports',
    ours: '4 packets, 3809 bytes',
    theirs: '5 packets, 4213 bytes',
    frame: 4,
    why: FRAGMENT_WITHOUT_FIRST,
  },
  ...['', ' (2)', ' (3)', ' (4)'].map((copy, index): Documented => ({
    file: 'ndpi-malformed_dns.pcap',
    category: 'DNS',
    key: `udp 127.0.0.1:50435 > 127.0.0.1:53 id 33972: A www.xt.com${copy}`,
    ours: 'rcode 0',
    theirs: 'rcode 0; www.xt.com 0 A 66.66.66.66; www.xt.com 0 CNAME (malformed)',
    frame: [2, 3, 5, 6][index]!,
    why: NAME_TOO_LONG,
  })),
  {
    file: 'zeek-ip6-ext-trunc.pcap',
    category: 'other protocols',
    key: 'ip-0 2001:4f8:4:7:2e0:81ff:fe52:ffff > 2001:4f8:4:7:2e0:81ff:fe52:9a6b',
    ours: 'nothing',
    theirs: '1 packets, 54 bytes',
    frame: 1,
    why: 'Netloupe: the capture ends inside the extension headers, before any transport protocol; the packet is counted as `ipv6_extension_overrun`. Protocol 0 is the hop-by-hop header, not what was sent.',
  },
  {
    file: 'zeek-dns-corrupt.pcap',
    category: 'Zeek',
    key: 'the only connection: state and history',
    ours: 'SF Dd',
    theirs: 'OTH Cc',
    frame: 1,
    why: BAD_CHECKSUM,
  },
  {
    file: 'zeek-dns-corrupt.pcap',
    category: 'Zeek',
    key: 'the only connection: packets',
    ours: '1 1',
    theirs: '0 0',
    frame: 1,
    why: BAD_CHECKSUM,
  },
  {
    file: 'zeek-max-compression-depth.pcap',
    category: 'Zeek',
    key: 'the only connection: state and history',
    ours: 'D',
    theirs: 'D^X',
    frame: 1,
    why: 'Both: Zeek’s X says that one of its own limits ended the analysis. What was on the wire is D.',
  },
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'HTTP',
    key: 'http 172.20.3.13:53132 > 172.20.3.5:80 %s',
    ours: 'nothing',
    theirs: 'name',
    frame: 20,
    why: HOST_WITH_NUL,
  },
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'HTTP',
    key: 'http 172.20.3.13:53132 > 172.20.3.5:80 %s\\0002.20.3.5',
    ours: 'name',
    theirs: 'nothing',
    frame: 19,
    why: HOST_WITH_NUL,
  },
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'HTTP',
    key: 'http 172.20.3.5:2604 > 172.20.3.13:80 172.20.3.13',
    ours: 'name',
    theirs: 'nothing',
    frame: 63,
    why: HEAD_NOT_WHOLE,
  },
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'HTTP',
    key: 'http 172.20.3.5:2605 > 172.20.3.13:80 172.20.3.13',
    ours: 'name',
    theirs: 'nothing',
    frame: 72,
    why: HEAD_NOT_WHOLE,
  },
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'HTTP',
    key: 'http 172.20.3.5:2606 > 172.20.3.13:80 172.20.3.13',
    ours: 'name',
    theirs: 'nothing',
    frame: 88,
    why: HEAD_NOT_WHOLE,
  },
  {
    file: 'wireshark-tls12-dsb.pcapng',
    category: 'HTTP',
    key: 'http 10.9.0.2:46800 > 93.184.216.34:443 example.com',
    ours: 'nothing',
    theirs: 'name',
    frame: 6,
    why: DECRYPTED,
  },
  {
    file: 'wireshark-tls12-dsb.pcapng',
    category: 'HTTP',
    key: 'http 10.9.0.2:46802 > 93.184.216.34:443 example.net',
    ours: 'nothing',
    theirs: 'name',
    frame: 14,
    why: DECRYPTED,
  },
  {
    file: 'zeek-Teredo.pcap',
    category: 'conversations',
    key: 'udp 192.168.2.16:3797 > 83.170.1.38:32900',
    ours: 'nothing',
    theirs: '12 packets, 2863 bytes',
    frame: 29,
    why: TEREDO_RELAY,
  },
  {
    file: 'zeek-Teredo.pcap',
    category: 'conversations',
    key: 'udp 83.170.1.38:32900 > 192.168.2.16:3797',
    ours: 'nothing',
    theirs: '13 packets, 11789 bytes',
    frame: 29,
    why: TEREDO_RELAY,
  },
  {
    file: 'zeek-Teredo.pcap',
    category: 'conversations',
    key: 'tcp 2001:0:4137:9e50:8000:f12a:b9c8:2815:1286 > 2001:4860:0:2001::68:80',
    ours: '10 packets, 2699 bytes',
    theirs: 'nothing',
    frame: 34,
    why: TEREDO_RELAY,
  },
  {
    file: 'zeek-Teredo.pcap',
    category: 'conversations',
    key: 'tcp 2001:4860:0:2001::68:80 > 2001:0:4137:9e50:8000:f12a:b9c8:2815:1286',
    ours: '12 packets, 11695 bytes',
    theirs: 'nothing',
    frame: 34,
    why: TEREDO_RELAY,
  },
  {
    file: 'zeek-Teredo.pcap',
    category: 'other protocols',
    key: 'ip-59 2001:0:4137:9e50:8000:f12a:b9c8:2815 > 2001:4860:0:2001::68',
    ours: '1 packets, 82 bytes',
    theirs: 'nothing',
    frame: 29,
    why: TEREDO_RELAY,
  },
  {
    file: 'zeek-Teredo.pcap',
    category: 'other protocols',
    key: 'ip-59 2001:0:4137:9e50:8000:f12a:b9c8:2815 > fe80::708d:fe83:4114:a512',
    ours: '1 packets, 82 bytes',
    theirs: 'nothing',
    frame: 32,
    why: TEREDO_RELAY,
  },
  {
    file: 'zeek-Teredo.pcap',
    category: 'other protocols',
    key: 'icmpv6 2001:4860:0:2001::68 > 2001:0:4137:9e50:8000:f12a:b9c8:2815',
    ours: '1 packets, 94 bytes',
    theirs: 'nothing',
    frame: 33,
    why: TEREDO_RELAY,
  },
  {
    file: 'zeek-Teredo.pcap',
    category: 'HTTP',
    key: 'http 2001:0:4137:9e50:8000:f12a:b9c8:2815:1286 > 2001:4860:0:2001::68:80 ipv6.google.com',
    ours: 'name',
    theirs: 'nothing',
    frame: 37,
    why: TEREDO_RELAY,
  },
  {
    file: 'arkime-tcp_handshake_synthetic.pcap',
    category: 'TCP order',
    key: 'tcp 192.0.2.10:40003 > 198.51.100.5:8080',
    ours: 'sent again 0 and 0, out of order 0',
    theirs: 'sent again 0 and 1, out of order 0',
    frame: 9,
    why: 'Netloupe: the SYN with other numbers begins another connection, and this SYN+ACK is its first one. The acknowledgement between them answers for the old connection; tshark counts it to the new one.',
  },
  {
    file: 'ndpi-6in4tunnel.pcap',
    category: 'TCP order',
    key: 'tcp 2001:470:1f17:13f:3e97:eff:fe73:4dec:53234 > 2a03:2880:1010:6f03:face:b00c:0:2:443',
    ours: 'sent again 2 and 0, out of order 0',
    theirs: 'sent again 0 and 0, out of order 2',
    frame: 22,
    why: `${SEEN_BEFORE} An ICMPv6 “packet too big” came before them.`,
  },
  {
    file: 'ndpi-KakaoTalk_chat.pcap',
    category: 'TCP order',
    key: 'tcp 216.58.221.10:80 > 10.24.82.188:35922',
    ours: 'sent again 4 and 0, out of order 0',
    theirs: 'sent again 5 and 0, out of order 0',
    frame: 32,
    why: 'Netloupe: five seconds of silence after a FIN end a session (F10), and a FIN after that is the first one of another. tshark never ends one.',
  },
  {
    file: 'ndpi-alexa-app.pcapng',
    category: 'TCP order',
    key: 'tcp 172.16.42.216:45715 > 52.94.232.134:443',
    ours: 'sent again 4 and 0, out of order 0',
    theirs: 'sent again 3 and 0, out of order 1',
    frame: 1284,
    why: SEEN_BEFORE,
  },
  {
    file: 'ndpi-alexa-app.pcapng',
    category: 'TCP order',
    key: 'tcp 172.16.42.216:37551 > 54.239.24.180:443',
    ours: 'sent again 6 and 1, out of order 0',
    theirs: 'sent again 4 and 1, out of order 2',
    frame: 1941,
    why: SEEN_BEFORE,
  },
  {
    file: 'ndpi-alexa-app.pcapng',
    category: 'TCP order',
    key: 'tcp 172.16.42.216:41828 > 52.85.209.143:443',
    ours: 'sent again 4 and 0, out of order 0',
    theirs: 'sent again 3 and 0, out of order 1',
    frame: 2794,
    why: SEEN_BEFORE,
  },
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'TCP order',
    key: 'tcp 172.20.3.13:53132 > 172.20.3.5:80',
    ours: 'sent again 1 and 0, out of order 0',
    theirs: 'sent again 1 and 0, out of order 1',
    frame: 16,
    why: 'Undecided: the sequence number of the FIN in frame 31 is damaged and lies in a gap of the capture that was acknowledged already.',
  },
  {
    file: 'ndpi-fuzz-2006-09-29-28586.pcap',
    category: 'TCP order',
    key: 'tcp 172.20.3.13:53136 > 172.20.3.5:80',
    ours: 'sent again 0 and 2, out of order 1',
    theirs: 'sent again 0 and 4, out of order 0',
    frame: 106,
    why: 'Undecided: the first sequence number of the server is damaged, half a million too high, so that everything after it seems late.',
  },
  {
    file: 'pcpp-example2.pcap',
    category: 'TCP order',
    key: 'tcp 10.0.0.1:55282 > 77.72.118.213:80',
    ours: 'sent again 0 and 0, out of order 1',
    theirs: 'sent again 0 and 1, out of order 0',
    frame: 2517,
    why: 'Netloupe: the segment with the last bytes and FIN comes 1 µs after the FIN alone that left them out, and was not seen before. tshark makes an exception of segments that end where the stream ends.',
  },
  {
    file: 'pcpp-example2.pcap',
    category: 'TCP order',
    key: 'tcp 10.0.0.1:55297 > 212.58.246.107:80',
    ours: 'sent again 0 and 2, out of order 0',
    theirs: 'sent again 0 and 1, out of order 1',
    frame: 2852,
    why: 'Netloupe: both segments were asked for by repeated acknowledgements and came 92 ms after the gap, not overtaken but lost and sent again. tshark says so of the first one only.',
  },
  {
    file: 'wireshark-http-ooo.pcap',
    category: 'TCP order',
    key: 'tcp 10.0.0.1:32323 > 10.0.0.2:80',
    ours: 'sent again 1 and 0, out of order 4',
    theirs: 'sent again 0 and 0, out of order 5',
    frame: 1,
    why: SEEN_BEFORE,
  },
];
