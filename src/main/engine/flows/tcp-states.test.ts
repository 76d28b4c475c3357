import { describe, expect, it } from 'vitest';
import { flowsFromText } from './test-flows.ts';

const handshake = `
  0.00  a:1000 > b:80   S
  0.01  a:1000 < b:80   SA
  0.03  a:1000 > b:80   A`;

describe('TCP', () => {
  it('[F7] is NEW at the SYN and ESTABLISHED at the SYN+ACK, and counts [F5] both ways', () => {
    const flows = flowsFromText(`${handshake}
      0.04  a:1000 > b:80   PA len=10
      0.05  a:1000 < b:80   A`);
    expect(flows.events).toEqual(['1 started', '1 out NEW', '1 in ESTABLISHED', '1 out', '1 out', '1 in']);
    expect(flows.sessions).toMatchObject([
      {
        from: 'a:1000',
        to: 'b:80',
        state: 'ESTABLISHED',
        reason: null,
        out: 3,
        in: 2,
        midstream: false,
        start: 0,
        end: 0.05,
      },
    ]);
    const { columns } = flows.table;
    expect([columns.wireBytes(0, 0), columns.wireBytes(0, 1)]).toEqual([190, 120]);
    expect([columns.payloadBytes(0, 0), columns.payloadBytes(0, 1)]).toEqual([10, 0]);
  });

  it('[F7] is not ESTABLISHED by a bare acknowledgement', () => {
    const flows = flowsFromText(`
      0.0  a:1000 > b:80  S
      0.1  a:1000 < b:80  A`);
    expect(flows.sessions).toMatchObject([{ state: 'NEW', conn: 'S0' }]);
  });

  it('[F7] is ESTABLISHED by data where the capture missed the SYN+ACK', () => {
    const flows = flowsFromText(`
      0.0  a:1000 > b:80  S
      0.1  a:1000 < b:80  A len=5`);
    expect(flows.events.at(-1)).toBe('1 in ESTABLISHED');
  });

  it('[F9] is closed by the second FIN, not by the first (upstream forgot it at the first)', () => {
    const flows = flowsFromText(`${handshake}
      1.0  a:1000 > b:80  FA
      1.1  a:1000 < b:80  A
      1.2  a:1000 < b:80  FA
      1.3  a:1000 > b:80  A
      finish`);
    expect(flows.events.slice(4)).toEqual(['1 out', '1 in', '1 in CLOSE', '1 out', '1 ended CLOSE fin', '1 forgotten']);
    expect(flows.sessions).toMatchObject([{ out: 4, in: 3, conn: 'SF', history: 'ShAFaf' }]);
  });

  it('[F9] is not closed by the same FIN again', () => {
    const flows = flowsFromText(`${handshake}
      1.0  a:1000 > b:80  FA
      1.2  a:1000 > b:80  FA again`);
    expect(flows.sessions).toMatchObject([{ state: 'ESTABLISHED', conn: 'S2' }]);
  });

  it('[F10] is closed by one FIN and then silence for the linger', () => {
    const flows = flowsFromText(`${handshake}
      1.0  a:1000 < b:80  FA
      6.0  a:1000 > b:80  A
      10.9 c:1 > d:2      udp
      11.5 c:1 > d:2      udp
      12.6 c:1 > d:2      udp`);
    expect(flows.events.filter((event) => event.startsWith('1 '))).toContain('1 expired CLOSE 11');
    expect(flows.sessions[0]).toMatchObject({ state: 'CLOSE', reason: 'fin', end: 6, conn: 'S3' });
  });

  it('[F10] stays open while a half-closed connection still carries data', () => {
    const flows = flowsFromText(`${handshake}
      1.0  a:1000 > b:80  FA
      5.0  a:1000 < b:80  A len=100
      9.0  a:1000 < b:80  A len=100
      13.0 a:1000 < b:80  FA
      13.1 a:1000 > b:80  A
      finish`);
    expect(flows.sessions).toMatchObject([{ state: 'CLOSE', reason: 'fin', in: 4 }]);
  });

  it('[F11] refused is ABORT, never ESTABLISHED (upstream took the RST for an answer)', () => {
    const flows = flowsFromText(`
      0.0  a:1000 > b:80  S
      0.1  a:1000 < b:80  RA
      finish`);
    expect(flows.events).toEqual(['1 started', '1 out NEW', '1 in ABORT', '1 ended ABORT rst', '1 forgotten']);
    expect(flows.sessions).toMatchObject([{ conn: 'REJ', history: 'Sr' }]);
  });

  it('[F11] is ABORT at the first reset, from either side', () => {
    const flows = flowsFromText(`${handshake}
      1.0  a:1000 > b:80  R
      1.1  a:1000 < b:80  R
      finish`);
    expect(flows.events.filter((event) => event.includes('ABORT'))).toEqual(['1 out ABORT', '1 ended ABORT rst']);
  });

  it('[F11] that begins with a reset is ABORT', () => {
    expect(flowsFromText('0 a:5000 > b:6000 R\nfinish').sessions).toMatchObject([
      { state: 'ABORT', reason: 'rst', midstream: true },
    ]);
  });

  it('[F12] takes a repeated SYN for what it is', () => {
    const flows = flowsFromText(`
      0.0  a:1000 > b:80  S
      1.0  a:1000 > b:80  S again
      3.0  a:1000 > b:80  S again
      3.1  a:1000 < b:80  SA
      3.2  a:1000 > b:80  A
      3.3  a:1000 > b:80  S seq=10000000`);
    expect(flows.sessions).toMatchObject([{ serial: 1, out: 5, in: 1, state: 'ESTABLISHED', start: 0 }]);
  });

  it('[F12] takes a simultaneous open for one session', () => {
    const flows = flowsFromText(`
      0.0  a:1000 > b:2000  S
      0.1  a:1000 < b:2000  S
      0.2  a:1000 > b:2000  SA again
      0.3  a:1000 < b:2000  SA again`);
    expect(flows.sessions).toMatchObject([{ from: 'a:1000', state: 'ESTABLISHED', out: 2, in: 2 }]);
  });

  it('[F13] counts late packets in the closed session until it was silent for the linger', () => {
    const flows = flowsFromText(`${handshake}
      1.0  a:1000 > b:80  R
      4.0  a:1000 < b:80  A len=7
      8.5  a:1000 < b:80  A len=7
      14.0 a:1000 < b:80  A len=7`);
    expect(flows.sessions).toMatchObject([
      { serial: 1, state: 'ABORT', reason: 'rst', end: 8.5, in: 3 },
      { serial: 2, from: 'b:80', midstream: true, start: 14 },
    ]);
    expect(flows.events).toContain('1 ended ABORT rst');
  });

  it('[F14] starts a new session at a new SYN on a closed 5-tuple; the old one keeps its reason', () => {
    const flows = flowsFromText(`${handshake}
      1.0  a:1000 > b:80  FA
      1.1  a:1000 < b:80  FA
      1.2  a:1000 > b:80  S
      1.3  a:1000 < b:80  SA`);
    expect(flows.sessions).toMatchObject([
      { serial: 1, state: 'CLOSE', reason: 'fin' },
      { serial: 2, state: 'ESTABLISHED', out: 1, in: 1 },
    ]);
    expect(flows.table.counters.reused).toBe(0);
  });

  it('[F14] may turn around on a closed 5-tuple', () => {
    const flows = flowsFromText(`${handshake}
      1.0  a:1000 > b:80  RA
      1.2  b:80 > a:1000  S`);
    expect(flows.sessions[1]).toMatchObject({ from: 'b:80', to: 'a:1000', out: 1, in: 0 });
  });

  it('[F15] ends an open connection as reused when its 5-tuple begins anew', () => {
    const flows = flowsFromText(`${handshake}
      9.0  a:1000 > b:80  S
      9.1  a:1000 < b:80  SA`);
    expect(flows.events.slice(4, 8)).toEqual([
      '1 expired EXPIRED 9',
      '1 ended EXPIRED reused',
      '1 forgotten',
      '2 started',
    ]);
    expect(flows.sessions).toMatchObject([
      { serial: 1, out: 2 },
      { serial: 2, out: 1, in: 1 },
    ]);
    expect(flows.table.counters.reused).toBe(1);
  });

  it('[F15] takes a SYN after mid-stream data for another connection', () => {
    const flows = flowsFromText(`
      0.0  a:1000 > b:80  A len=10 seq=900000
      5.0  a:1000 > b:80  S seq=77000000`);
    expect(flows.sessions).toMatchObject([{ reason: 'reused', midstream: true }, { midstream: false }]);
  });

  it('[F4] takes a SYN that was captured after its data for the same connection', () => {
    const flows = flowsFromText(`
      0.0  a:1000 > b:80  PA len=10 seq=900001 ack=1
      0.1  a:1000 > b:80  S seq=900000
      0.2  a:1000 < b:80  SA`);
    expect(flows.sessions).toMatchObject([{ serial: 1, out: 2, midstream: false, state: 'ESTABLISHED' }]);
  });

  it('[F3] makes the receiver of a first SYN+ACK the initiator', () => {
    const flows = flowsFromText(`
      0.0  a:1000 < b:80  SA seq=500 ack=101
      0.1  a:1000 > b:80  S seq=100`);
    expect(flows.sessions).toMatchObject([
      { from: 'a:1000', to: 'b:80', state: 'ESTABLISHED', out: 1, in: 1, midstream: false },
    ]);
  });

  it('[F26] measures the round trip from the latest SYN to the acknowledgement of the SYN+ACK', () => {
    const flows = flowsFromText(`
      0.000  a:1000 > b:80  S
      1.000  a:1000 > b:80  S again
      1.020  a:1000 < b:80  SA
      1.050  a:1000 > b:80  A
      1.900  a:1000 > b:80  A len=5`);
    expect(flows.sessions[0]!.rtt).toBeCloseTo(50, 3);
  });

  it('[F26] measures it, too, where the first data is acknowledged with the SYN+ACK, or only the initiator is heard', () => {
    const banner = flowsFromText(`
      0.00  a:1000 > b:25  S
      0.02  a:1000 < b:25  SA
      0.03  a:1000 < b:25  PA len=20
      0.05  a:1000 > b:25  A`);
    expect(banner.sessions[0]!.rtt).toBeCloseTo(50, 3);
    const alone = flowsFromText(`
      0.00  a:1000 > b:80  S seq=100
      0.05  a:1000 > b:80  A seq=101 ack=501
      0.06  a:1000 > b:80  PA seq=101 ack=501 len=5`);
    expect(alone.sessions[0]!.rtt).toBeCloseTo(50, 3);
    expect(flowsFromText('0 a:1000 > b:80 S\n0.05 a:1000 < b:80 RA').sessions[0]!.rtt).toBeNull();
    expect(flowsFromText('0 a:1000 > b:80 S\n0.05 a:1000 > b:80 RA').sessions[0]!.rtt).toBeNull();
  });

  it('[F26] has no round trip where the acknowledgement is of something else', () => {
    const flows = flowsFromText(`
      0.00  a:1000 > b:80  S
      0.02  a:1000 < b:80  SA
      0.05  a:1000 > b:80  A ack=7
      0.06  a:1000 > b:80  A ack=900000000`);
    expect(flows.sessions[0]!.rtt).toBeNull();
  });

  it('establishes whole connections with replies (upstream went from NEW to CLOSE where replies were filtered)', () => {
    const flows = flowsFromText(`${handshake}
      1.0  a:1000 > b:80  FA
      1.1  a:1000 < b:80  FA`);
    expect(flows.events.filter((event) => /[A-Z]{3}/.test(event))).toEqual([
      '1 out NEW',
      '1 in ESTABLISHED',
      '1 in CLOSE',
    ]);
  });
});
