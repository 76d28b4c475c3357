#!/usr/bin/env bash
# Takes the pictures in docs/screenshots. Linux and root: it runs in network namespaces of its own, whose interfaces have
# the names and addresses that are reserved for documentation, with five minutes of traffic between them. Needs a build.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != inside ]; then
  exec unshare --net -- "$0" inside
fi

# The other host: a namespace that lives as long as the process in it.
unshare --net -- sleep infinity &
peer=$!
servers=()
folder=
trap 'kill "$peer" "${servers[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT
until [ "$(readlink "/proc/$peer/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do :; done
far() { nsenter --net="/proc/$peer/ns/net" -- "$@"; }

# link NAME ADDRESS PEER-ADDRESS IPV6: a pair of interfaces, one end here and one there
link() {
  ip link add "$1" type veth peer name "far-$1"
  ip link set "far-$1" netns "$peer"
  ip address add "$2/24" dev "$1"
  ip address add "$4/64" dev "$1" nodad
  ip link set "$1" up
  far ip address add "$3/24" dev "far-$1"
  far ip link set "far-$1" up
}
ip link set lo up
far ip link set lo up
link eth0 192.0.2.10 192.0.2.1 2001:db8:1::10
link wlan0 198.51.100.20 198.51.100.1 2001:db8:2::20
ip route add default via 192.0.2.1
# One that is down.
ip link add usb0 type veth peer name far-usb0
ip link set far-usb0 netns "$peer"

# The rest of the world is behind eth0: a resolver, and an address for each name that it knows.
far ip address add 192.0.2.53/24 dev far-eth0
far ip address add 203.0.113.1/24 dev far-eth0
for host in $(seq 10 40); do far ip address add "203.0.113.$host/32" dev far-eth0; done

folder=$(mktemp -d)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=example.net \
  -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
# Not through `far`: what is killed at the end must be the server itself.
nsenter --net="/proc/$peer/ns/net" -- node e2e/kit/traffic-server.mjs "$folder/certificate.pem" "$folder/key.pem" & servers+=($!)
node e2e/kit/traffic-client.mjs & servers+=($!)

NETLOUPE_SCREENSHOTS=1 npx playwright test --project=browser screenshots.spec.ts
