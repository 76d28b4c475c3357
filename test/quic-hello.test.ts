/** QUIC's first packets, opened with the host's cryptography. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chlo,
  handshake,
  helloBody,
  octets,
  rfc9001ClientHello,
  serverName,
} from '#main/engine/decode/test-client-hello.ts';
import { looksLikeQuic, QuicHello } from '#main/engine/flows/quic-hello.ts';
import type { QuicCrypto } from '#main/engine/flows/quic-crypto.ts';
import { createQuicCrypto } from '#main/host/quic-crypto.ts';
import {
  clientKeys,
  cryptoFrame,
  hex,
  type InitialKeys,
  type InitialShape,
  integer,
  padded,
  sealInitial,
} from './kit/quic-initials.ts';

const crypto = createQuicCrypto();
const destination = hex('8394c8f03e515708');
const hello = hex(rfc9001ClientHello);

/** RFC 9001 §A.1. */
const version1: InitialKeys = {
  key: hex('1f369613dd76d5467730efcbe3b1a22d'),
  iv: hex('fa044b2f42a3fd3b46fb255c'),
  hp: hex('9f50449e04a0e810283a1e9933adedd2'),
};
/** RFC 9369 §A.1. */
const version2: InitialKeys = {
  key: hex('8b1a0bc121284290a29e0971b5cd045d'),
  iv: hex('91f73e2351d8fa91660e909f'),
  hp: hex('45b95e15235d6f45a6b19cbcb0294ba9'),
};
/** RFC 9001 §5.2. */
const version1Salt = hex('38762cf7f55934b34d179ae6a4c80cadccbb7f0a');

/** Takes the datagram out of the middle of a buffer, one of Node's at that, which must stay as it is. */
function take(quic: QuicHello, datagram: Uint8Array): string {
  const bytes = Buffer.from([0xc0, 0, 0, ...datagram, 1, 2, 3]);
  const copy = Buffer.from(bytes);
  const answer = quic.take(bytes, 3, 3 + datagram.length);
  expect(Buffer.compare(bytes, copy)).toBe(0);
  return answer.kind === 'name' ? answer.name : `(${answer.kind})`;
}

/** A packet of version 1 from the client of the RFC's example. */
function initial(frames: readonly number[] | Uint8Array, shape: Partial<InitialShape> = {}): Uint8Array {
  return sealInitial({
    keys: version1,
    version: 1,
    destination,
    packetNumber: 0,
    frames: Uint8Array.from(frames),
    ...shape,
  });
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

describe('the packets of the RFCs', () => {
  const frames = padded(cryptoFrame(0, hello), 1162);

  test('RFC 9001 §A.2', () => {
    const packet = initial(frames, { packetNumber: 2 });
    // That this is the RFC's packet, its header and its authentication tag say.
    expect(Buffer.from(packet.subarray(0, 22)).toString('hex')).toBe('c000000001088394c8f03e5157080000449e7b9aec34');
    expect(Buffer.from(packet.subarray(-16)).toString('hex')).toBe('e221af44860018ab0856972e194cd934');
    expect(looksLikeQuic(packet, 0, packet.length)).toBe(true);
    expect(take(new QuicHello(crypto), packet)).toBe('example.com');
  });

  test('RFC 9369 §A.2', () => {
    const packet = initial(frames, { keys: version2, version: 0x6b3343cf, packetNumber: 2, type: 1 });
    expect(Buffer.from(packet.subarray(0, 34)).toString('hex')).toBe(
      'd76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04',
    );
    expect(take(new QuicHello(crypto), packet)).toBe('example.com');
  });

  test('keys made here are the RFCs’', () => {
    expect(clientKeys(version1Salt, destination)).toEqual(version1);
    expect(clientKeys(hex('0dede3def700a6db819381be6e269dcbf9bd2ed9'), destination, 'quicv2')).toEqual(version2);
  });
});

describe('versions', () => {
  test.each([
    [0xff000016, '7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a', 6],
    [0xfaceb001, '7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a', 6],
    [0xff000017, 'c3eef712c72ebb5a11a7d2432bb46365bef9f502', 6],
    [0xff00001c, 'c3eef712c72ebb5a11a7d2432bb46365bef9f502', 6],
    [0xfaceb002, 'c3eef712c72ebb5a11a7d2432bb46365bef9f502', 6],
    [0xff00001d, 'afbfec289993d24c9e9786f19c6111e04390a899', 6],
    [0xff000020, 'afbfec289993d24c9e9786f19c6111e04390a899', 6],
    [0xff000021, '38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 6],
    [0xff000022, '38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 6],
    [0x54303530, '7ff579e5acd072915580304c43a2367c60488310', 8],
    [0x54303531, '7a4edef4e7ccee5fa4506c19124fc8ccda6e033d', 8],
  ])('%i has its own salt', (version, salt, type) => {
    const keys = clientKeys(hex(salt), destination);
    const packet = initial(cryptoFrame(0, hello, type), { version, keys });
    expect(take(new QuicHello(crypto), packet)).toBe('example.com');
  });

  test("Q050 is encrypted like the others, and has Google's own handshake inside", () => {
    const keys = clientKeys(hex('504574efd066fe2f9d945cfcdbd3a7f0d3b56b45'), destination);
    const message = chlo({ PAD: '-'.repeat(900), SNI: 'www.example.com', VER: 'Q050' });
    const halves = [...cryptoFrame(500, message.slice(500), 8), 0, ...cryptoFrame(0, message.slice(0, 600), 8)];
    expect(take(new QuicHello(crypto), initial(halves, { version: 0x51303530, keys }))).toBe('www.example.com');
  });

  test('a version that forces negotiation is QUIC; the name comes with the next attempt', () => {
    const quic = new QuicHello(crypto);
    expect(take(quic, initial(cryptoFrame(0, hello), { version: 0x1a2a3a4a }))).toBe('(more)');
    expect(take(quic, initial(cryptoFrame(0, hello)))).toBe('example.com');
  });

  test('negotiation itself is QUIC where it offers a version that there is', () => {
    const negotiation = (...versions: readonly string[]): Uint8Array =>
      hex(`80 00000000 00 08 8394c8f03e515708 ${versions.join('')}`);
    expect(take(new QuicHello(crypto), negotiation('0a0a0a0a', '12345678'))).toBe('(more)');
    expect(take(new QuicHello(crypto), negotiation('12345678', '00000001'))).toBe('(more)');
    expect(take(new QuicHello(crypto), negotiation('12345678'))).toBe('(other)');
    expect(take(new QuicHello(crypto), negotiation('00000001', '00'))).toBe('(other)');
  });
});

describe('[F60] a ClientHello in parts', () => {
  const part = (from: number, to: number): number[] => cryptoFrame(from, hello.subarray(from, to));

  test('in CRYPTO frames in any order, overlapping, between other frames', () => {
    const ack = [2, ...integer(7), ...integer(300), ...integer(1), 0, 0, 0];
    const ackWithEcn = [3, 7, 0, 0, 0, 1, 2, 3];
    const frames = [...part(100, 241), 0, 0, 1, ...ack, ...part(30, 120), ...ackWithEcn, ...part(0, 31), 0, 0];
    expect(take(new QuicHello(crypto), initial(frames))).toBe('example.com');
  });

  test('over several packets of a datagram, and several datagrams', () => {
    const quic = new QuicHello(crypto);
    const tail = join(initial(part(150, 200)), initial(part(60, 150), { packetNumber: 1, packetNumberLength: 1 }));
    expect(take(quic, tail)).toBe('(more)');
    expect(take(quic, initial(part(0, 60), { packetNumber: 300, packetNumberLength: 2 }))).toBe('example.com');
  });

  test('behind a 0-RTT packet that came first, and before one', () => {
    const early = hex(`d0 00000001 08 8394c8f03e515708 00 15 ${'77'.repeat(21)}`);
    const quic = new QuicHello(crypto);
    expect(take(quic, early)).toBe('(more)');
    expect(take(quic, join(early, initial(cryptoFrame(0, hello))))).toBe('example.com');
    expect(take(new QuicHello(crypto), join(initial(part(0, 9)), early))).toBe('(more)');
  });

  test('any cut into frames, packets and datagrams, in any order', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: hello.length - 1 }), { maxLength: 10 });
    const order = fc.array(fc.nat(), { minLength: 11, maxLength: 11 });
    fc.assert(
      fc.property(
        cuts,
        order,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (at, weights, perPacket, perDatagram) => {
          const edges = [0, ...at.toSorted((one, other) => one - other), hello.length];
          const frames = edges.slice(1).map((to, index) => part(edges[index]!, to));
          const shuffled = frames.map((frame, index) => ({ frame, weight: weights[index]! }));
          shuffled.sort((one, other) => one.weight - other.weight);
          const packets = groups(shuffled, perPacket).map((group, index) =>
            initial(
              padded(
                group.flatMap(({ frame }) => frame),
                40,
              ),
              { packetNumber: index },
            ),
          );
          const quic = new QuicHello(crypto);
          const answers = groups(packets, perDatagram).map((group) => take(quic, join(...group)));
          expect(answers.at(-1)).toBe('example.com');
          expect(new Set([...answers, '(more)', 'example.com']).size).toBe(2);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('[F61] whose keys', () => {
  const retried = hex('f067a5502a4262b5f067a5502a4262b5');

  test('after a Retry the keys are of the new destination, and a token goes along', () => {
    const quic = new QuicHello(crypto);
    expect(take(quic, initial(cryptoFrame(0, hello.subarray(0, 40))))).toBe('(more)');
    const again = initial(cryptoFrame(0, hello), {
      keys: clientKeys(version1Salt, retried),
      destination: retried,
      token: new Uint8Array(70).fill(9),
      packetNumber: 1,
    });
    expect(take(quic, again)).toBe('example.com');
  });

  test("once the server's connection id is known the keys stay as they were", () => {
    const quic = new QuicHello(crypto);
    expect(take(quic, initial(cryptoFrame(0, hello.subarray(0, 40))))).toBe('(more)');
    const rest = initial(cryptoFrame(40, hello.subarray(40)), { destination: hex('0102'), packetNumber: 1 });
    expect(take(quic, rest)).toBe('example.com');
  });

  test("a server's packets, seen first, are passed over", () => {
    const quic = new QuicHello(crypto);
    const secret = clientKeys(new Uint8Array(20), destination);
    expect(take(quic, initial(cryptoFrame(0, hello), { keys: secret, destination: new Uint8Array(0) }))).toBe('(more)');
    expect(take(quic, initial(cryptoFrame(0, hello)))).toBe('example.com');
  });
});

describe('without a name', () => {
  test('a hello that has none', () => {
    expect(take(new QuicHello(crypto), initial(cryptoFrame(0, handshake(helloBody({ extensions: [] })))))).toBe(
      '(none)',
    );
  });

  test('CRYPTO frames with something else in them: it is still QUIC', () => {
    expect(take(new QuicHello(crypto), initial(cryptoFrame(0, octets('x'.repeat(40)))))).toBe('(none)');
  });

  test('other datagrams cost no cryptography', () => {
    const none: QuicCrypto = {
      hmacSha256: () => expect.unreachable(),
      aes128EcbBlock: () => expect.unreachable(),
      aes128GcmOpen: () => expect.unreachable(),
    };
    const sound = initial(cryptoFrame(0, hello));
    const changed = (at: number, value: number): Uint8Array =>
      sound.map((octet, index) => (index === at ? value : octet));
    const others = [
      octets('GET / HTTP/1.1\r\n\r\n'),
      sound.subarray(0, 6),
      changed(0, 0x43),
      changed(0, 0x83),
      changed(4, 9),
      changed(5, 21),
      changed(14, 21),
      // A length that cannot hold a sample.
      join(sound.subarray(0, 16), Uint8Array.of(0x40, 19), new Uint8Array(40)),
    ];
    for (const datagram of others) expect(take(new QuicHello(none), Uint8Array.from(datagram))).toBe('(other)');
  });

  test('[F62] what the snap length cut is QUIC, and given up after some datagrams', () => {
    const quic = new QuicHello(crypto);
    const answers = Array.from({ length: 20 }, () =>
      take(quic, initial(padded(cryptoFrame(0, hello), 1162)).subarray(0, 100)),
    );
    expect(answers.indexOf('(none)')).toBe(15);
    expect(new Set(answers.slice(15))).toEqual(new Set(['(none)']));
  });

  test('[F62] packets that never open are given up after eight attempts, and are no QUIC', () => {
    let opened = 0;
    const counting: QuicCrypto = {
      ...crypto,
      aes128EcbBlock: (key, block) => {
        opened++;
        return crypto.aes128EcbBlock(key, block);
      },
    };
    const quic = new QuicHello(counting);
    const foreign = initial(cryptoFrame(0, hello), { keys: clientKeys(new Uint8Array(20), destination) });
    // Many in one datagram, then datagrams beyond the limit.
    expect(take(quic, join(...Array.from({ length: 30 }, () => foreign)))).toBe('(other)');
    expect(take(quic, foreign)).toBe('(other)');
    expect(opened).toBe(8);
  });

  test('[F62] a hello that never ends is given up after a bounded number of datagrams', () => {
    const quic = new QuicHello(crypto);
    const begun = initial(cryptoFrame(0, hello.subarray(0, 40)));
    const answers = Array.from({ length: 17 }, () => take(quic, begun));
    expect(answers.lastIndexOf('(more)')).toBe(14);
    expect(answers.at(-1)).toBe('(none)');
  });

  test('[F62] a sequence with parts far ahead is not held', () => {
    const quic = new QuicHello(crypto);
    const far = [6, ...integer(2 ** 40, 8), 2, 1, 1, ...cryptoFrame(20_000, [1, 2, 3]), ...cryptoFrame(0, hello)];
    expect(take(quic, initial(far))).toBe('example.com');
  });
});

test('frames of any bytes in packets that open, and damaged datagrams: no throw', () => {
  const name = serverName('a.example');
  const sound = [...cryptoFrame(0, handshake(helloBody({ extensions: [name] }))), 1, 2, 0, 0, 0, 0];
  const frames = fc.oneof(fc.array(fc.nat(255), { minLength: 4, maxLength: 80 }), fc.constant(sound));
  const changes = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 3 });
  fc.assert(
    fc.property(frames, changes, fc.boolean(), (payload, edits, inside) => {
      const plain = Uint8Array.from(payload);
      if (inside) for (const [at, value] of edits) if (at < plain.length) plain[at] = value;
      const packet = initial(plain);
      if (!inside) for (const [at, value] of edits) if (at < packet.length) packet[at] = value;
      expect(() => take(new QuicHello(crypto), packet)).not.toThrow();
    }),
    { numRuns: 500 },
  );
});

function groups<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
