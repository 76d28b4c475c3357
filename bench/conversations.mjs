/**
 * Conversations of ordinary hosts, as generators: the first `next()` begins one, each further `next(at)` writes one frame
 * at `at` and yields its length.
 *
 * By packets about 70 % TCP, 23 % UDP (two thirds QUIC), 5 % DNS, 2 % ICMP and ARP; by conversations half are DNS.
 */
import { ACK, FIN, PSH, RST, SYN, TCP, UDP } from './frames.mjs';
import { RESOLVER } from './network.mjs';
import { dnsQuery, dnsResponse, tlsClientHello, TYPE_A, TYPE_AAAA } from './payloads.mjs';
import { quicInitial } from './quic-initial.mjs';

const CLIENTS = 400;
const NAMES = 6000;
const LONGEST = 20_000;
const FULL_SEGMENT = 1448;

/** Answers `begin()`, which begins a conversation of `network` that writes into `out`. */
export function mixedTraffic(network, out) {
  const { random } = network;
  const client = () => 1 + network.below(CLIENTS);
  const clientPort = () => 32_768 + network.below(28_000);
  /** As popularity goes: a few names are asked for very often. */
  const popular = () => Math.floor(NAMES ** random()) - 1;
  const hellos = new Map();
  const greetings = new Map();

  function* tcp() {
    const server = popular();
    const { there, back } = network.between(TCP, client(), server);
    const tls = random() < 0.82;
    const ports = [clientPort(), tls ? 443 : [80, 80, 8080, 22, 5432][network.below(5)]];
    const portsBack = [ports[1], ports[0]];
    let stamp = random() < 0.75 ? 1 + network.below(2 ** 30) : 0;
    let sent = network.below(2 ** 32);
    let received = network.below(2 ** 32);
    const up = (at, flags, payload = null, size = payload?.length ?? 0) =>
      there.tcp(out, at, ports, sent, received, flags, stamp && stamp++, payload, size, network.poolAt());
    const down = (at, flags, payload = null, size = 0) =>
      back.tcp(out, at, portsBack, received, sent, flags, stamp && stamp++, payload, size, network.poolAt());
    let at = yield;
    at = yield up(at, SYN);
    sent = (sent + 1) >>> 0;
    if (random() < 0.04) {
      yield down(at, RST | ACK); // refused
      return;
    }
    at = yield down(at, SYN | ACK);
    received = (received + 1) >>> 0;
    at = yield up(at, ACK);
    const hello = tls ? greeting(hellos, server, tlsClientHello) : httpRequest(server);
    at = yield up(at, PSH | ACK, hello);
    sent = (sent + hello.length) >>> 0;
    const rounds = network.pareto(4, LONGEST, 1.08);
    for (let i = 0; i < rounds; i++) {
      const chance = random();
      const size = chance < 0.7 ? FULL_SEGMENT : 30 + network.below(1024);
      at = yield down(at, size === FULL_SEGMENT ? ACK : PSH | ACK, null, size);
      if (chance < 0.007) at = yield down(at, ACK, null, size); // sent again
      received = (received + size) >>> 0;
      if (random() < 0.45) at = yield up(at, ACK);
      if (random() < 0.15) {
        const request = 40 + network.below(512);
        at = yield up(at, PSH | ACK, null, request);
        sent = (sent + request) >>> 0;
      }
    }
    if (random() < 0.15) {
      yield up(at, RST | ACK);
      return;
    }
    at = yield up(at, FIN | ACK);
    sent = (sent + 1) >>> 0;
    at = yield down(at, FIN | ACK);
    received = (received + 1) >>> 0;
    yield up(at, ACK);
  }

  function* dns() {
    const server = popular();
    const { there, back } = network.between(UDP, client(), RESOLVER);
    const id = network.below(65_536);
    const type = random() < 0.5 ? TYPE_A : TYPE_AAAA;
    const missing = random() < 0.08;
    const name = missing ? `missing-${server}.example` : network.nameOf(server);
    const port = clientPort();
    const query = dnsQuery({ id, name, type });
    const at = yield there.udp(out, yield, [port, 53], query, query.length, 0);
    if (random() < 0.03) return; // unanswered
    const address = missing ? null : network.serverAddress(server, type === TYPE_AAAA);
    const response = dnsResponse({ id, name, type, address });
    yield back.udp(out, at, [53, port], response, response.length, 0);
  }

  function* quic() {
    const server = popular();
    const { there, back } = network.between(UDP, client(), server);
    const ports = [clientPort(), 443];
    const portsBack = [443, ports[0]];
    const initial = greeting(greetings, server, quicInitial);
    let at = yield;
    at = yield there.udp(out, at, ports, initial, initial.length, 0);
    const rounds = network.pareto(5, LONGEST, 1.15);
    for (let i = 0; i < rounds; i++) {
      const chance = random();
      const size = chance < 0.54 ? 1200 : chance < 0.68 ? 40 + network.below(512) : 24 + network.below(16);
      at =
        chance > 0.64
          ? yield there.udp(out, at, ports, null, size, network.shortHeaderAt())
          : yield back.udp(out, at, portsBack, null, size, network.shortHeaderAt());
    }
  }

  /** Voice, time, tunnels: the same few sizes to and fro. */
  function* datagrams() {
    const { there, back } = network.between(UDP, client(), popular());
    const ports = [clientPort(), [123, 3478, 4500, 5004, 5004][network.below(5)]];
    const portsBack = [ports[1], ports[0]];
    const size = ports[1] === 123 ? 48 : 172;
    const rounds = ports[1] === 123 ? 1 : network.pareto(5, LONGEST, 1.15);
    let at = yield;
    for (let i = 0; i < rounds; i++) {
      at = yield there.udp(out, at, ports, null, size, network.poolAt());
      at = yield back.udp(out, at, portsBack, null, size, network.poolAt());
    }
  }

  function* ping() {
    const { there, back } = network.between(1, client(), popular());
    const id = network.below(65_536);
    let at = yield;
    for (let sequence = 1; sequence <= 4; sequence++) {
      at = yield there.echo(out, at, false, id, sequence, network.poolAt());
      if (random() < 0.95) at = yield back.echo(out, at, true, id, sequence, network.poolAt());
    }
  }

  function* arp() {
    const { there, back } = network.between(TCP, client(), popular(), false);
    yield back.arp(out, yield there.arp(out, yield, false), true);
  }

  /** Payloads that are costly to make are made once a name. */
  function greeting(made, server, make) {
    let bytes = made.get(server);
    if (bytes === undefined) made.set(server, (bytes = make(network.nameOf(server))));
    return bytes;
  }

  function httpRequest(server) {
    return Buffer.from(`GET /index HTTP/1.1\r\nHost: ${network.nameOf(server)}\r\nAccept: */*\r\n\r\n`);
  }

  return function begin() {
    const kind = random();
    if (kind < 0.38) return tcp();
    if (kind < 0.8) return dns();
    if (kind < 0.9) return quic();
    if (kind < 0.955) return datagrams();
    return kind < 0.97 ? ping() : arp();
  };
}
