import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DrawnSession, flowsFromText } from './test-flows.ts';

/** The initiator's stream begins at 101, the responder's at 501; the round trip is 40 ms. */
const handshake = `
  0.00  a:1000 > b:80   S seq=100
  0.01  a:1000 < b:80   SA seq=500 ack=101
  0.04  a:1000 > b:80   A seq=101 ack=501`;

function judged(lines: string): Pick<DrawnSession, 'again' | 'late' | 'history' | 'conn'> & { gaps: number } {
  const flows = flowsFromText(lines);
  const { again, late, history, conn } = flows.sessions[0]!;
  return { again, late, history, conn, gaps: flows.table.counters.tcpGaps };
}

const nothing = { again: [0, 0], late: [0, 0], gaps: 0 };

describe('segments', () => {
  it('[F70] in order are nothing, also over the end of the sequence numbers', () => {
    expect(
      judged(`
      0.00  a:1000 > b:80   S seq=4294967290
      0.01  a:1000 < b:80   SA seq=500 ack=4294967291
      0.04  a:1000 > b:80   A seq=4294967291 ack=501
      0.05  a:1000 > b:80   A seq=4294967291 ack=501 len=10
      0.06  a:1000 < b:80   A seq=501 ack=5
      0.07  a:1000 > b:80   A seq=5 ack=501 len=10
      0.08  a:1000 > b:80   A seq=4294967295 ack=501 len=4`),
    ).toMatchObject({ again: [1, 0], late: [0, 0], gaps: 0 });
  });

  it('[F70] sent again are retransmissions: payload wholly or partly, SYN and FIN; acknowledgements and resets are not', () => {
    expect(
      judged(`
      0.00  a:1000 > b:80   S seq=100
      1.00  a:1000 > b:80   S seq=100
      1.01  a:1000 < b:80   SA seq=500 ack=101
      1.02  a:1000 < b:80   SA seq=500 ack=101
      1.04  a:1000 > b:80   A seq=101 ack=501
      1.05  a:1000 > b:80   A seq=101 ack=501 len=10
      1.30  a:1000 > b:80   A seq=101 ack=501 len=10
      1.31  a:1000 > b:80   A seq=101 ack=501 len=20
      1.32  a:1000 > b:80   A seq=101 ack=501
      1.33  a:1000 < b:80   FA seq=501 ack=121
      1.60  a:1000 < b:80   FA seq=501 ack=121
      1.61  a:1000 > b:80   RA seq=110 ack=502`),
    ).toMatchObject({ again: [3, 2], late: [0, 0], gaps: 0 });
  });

  it('[F70] that keep the connection alive or probe a closed window are not (RFC 9293 §3.8.4, §3.8.6.1)', () => {
    expect(
      judged(`${handshake}
      1.0  a:1000 > b:80   A seq=101 ack=501 len=10
      1.1  a:1000 < b:80   A seq=501 ack=111
      60.0 a:1000 > b:80   A seq=110 ack=501
      61.0 a:1000 > b:80   A seq=110 ack=501 len=1
      61.1 a:1000 < b:80   A seq=501 ack=111 win=0
      62.0 a:1000 > b:80   A seq=111 ack=501 len=1
      63.0 a:1000 > b:80   A seq=111 ack=501 len=1`),
    ).toMatchObject({ ...nothing, history: 'ShADaTw' });
  });

  it('[F71] that were overtaken come late, within half a round trip', () => {
    expect(
      judged(`${handshake}
      1.000  a:1000 > b:80   A seq=111 ack=501 len=10
      1.019  a:1000 > b:80   A seq=101 ack=501 len=10
      1.040  a:1000 < b:80   A seq=501 ack=121`),
    ).toMatchObject({ ...nothing, late: [1, 0], history: 'ShADTa' });
  });

  it('[F71] that fill a gap after that were lost and are sent again; so is one that comes a second time', () => {
    expect(
      judged(`${handshake}
      1.000  a:1000 > b:80   A seq=111 ack=501 len=10
      1.001  a:1000 > b:80   A seq=131 ack=501 len=10
      1.0205 a:1000 > b:80   A seq=101 ack=501 len=10
      1.0209 a:1000 > b:80   A seq=121 ack=501 len=10
      1.023  a:1000 > b:80   A seq=121 ack=501 len=10`),
    ).toMatchObject({ ...nothing, again: [2, 0], late: [1, 0] });
  });

  it('[F71] may fill a gap in parts, from the middle, and in both directions at once', () => {
    expect(
      judged(`${handshake}
      1.000  a:1000 > b:80   A seq=131 ack=501 len=10
      1.000  a:1000 < b:80   A seq=511 ack=101 len=10
      1.001  a:1000 > b:80   A seq=111 ack=501 len=10
      1.002  a:1000 < b:80   A seq=501 ack=101 len=10
      1.002  a:1000 > b:80   A seq=121 ack=501 len=10
      1.003  a:1000 > b:80   A seq=101 ack=501 len=10
      1.004  a:1000 > b:80   A seq=101 ack=521 len=40`),
    ).toMatchObject({ ...nothing, again: [1, 0], late: [3, 1] });
  });

  it('[F71] before the first one of a conversation under way are late, too', () => {
    expect(
      judged(`
      0.000  a:1000 > b:80   A seq=111 ack=501 len=10
      0.002  a:1000 > b:80   A seq=101 ack=501 len=10
      0.003  a:1000 > b:80   S seq=100
      0.500  a:1000 > b:80   A seq=101 ack=501 len=10`),
    ).toMatchObject({ ...nothing, again: [1, 0], late: [2, 0] });
  });

  it('[F71] without a measured round trip are late for 3 ms', () => {
    const lines = (time: string): string => `
      0.000  a:1000 > b:80   A seq=101 ack=501 len=10
      0.010  a:1000 > b:80   A seq=121 ack=501 len=10
      ${time}  a:1000 > b:80   A seq=111 ack=501 len=10`;
    expect(judged(lines('0.013'))).toMatchObject({ again: [0, 0], late: [1, 0] });
    expect(judged(lines('0.014'))).toMatchObject({ again: [1, 0], late: [0, 0] });
  });

  it('[F71] that fill a forgotten gap are retransmissions: four gaps a session, thousands of sessions', () => {
    const skips = [1, 2, 3, 4, 5].map((step) => `1.00${step} a:1000 > b:80 A seq=${101 + step * 20} ack=501 len=10`);
    const fills = [1, 2, 3, 4, 5].map((step) => `1.00${step + 4} a:1000 > b:80 A seq=${91 + step * 20} ack=501 len=10`);
    expect(judged([handshake, ...skips, ...fills].join('\n'))).toMatchObject({ again: [1, 0], late: [4, 0] });
    const flows = flowsFromText(`${handshake}
      1.000  a:1000 > b:80   A seq=111 ack=501 len=10`);
    for (let port = 0; port < 4096; port++) flows.more(`1.001 a:${port + 2000} > c:80 A seq=100 ack=501 len=10`);
    flows.more('1.001 a:6095 > c:80 A seq=120 ack=501 len=10\n1.002 a:1000 > b:80 A seq=101 ack=501 len=10');
    expect(flows.sessions[0]).toMatchObject({ again: [1, 0], late: [0, 0] });
  });

  it('[F72] that the receiver acknowledged and nobody saw are the capture’s loss, told once', () => {
    expect(
      judged(`${handshake}
      1.00  a:1000 > b:80   A seq=101 ack=501 len=10
      1.01  a:1000 < b:80   A seq=501 ack=131
      1.02  a:1000 < b:80   A seq=501 ack=131
      1.03  a:1000 > b:80   A seq=131 ack=501 len=10
      1.04  a:1000 > b:80   A seq=151 ack=501 len=10
      1.05  a:1000 < b:80   A seq=501 ack=161
      1.06  a:1000 < b:80   A seq=501 ack=161`),
    ).toEqual({ again: [0, 0], late: [0, 0], gaps: 2, history: 'ShADaG', conn: 'S1' });
  });

  it('[F72] that are captured after their acknowledgement are neither late nor sent again', () => {
    expect(
      judged(`${handshake}
      1.00  a:1000 < b:80   A seq=501 ack=121
      1.01  a:1000 > b:80   A seq=101 ack=501 len=10
      1.02  a:1000 > b:80   A seq=111 ack=501 len=10
      1.03  a:1000 > b:80   A seq=121 ack=501 len=10`),
    ).toMatchObject({ again: [0, 0], late: [0, 0], gaps: 1 });
  });

  it('[F72] that are farther off than any window are of another stream', () => {
    expect(
      judged(`${handshake}
      1.00  a:1000 > b:80   A seq=2000000000 ack=501 len=10
      1.01  a:1000 < b:80   A seq=501 ack=3900000000
      1.02  a:1000 > b:80   A seq=101 ack=501 len=10`),
    ).toMatchObject(nothing);
  });
});

describe('any order of segments', () => {
  /** Ten blocks of ten bytes have four gaps between them at most. */
  const BLOCKS = 10;
  const block = fc.tuple(fc.nat({ max: BLOCKS - 1 }), fc.integer({ min: 1, max: 3 }));

  it('[F70] [F71] is judged as one would with all bytes marked that were seen', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 32 - 1 }), fc.array(block, { maxLength: 40 }), (base, sent) => {
        const seen = new Set<number>();
        let highest = 0;
        let again = 0;
        let late = 0;
        const lines = sent.map(([first, length]) => {
          const end = Math.min(first + length, BLOCKS);
          const blocks = Array.from({ length: end - first }, (_, index) => first + index);
          const missing = blocks.some((one) => one < highest && !seen.has(one));
          if (first < highest && missing) late++;
          else if (first < highest) again++;
          for (const one of blocks) seen.add(one);
          highest = Math.max(highest, end);
          return `0.001 a:1000 > b:80 A seq=${(base + 1 + first * 10) % 2 ** 32} ack=501 len=${(end - first) * 10}`;
        });
        const start = `0 a:1000 > b:80 S seq=${base}\n`;
        expect(judged(start + lines.join('\n'))).toMatchObject({ again: [again, 0], late: [late, 0], gaps: 0 });
      }),
    );
  });

  it('[F70] [F71] [F72] counts no segment twice, whatever both sides say', () => {
    const segment = fc.record({
      out: fc.boolean(),
      flags: fc.constantFrom('A', 'S', 'SA', 'FA', 'RA', 'R', 'PA', 'SF', 'FR', '.'),
      seq: fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 2 ** 32 - 1 })),
      ack: fc.oneof(fc.nat({ max: 200 }), fc.nat({ max: 2 ** 32 - 1 })),
      len: fc.nat({ max: 50 }),
      win: fc.nat({ max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 60 }), (segments) => {
        const lines = segments.map(
          ({ out, flags, seq, ack, len, win }, index) =>
            `0.${String(index).padStart(3, '0')} a:1000 ${out ? '>' : '<'} b:80 ${flags} seq=${seq} ack=${ack} len=${len} win=${win}`,
        );
        for (const session of flowsFromText(lines.join('\n')).sessions) {
          expect(session.again[0] + session.late[0]).toBeLessThanOrEqual(session.out);
          expect(session.again[1] + session.late[1]).toBeLessThanOrEqual(session.in);
          // A segment without flags and without payload says nothing, and may be all that there was.
          if (session.history === null)
            expect(segments.some(({ flags, len }) => flags === '.' && len === 0)).toBe(true);
          else expect(session.history).toMatch(/^\^?[SADFRHQITGW]{1,14}$/i);
        }
      }),
      { examples: [[[{ out: false, flags: '.', seq: 0, ack: 0, len: 0, win: 1 }]]] },
    );
  });
});

describe('history', () => {
  it('[F27] has T, W and G at the first, the tenth and the hundredth time', () => {
    const again = (count: number): string =>
      Array.from({ length: count }, (_, index) => `${1 + index / 1000} a:1000 > b:80 A seq=101 ack=501 len=10`).join(
        '\n',
      );
    expect(judged(`${handshake}\n${again(10)}`).history).toBe('ShADT');
    expect(judged(`${handshake}\n${again(11)}`).history).toBe('ShADTT');
    expect(judged(`${handshake}\n${again(101)}`).history).toBe('ShADTTT');
    const closed = (count: number): string =>
      Array.from({ length: count }, (_, index) => `${1 + index} a:1000 < b:80 A seq=501 ack=101 win=0`).join('\n');
    expect(judged(`${handshake}\n${closed(9)}`).history).toBe('ShAaw');
    expect(judged(`${handshake}\n${closed(10)}`).history).toBe('ShAaww');
  });

  it('[F27] has F and R again where they are elsewhere in the stream, S and H once', () => {
    expect(
      judged(`${handshake}
      1.0  a:1000 > b:80   FA seq=101 ack=501
      1.1  a:1000 > b:80   FA seq=101 ack=501
      1.2  a:1000 > b:80   FA seq=111 ack=501
      1.3  a:1000 < b:80   R seq=501
      1.4  a:1000 < b:80   R seq=501
      1.5  a:1000 < b:80   R seq=601`),
    ).toMatchObject({ history: 'ShAFFrr', conn: 'RSTR' });
  });

  it('[F27] says nothing of windows that nobody fills any more', () => {
    expect(
      judged(`${handshake}
      1.0  a:1000 < b:80   FA seq=501 ack=101
      1.1  a:1000 > b:80   A seq=101 ack=502 win=0
      1.2  a:1000 > b:80   RA seq=101 ack=502 win=0`).history,
    ).toBe('ShAfR');
  });

  it('[F27] keeps its last letters for how it ends', () => {
    const odd = [1, 2, 3].map((count) => `${9 + count} a:1000 > b:80 FA seq=${1000 * count} ack=501`);
    const again = Array.from(
      { length: 1200 },
      (_, index) => `${1 + index / 1000} a:1000 > b:80 A seq=101 len=9 ack=501`,
    );
    const back = Array.from(
      { length: 1200 },
      (_, index) => `${3 + index / 1000} a:1000 < b:80 A seq=501 len=9 ack=101`,
    );
    expect(judged([handshake, ...again, ...back, ...odd, '13 a:1000 < b:80 R seq=501'].join('\n')).history).toBe(
      'ShADTTTTdtFFFr',
    );
  });
});

describe('conn_state', () => {
  it('[F28] forgives a RST between two FINs', () => {
    expect(
      judged(`${handshake}
      1.0  a:1000 > b:80   FA seq=101 ack=501
      1.1  a:1000 > b:80   R seq=102
      1.2  a:1000 < b:80   FA seq=501 ack=102`).conn,
    ).toBe('SF');
  });

  it('[F28] is closed for good by both FINs', () => {
    expect(
      judged(`${handshake}
      1.0  a:1000 > b:80   FA seq=101 ack=501
      1.2  a:1000 < b:80   FA seq=501 ack=102
      1.3  a:1000 > b:80   R seq=102`),
    ).toMatchObject({ conn: 'SF', history: 'ShAFfR' });
  });

  it('[F28] is OTH for a reset of what was never opened, and REJ where nothing but resets was said', () => {
    expect(judged('0 a:1000 > b:80 R').conn).toBe('OTH');
    expect(judged('0 a:1000 > b:80 R\n1 a:1000 < b:80 R').conn).toBe('REJ');
    expect(judged('0 a:1000 > b:80 A len=5\n1 a:1000 < b:80 R').conn).toBe('RSTRH');
  });
});
