/**
 * Conversations of a made-up network, as generators: each `next()` writes one frame at the position it is handed and
 * yields its length. Everything comes from the random numbers it is given, so the same seed gives the same bytes.
 */
import { ACK, FIN, Path, PSH, RST, SYN, TCP, UDP } from './frames.mjs';
import { dnsQuery, dnsResponse, tlsClientHello, TYPE_A, TYPE_AAAA } from './payloads.mjs';

/** xorshift32: numbers in 0..1, the same ones for the same seed. */
export function randomNumbers(seed) {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

const ROUTER = Buffer.from('00005e005301', 'hex');
const HOST_COUNT = 400;
const NAME_COUNT = 5000;

/** Answers a function that begins a conversation: `begin()` → generator of frame lengths, writing into `out`. */
export function network(random, out) {
  const below = (n) => Math.floor(random() * n);
  /** Heavy-tailed, as flow lengths are: many short, few very long. */
  const pareto = (least, most) => Math.min(most, Math.floor(least / (1 - random()) ** (1 / 1.15)));
  const mac = (n) => Buffer.from([0, 0, 0x5e, 0, 0x53, 16 + (n % 240)]);
  const client = (n, v6) =>
    v6
      ? Buffer.from([0x20, 1, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, n >> 8, n & 255])
      : Buffer.from([10, 0, n >> 8, n & 255]);
  const server = (n, v6) =>
    v6
      ? Buffer.from([0x20, 1, 0x0d, 0xb8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, n >> 8, n & 255])
      : Buffer.from([198, 18 + (n >> 16), (n >> 8) & 255, n & 255]);
  const nameOf = (n) => `host-${n}.${['example.com', 'example.net', 'example.org'][n % 3]}`;

  /** Both directions between a client and a server, 20 % of them IPv6, 4 % tagged, a tenth of those twice. */
  function paths(protocol, number, v6 = random() < 0.2) {
    const host = 1 + below(HOST_COUNT);
    const tagged = random();
    const vlans = tagged < 0.004 ? [100, 42] : tagged < 0.04 ? [42] : [];
    const near = client(host, v6);
    const far = server(number, v6);
    const wire = protocol === 1 && v6 ? 58 : protocol;
    const there = new Path({
      source: near,
      destination: far,
      sourceMac: mac(host),
      destinationMac: ROUTER,
      vlans,
      protocol: wire,
    });
    const back = new Path({
      source: far,
      destination: near,
      sourceMac: ROUTER,
      destinationMac: mac(host),
      vlans,
      protocol: wire,
    });
    return { there, back };
  }

  function* tcp() {
    const number = below(NAME_COUNT);
    const { there, back } = paths(TCP, number);
    const clientPort = 32_768 + below(28_000);
    const tls = random() < 0.75;
    const serverPort = tls ? 443 : [80, 8080, 22, 5432][below(4)];
    let sent = below(2 ** 30);
    let received = below(2 ** 30);
    const up = (at, flags, extra = {}) =>
      there.tcp(out, at, {
        sourcePort: clientPort,
        destinationPort: serverPort,
        sequence: sent,
        acknowledged: received,
        flags,
        ...extra,
      });
    const down = (at, flags, extra = {}) =>
      back.tcp(out, at, {
        sourcePort: serverPort,
        destinationPort: clientPort,
        sequence: received,
        acknowledged: sent,
        flags,
        ...extra,
      });
    let at = yield;
    at = yield up(at, SYN);
    sent += 1;
    if (random() < 0.04) {
      yield down(at, RST | ACK); // refused
      return;
    }
    at = yield down(at, SYN | ACK);
    received += 1;
    at = yield up(at, ACK);
    const hello = tls
      ? tlsClientHello(nameOf(number))
      : Buffer.from(`GET / HTTP/1.1\r\nHost: ${nameOf(number)}\r\n\r\n`);
    at = yield up(at, PSH | ACK, { payload: hello });
    sent += hello.length;
    const rounds = pareto(3, 4000);
    for (let i = 0; i < rounds; i++) {
      const size = random() < 0.6 ? 1448 : 60 + below(700);
      at = yield down(at, PSH | ACK, { size });
      if (random() < 0.007) at = yield down(at, PSH | ACK, { size }); // sent again
      received += size;
      if (random() < 0.5) at = yield up(at, ACK);
      if (random() < 0.15) {
        const request = 80 + below(400);
        at = yield up(at, PSH | ACK, { size: request });
        sent += request;
      }
    }
    if (random() < 0.15) {
      yield up(at, RST | ACK);
      return;
    }
    at = yield up(at, FIN | ACK);
    sent += 1;
    at = yield down(at, FIN | ACK);
    received += 1;
    yield up(at, ACK);
  }

  function* dns() {
    const number = below(NAME_COUNT);
    const { there, back } = paths(UDP, 53);
    const id = below(65_536);
    const type = random() < 0.5 ? TYPE_A : TYPE_AAAA;
    const missing = random() < 0.08;
    const name = missing ? `missing-${number}.example` : nameOf(number);
    const clientPort = 32_768 + below(28_000);
    let at = yield;
    at = yield there.udp(out, at, {
      sourcePort: clientPort,
      destinationPort: 53,
      payload: dnsQuery({ id, name, type }),
    });
    if (random() < 0.03) return; // unanswered
    const address = missing ? null : server(number, type === TYPE_AAAA);
    yield back.udp(out, at, {
      sourcePort: 53,
      destinationPort: clientPort,
      payload: dnsResponse({ id, name, type, address }),
    });
  }

  function* datagrams() {
    const { there, back } = paths(UDP, below(NAME_COUNT));
    const sourcePort = 32_768 + below(28_000);
    const destinationPort = [443, 123, 3478, 4500, 5004][below(5)];
    const rounds = pareto(4, 4000);
    let at = yield;
    for (let i = 0; i < rounds; i++) {
      const size = random() < 0.6 ? 1200 : 40 + below(300);
      at =
        random() < 0.35
          ? yield there.udp(out, at, { sourcePort, destinationPort, size })
          : yield back.udp(out, at, { sourcePort: destinationPort, destinationPort: sourcePort, size });
    }
  }

  function* ping() {
    const { there, back } = paths(1, below(NAME_COUNT));
    const id = below(65_536);
    let at = yield;
    for (let sequence = 1; sequence <= 6; sequence++) {
      at = yield there.echo(out, at, { reply: false, id, sequence });
      if (random() < 0.95) at = yield back.echo(out, at, { reply: true, id, sequence });
    }
  }

  function* arp() {
    const { there, back } = paths(TCP, below(NAME_COUNT), false);
    const at = yield there.arp(out, yield, { reply: false });
    yield back.arp(out, at, { reply: true });
  }

  return function begin() {
    const kind = random();
    const conversation =
      kind < 0.4 ? tcp() : kind < 0.82 ? dns() : kind < 0.94 ? datagrams() : kind < 0.98 ? ping() : arp();
    conversation.next(); // up to the first `yield`, which takes the position
    return conversation;
  };
}
