/** Very many very short conversations, as generators (see conversations.mjs): what a scanner or a flood looks like. */
import { mixedTraffic } from './conversations.mjs';
import { ACK, RST, SYN, TCP, UDP } from './frames.mjs';
import { RESOLVER } from './network.mjs';
import { dnsQuery, dnsResponse, TYPE_A } from './payloads.mjs';

const SERVERS = 1 << 17;
const NAMED_SERVERS = 8000;
const CLIENTS = 60_000;

/**
 * Two packets a conversation and a little more: SYNs without answer, open and refused ports, UDP probes, pings.
 * Hardly any conversation ends by itself, so nearly all are held at once.
 */
export function scanTraffic(network, out, servers = SERVERS) {
  const { random } = network;
  const anyClient = () => 1 + network.below(CLIENTS);

  function* tcp() {
    const { there, back } = network.between(TCP, anyClient(), network.below(servers), random() < 0.1);
    const ports = [32_768 + network.below(28_000), [22, 23, 80, 443, 445, 3389, 8080][network.below(7)]];
    const sequence = network.below(2 ** 32);
    const kind = random();
    let at = yield;
    at = yield there.tcp(out, at, ports, sequence, 0, SYN, 1, null, 0, 0);
    if (kind < 0.6) {
      yield there.tcp(out, at, ports, sequence, 0, SYN, 1, null, 0, 0);
    } else {
      const flags = kind < 0.9 ? SYN | ACK : RST | ACK;
      yield back.tcp(out, at, [ports[1], ports[0]], 7, (sequence + 1) >>> 0, flags, 0, null, 0, 0);
    }
  }

  function* udp() {
    const { there, back } = network.between(UDP, anyClient(), network.below(servers), random() < 0.1);
    const ports = [32_768 + network.below(28_000), [123, 161, 1900, 5060][network.below(4)]];
    let at = yield;
    at = yield there.udp(out, at, ports, null, 16, network.poolAt());
    if (random() < 0.7) yield back.udp(out, at, [ports[1], ports[0]], null, 32, network.poolAt());
    else yield there.udp(out, at, ports, null, 16, network.poolAt());
  }

  function* ping() {
    const { there, back } = network.between(1, anyClient(), network.below(servers), random() < 0.1);
    const id = network.below(65_536);
    const at = yield there.echo(out, yield, false, id, 1, network.poolAt());
    if (random() < 0.7) yield back.echo(out, at, true, id, 1, network.poolAt());
    else yield there.echo(out, at, false, id, 2, network.poolAt());
  }

  return function begin() {
    const kind = random();
    return kind < 0.75 ? tcp() : kind < 0.95 ? udp() : ping();
  };
}

/** The same against fewer servers, whose names are looked up meanwhile: conversations with names, as a viewer shows. */
export function namedTraffic(network, out) {
  const scan = scanTraffic(network, out, NAMED_SERVERS);

  function* lookup() {
    const server = network.below(NAMED_SERVERS);
    const { there, back } = network.between(UDP, 1 + network.below(CLIENTS), RESOLVER, false);
    const port = 32_768 + network.below(28_000);
    const question = { id: network.below(65_536), name: network.nameOf(server), type: TYPE_A };
    const query = dnsQuery(question);
    const at = yield there.udp(out, yield, [port, 53], query, query.length, 0);
    const response = dnsResponse({ ...question, address: network.serverAddress(server, false) });
    yield back.udp(out, at, [53, port], response, response.length, 0);
  }

  return () => (network.random() < 0.04 ? lookup() : scan());
}

/** Ordinary traffic among twice as many short conversations with names: a steady stream of new sessions. */
export function churningTraffic(network, out) {
  const short = namedTraffic(network, out);
  const ordinary = mixedTraffic(network, out);
  return () => (network.random() < 2 / 3 ? short() : ordinary());
}
