/**
 * Names of services by the responder's port: the part of IANA's "Service Name and Transport Protocol Port Number
 * Registry" that users meet, with the everyday name where the registered one is obscure.
 */
import { PROTOCOL_SCTP, PROTOCOL_TCP, PROTOCOL_UDP, PROTOCOL_UDPLITE } from '#main/engine/decode/packet.ts';

const tcp: ReadonlyMap<number, string> = table(
  '1:tcpmux 7:echo 9:discard 13:daytime 17:qotd 19:chargen 20:ftp-data 21:ftp 22:ssh 23:telnet 25:smtp ' +
    '37:time 42:nameserver 43:whois 49:tacacs 53:dns 70:gopher 79:finger 80:http 88:kerberos 102:iso-tsap ' +
    '104:dicom 109:pop2 110:pop3 111:sunrpc 113:ident 119:nntp 135:msrpc 137:netbios-ns 139:netbios-ssn ' +
    '143:imap 161:snmp 162:snmp-trap 179:bgp 194:irc 199:smux 264:bgmp 318:pkix-timestamp 389:ldap ' +
    '401:ups 427:slp 443:https 444:snpp 445:microsoft-ds 464:kpasswd 465:submissions 496:pim-rp-disc ' +
    '512:exec 513:login 514:shell 515:printer 524:ncp 530:courier 540:uucp 543:klogin 544:kshell 548:afp ' +
    '554:rtsp 563:nntps 587:submission 593:http-rpc-epmap 631:ipp 636:ldaps 639:msdp 646:ldp 689:nmap ' +
    '700:epp 749:kerberos-adm 830:netconf-ssh 853:domain-s 860:iscsi 873:rsync 902:vmware-auth 989:ftps- ' +
    'data 990:ftps 992:telnets 993:imaps 994:ircs 995:pop3s 1080:socks 1194:openvpn 1352:lotusnote ' +
    '1433:ms-sql 1494:citrix-ica 1512:wins 1521:oracle 1720:h323 1723:pptp 1755:wms 1883:mqtt 1935:rtmp ' +
    '2000:sccp 2049:nfs 2082:cpanel 2083:radsec 2181:zookeeper 2375:docker 2376:docker-s 2379:etcd-client ' +
    '2380:etcd-server 2404:iec-104 2483:oracle-tls 2944:h248 3000:http-alt 3128:squid 3260:iscsi-target ' +
    '3268:msft-gc 3269:msft-gc-ssl 3306:mysql 3389:rdp 3478:stun 3689:daap 3690:svn 3868:diameter ' +
    '4369:epmd 4460:ntske 5060:sip 5061:sips 5222:xmpp-client 5223:xmpp-client-tls 5228:google-push ' +
    '5269:xmpp-server 5349:stuns 5355:llmnr 5432:postgresql 5555:adb 5601:kibana 5671:amqps 5672:amqp ' +
    '5900:vnc 5938:teamviewer 5985:winrm 5986:winrm-tls 6000:x11 6379:redis 6443:kubernetes 6513:syslog- ' +
    'tls 6514:syslog-tls 6653:openflow 6667:irc 6697:ircs 6881:bittorrent 8000:http-alt 8008:http-alt ' +
    '8080:http-alt 8081:http-alt 8086:influxdb 8333:bitcoin 8443:https-alt 8554:rtsp-alt 8883:mqtts ' +
    '8888:http-alt 9000:cslistener 9042:cassandra 9090:prometheus 9092:kafka 9100:jetdirect ' +
    '9200:elasticsearch 9418:git 10000:ndmp 10050:zabbix-agent 10051:zabbix-trapper 11211:memcached ' +
    '11434:ollama 20000:dnp3 27017:mongodb 44818:ethernet-ip 64738:mumble',
);

const udp: ReadonlyMap<number, string> = table(
  '7:echo 9:discard 13:daytime 17:qotd 19:chargen 37:time 42:nameserver 49:tacacs 53:dns 67:dhcp ' +
    '68:dhcp 69:tftp 88:kerberos 111:sunrpc 123:ntp 137:netbios-ns 138:netbios-dgm 161:snmp 162:snmp-trap ' +
    '177:xdmcp 179:bgp 264:bgmp 319:ptp-event 320:ptp-general 389:ldap 401:ups 427:slp 434:mobile-ip ' +
    '443:https 464:kpasswd 496:pim-rp-disc 500:isakmp 514:syslog 517:talk 520:rip 521:ripng 524:ncp ' +
    '546:dhcpv6 547:dhcpv6 554:rtsp 623:asf-rmcp 631:ipp 646:ldp 689:nmap 749:kerberos-adm 853:domain-s ' +
    '1194:openvpn 1434:ms-sql-m 1512:wins 1645:radius 1646:radius-acct 1701:l2tp 1755:wms 1812:radius ' +
    '1813:radius-acct 1900:ssdp 1985:hsrp 2049:nfs 2055:netflow 2123:gtp-control 2152:gtp-user 2427:mgcp ' +
    '2944:h248 3389:rdp 3478:stun 3544:teredo 3702:ws-discovery 3784:bfd-control 4500:ipsec-nat-t ' +
    '4789:vxlan 5004:rtp 5005:rtcp 5060:sip 5349:stuns 5351:nat-pmp 5353:mdns 5355:llmnr 5672:amqp ' +
    '5683:coap 5684:coaps 6081:geneve 6343:sflow 6881:bittorrent 7000:afs-fileserver 7001:afs-callback ' +
    '9993:zerotier 11211:memcached 19302:stun 20000:dnp3 44818:ethernet-ip 47808:bacnet 51820:wireguard ' +
    '64738:mumble',
);

const sctp: ReadonlyMap<number, string> = table('2905:m3ua 3868:diameter 36412:s1ap 36422:x2ap 38412:ngap 38422:xnap');

function table(text: string): ReadonlyMap<number, string> {
  return new Map(
    text.split(' ').map((entry) => {
      const colon = entry.indexOf(':');
      return [Number(entry.slice(0, colon)), entry.slice(colon + 1)];
    }),
  );
}

/** The service of `port` over IP protocol `protocol`; null where no name is known. */
export function serviceOf(protocol: number, port: number): string | null {
  if (protocol === PROTOCOL_TCP) return tcp.get(port) ?? null;
  if (protocol === PROTOCOL_UDP || protocol === PROTOCOL_UDPLITE) return udp.get(port) ?? null;
  if (protocol === PROTOCOL_SCTP) return sctp.get(port) ?? null;
  return null;
}

/**
 * True where the ports say that a first packet from `sourcePort` to `destinationPort` is an answer: it comes from a
 * service and goes to what can only be a client's port.
 */
export function looksLikeAnswer(protocol: number, sourcePort: number, destinationPort: number): boolean {
  // A DHCP client has a service's port of its own (RFC 2131 §4.1).
  if (sourcePort === 67 && destinationPort === 68 && protocol === PROTOCOL_UDP) return true;
  if (destinationPort < 1024 || sourcePort >= destinationPort) return false;
  return (
    (sourcePort < 1024 || serviceOf(protocol, sourcePort) !== null) && serviceOf(protocol, destinationPort) === null
  );
}
