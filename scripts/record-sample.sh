#!/usr/bin/env bash
# Records samples/netloupe-sample.pcap: real programs talking to each other in two network namespaces of this script's
# own, with the names and addresses reserved for documentation (RFC 2606, 5737, 3849, 7042), so nothing real is in it.
#
#   sudo scripts/record-sample.sh [OUT]
#
# Needs root and: iproute2 tcpdump dnsmasq-base bind9-dnsutils curl iputils-ping openssl (and ethtool, for checksums).
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-samples/netloupe-sample.pcap}
[ "$(id -u)" = 0 ] || { echo "record-sample: needs root, to make network namespaces: sudo $0" >&2; exit 1; }
for program in ip tcpdump dnsmasq dig curl ping openssl node; do
  command -v "$program" >/dev/null || { echo "record-sample: $program is not installed" >&2; exit 1; }
done

client=nl-sample-client server=nl-sample-server
work=$(mktemp -d)
processes=()
cleanup() {
  for pid in "${processes[@]}"; do kill "$pid" 2>/dev/null || true; done
  ip netns del $client 2>/dev/null || true
  ip netns del $server 2>/dev/null || true
  rm -rf "$work" "/etc/netns/$client"
}
trap cleanup EXIT
in_client() { ip netns exec $client "$@"; }
in_server() { ip netns exec $server "$@"; }

# --- two hosts, one wire -----------------------------------------------------------------------------------------
ip netns add $client
ip netns add $server
ip link add lan0 netns $client address 00:00:5e:00:53:10 type veth peer name lan0 netns $server address 00:00:5e:00:53:01
for ns in $client $server; do
  ip netns exec $ns sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
    net.ipv6.conf.lan0.accept_dad=0
  ip -n $ns link set lo up
  # Real wires carry neither super-sized segments nor unfinished checksums.
  if command -v ethtool >/dev/null; then
    ip netns exec $ns ethtool -K lan0 tso off gso off gro off tx off >/dev/null 2>&1 || true
  fi
  ip -n $ns link set lan0 gso_max_segs 1 up
done
# Where the kernel has VLANs, one conversation is tagged.
vlan=no
if ip -n $client link add link lan0 name lan0.42 type vlan id 42 2>/dev/null; then
  vlan=yes
  ip -n $server link add link lan0 name lan0.42 type vlan id 42
  ip -n $client link set lan0.42 up
  ip -n $server link set lan0.42 up
  ip -n $client addr add 203.0.113.130/30 dev lan0.42
  ip -n $server addr add 203.0.113.129/30 dev lan0.42
fi
ip -n $client addr add 192.0.2.10/24 dev lan0
ip -n $client addr add 192.0.2.11/24 dev lan0
ip -n $client addr add 2001:db8:1::10/64 dev lan0 nodad
ip -n $client route add default via 192.0.2.1
ip -n $client route add default via 2001:db8:1::1
ip -n $server addr add 192.0.2.1/24 dev lan0
ip -n $server addr add 2001:db8:1::1/64 dev lan0 nodad
for address in 198.51.100.10 198.51.100.20 203.0.113.30 203.0.113.53; do ip -n $server addr add $address/32 dev lo; done
for address in 2001:db8:2::10 2001:db8:2::20; do ip -n $server addr add $address/128 dev lo nodad; done
in_server sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
ip -n $server route add blackhole 203.0.113.99/32       # lookups and connections that nobody answers
ip -n $server route add unreachable 203.0.113.66/32     # "host unreachable"

# --- servers -------------------------------------------------------------------------------------------------------
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/certificate.pem" -days 30 \
  -subj /CN=secure.example.com -addext subjectAltName=DNS:secure.example.com,DNS:api.example.net 2>/dev/null
ip netns exec $server node scripts/sample-servers.mjs "$work/key.pem" "$work/certificate.pem" 203.0.113.30 >"$work/servers" &
processes+=($!)
cat >"$work/dnsmasq.conf" <<CONF
no-daemon
no-resolv
no-hosts
user=root
pid-file=$work/dnsmasq.pid
listen-address=203.0.113.53,2001:db8:1::1
bind-interfaces
local-ttl=300
local=/example.com/example.net/example.org/test/
host-record=www.example.com,198.51.100.10,2001:db8:2::10
host-record=secure.example.com,198.51.100.20
host-record=api.example.net,203.0.113.30
host-record=files.example.org,198.51.100.10
host-record=v6.example.org,2001:db8:2::20
host-record=broker.iot.test,203.0.113.30
host-record=silent.test,203.0.113.99
cname=shop.example.com,www.example.com
txt-record=example.com,"v=spf1 -all"
mx-host=example.com,mail.example.com,10
host-record=mail.example.com,198.51.100.20
srv-host=_mqtt._tcp.iot.test,broker.iot.test,1883,5,10
ptr-record=10.100.51.198.in-addr.arpa,www.example.com
CONF
ip netns exec $server dnsmasq --conf-file="$work/dnsmasq.conf" --log-facility="$work/dnsmasq.log" 2>/dev/null &
processes+=($!)
mkdir -p /etc/netns/$client
printf 'nameserver 203.0.113.53\noptions timeout:2 attempts:1\n' >/etc/netns/$client/resolv.conf
until grep -q ready "$work/servers" && in_server dig +short +timeout=1 +tries=1 @203.0.113.53 www.example.com | grep -q 198; do
  sleep 0.2
done

# --- record --------------------------------------------------------------------------------------------------------
ip netns exec $client tcpdump -i lan0 -U -s 0 -w "$work/sample.pcap" 2>"$work/tcpdump" &
recorder=$!
processes+=("$recorder")
until grep -q 'listening on' "$work/tcpdump"; do sleep 0.1; done

get() { in_client curl -sk --max-time 5 "$@" >/dev/null || true; }
ask() { in_client dig +tries=1 +timeout=2 "$@" >/dev/null || true; }

ip netns exec $client node scripts/sample-client.mjs broker.iot.test 203.0.113.30 30 &
processes+=($!)
ip netns exec $client ping -q -c 5 -i 1 198.51.100.10 >/dev/null &
processes+=($!)
get -4 http://www.example.com/
get -6 http://www.example.com/status.json
get https://secure.example.com/ https://secure.example.com/status.json
sleep 1
ask @203.0.113.53 example.com TXT
ask @203.0.113.53 example.com MX +tcp
ask @2001:db8:1::1 v6.example.org AAAA
ask @203.0.113.53 _mqtt._tcp.iot.test SRV
ask @203.0.113.53 -x 198.51.100.10
sleep 1
get -4 http://files.example.org/image.bin http://files.example.org/missing http://files.example.org/status.json
get http://v6.example.org/image.bin
in_client ping -q -c 3 -i 0.5 2001:db8:2::20 >/dev/null
sleep 1
ask @203.0.113.53 missing.test A                           # NXDOMAIN
ask @203.0.113.53 www.example.com SRV                      # no data
ask @203.0.113.99 nobody-answers.test A                    # unanswered
ask @198.51.100.10 wrong-server.test A                     # ICMP port unreachable
get http://api.example.net:8080/                           # refused
get http://api.example.net:8081/                           # reset by the server
get http://203.0.113.66/                                   # host unreachable
get --max-time 2 http://silent.test/                       # never answered
sleep 1
get --interface 192.0.2.11 -4 http://shop.example.com/
get --interface 192.0.2.11 --data-binary @scripts/sample-servers.mjs https://api.example.net/upload
if [ $vlan = yes ]; then
  get http://203.0.113.129/status.json
  in_client ping -q -c 2 -i 0.5 203.0.113.129 >/dev/null
fi
in_client ping -q -c 2 -i 0.5 -s 3000 198.51.100.20 >/dev/null   # fragments
in_client ping -q -c 1 -W 1 203.0.113.99 >/dev/null || true
sleep 1
get -4 http://www.example.com/status.json
get https://api.example.net/status.json
sleep 2   # what the kernel still holds reaches tcpdump

kill -TERM "$recorder"
wait "$recorder" || true
grep -q '^0 packets dropped by kernel' "$work/tcpdump" || { echo 'record-sample: tcpdump lost packets' >&2; exit 1; }
mv "$work/sample.pcap" "$out"
chmod 644 "$out"
tail -n 3 "$work/tcpdump"
ls -l "$out"
