import { describe, expect, it } from 'vitest';
import { parseDnsMessage } from '#main/engine/decode/dns-message.ts';
import { dnsStatus } from './dns-status.ts';
import type { DnsTransaction } from './flow-listener.ts';
import { hostname, hostnameSource, serviceName } from './session-view.ts';
import { type DnsShape, dnsMessage } from './test-dns.ts';
import { flowsFromText } from './test-flows.ts';

function rows(transactions: readonly DnsTransaction[]): string[] {
  return transactions.map(
    ({ id, query, status, latencyMs, transport }) => `${transport} ${id} ${query} ${status} ${latencyMs ?? '-'}`,
  );
}

describe('DNS transactions', () => {
  it('[F37] join response and query, whatever the case of the name', () => {
    const flows = flowsFromText(`
      1.000  a:4000 > b:53  udp query=7/eXample.com
      1.001  a:4000 > b:53  udp query=7/other.test
      1.002  a:4000 > b:53  udp query=8/example.com
      1.030  a:4000 < b:53  udp answer=7/EXAMPLE.com/10.0.0.9`);
    expect(flows.transactions).toMatchObject([
      {
        time: 1_000_000,
        serial: 1,
        sessionStart: 1_000_000,
        interfaceId: 0,
        clientPort: 4000,
        serverPort: 53,
        transport: 'udp',
        id: 7,
        query: 'eXample.com',
        queryType: 1,
        queryClass: 1,
        responseCode: 0,
        status: 'answered',
        latencyMs: 30,
        headerFlags: 0x8180,
        answers: [{ name: 'EXAMPLE.com', data: '10.0.0.9', ttl: 60 }],
      },
    ]);
    expect([...flows.transactions[0]!.client]).toEqual([0, 0, 0xffff, 0x0a000001]);
  });

  it('[F37] tell apart queries for different types under the same id', () => {
    const flows = flowsFromText(`
      1.0  a:4000 > b:53  udp query=7/example.com/AAAA
      1.1  a:4000 > b:53  udp query=7/example.com/A
      1.2  a:4000 < b:53  udp answer=7/example.com/10.0.0.9
      finish`);
    expect(flows.transactions.map(({ queryType, status }) => [queryType, status])).toEqual([
      [1, 'answered'],
      [28, 'unanswered'],
    ]);
  });

  it('[F37] join a response without a question by its id', () => {
    const flows = flowsFromText(`
      1.0  a:4000 > b:53  udp query=7/example.com
      1.1  a:4000 < b:53  udp answer=7/-/- rcode=1`);
    expect(rows(flows.transactions)).toEqual(['udp 7 example.com error 100']);
  });

  it('[F38] are unanswered after the time-out, and a later response is unsolicited', () => {
    const flows = flowsFromText(`
      1.0   a:4000 > b:53  udp query=7/example.com
      5.0   a:4001 > b:53  udp query=9/example.com
      11.1  a:4000 < b:53  udp answer=7/example.com/10.0.0.9
      12    advance
      finish`);
    expect(rows(flows.transactions)).toEqual([
      'udp 7 example.com unanswered -',
      'udp 7 example.com unsolicited -',
      'udp 9 example.com unanswered -',
    ]);
  });

  it('[F38] of a response alone have its receiver for a client', () => {
    const flows = flowsFromText('1.0 a:4000 < b:53 udp answer=7/example.com/10.0.0.9');
    expect(flows.transactions).toMatchObject([{ clientPort: 4000, serverPort: 53, status: 'unsolicited', time: 1e6 }]);
  });

  it('[F38] survive the session that carried them', () => {
    const flows = flowsFromText('0 a:4000 > b:53 udp query=7/example.com\n1 c:1 > d:2 udp\n2 c:3 > d:4 udp\nfinish', {
      maxSessions: 1,
    });
    expect(flows.transactions).toMatchObject([{ serial: 1, clientPort: 4000, status: 'unanswered' }]);
  });

  it('[F40] count a repeated query and keep the first time', () => {
    const flows = flowsFromText(`
      1.0  a:4000 > b:53  udp query=7/example.com
      3.0  a:4000 > b:53  udp query=7/example.com
      3.5  a:4000 < b:53  udp answer=7/example.com/10.0.0.9
      3.6  a:4000 < b:53  udp answer=7/example.com/10.0.0.9
      3.7  a:4000 < b:53  udp answer=7/example.com/10.0.0.9`);
    expect(rows(flows.transactions)).toEqual(['udp 7 example.com answered 2500', 'udp 7 example.com unsolicited -']);
    expect(flows.table.counters).toMatchObject({ dnsDuplicates: 2, dnsTransactions: 2 });
  });

  it('[F42] are bounded: beyond the bound the oldest query is given up', () => {
    const lines = Array.from(
      { length: 65_537 },
      (_, index) => `1 a:${(index % 60_000) + 1024} > b:53 udp query=${index % 65_536}/x.test`,
    );
    const flows = flowsFromText(lines.join('\n'));
    expect(flows.table.counters.dnsPendingOverflow).toBe(1);
    expect(rows(flows.transactions)).toEqual(['udp 0 x.test unanswered -']);
  });

  it('[F43] are looked for on the DNS ports only, and what is not DNS there is counted', () => {
    const flows = flowsFromText(`
      0  a:4000 > b:5353  udp query=1/x.local
      0  a:4000 > b:5355  udp query=2/x
      0  a:4000 > b:53    udp raw
      finish`);
    expect(flows.transactions).toEqual([]);
    expect(flows.table.counters.dnsMalformed).toBe(1);
    const custom = flowsFromText('0 a:4000 > b:5300 udp query=1/x.test\nfinish', { dnsPorts: [5300] });
    expect(rows(custom.transactions)).toEqual(['udp 1 x.test unanswered -']);
  });

  it('[F41] are followed over TCP, also where segments repeat and arrive early', () => {
    const flows = flowsFromText(`
      0.0  a:4000 > b:53  S
      0.1  a:4000 < b:53  SA
      0.2  a:4000 > b:53  PA query=1/one.test
      0.3  a:4000 > b:53  PA query=1/one.test again
      0.4  a:4000 > b:53  PA query=2/two.test
      0.5  a:4000 < b:53  PA answer=2/two.test/10.0.0.8
      0.6  a:4000 < b:53  PA answer=1/one.test/10.0.0.9`);
    expect(rows(flows.transactions)).toEqual(['tcp 2 two.test answered 100', 'tcp 1 one.test answered 400']);
    expect(flows.table.counters.dnsDuplicates).toBe(0);
    expect(serviceName(flows.table.columns, 0)).toBe('dns');
  });

  it('[F41] are given up, and counted, where a segment was cut', () => {
    const flows = flowsFromText(`
      0.0  a:4000 > b:53  S
      0.2  a:4000 > b:53  PA len=100
      0.4  a:4000 > b:53  PA query=2/two.test
      finish`);
    expect(flows.transactions).toEqual([]);
    expect(flows.table.counters.dnsStreamsGivenUp).toBe(1);
  });

  it('[F29] make the service known whatever the port', () => {
    const { table } = flowsFromText('0 a:4000 > b:5300 udp query=1/x.test', { dnsPorts: [5300] });
    expect(serviceName(table.columns, 0)).toBe('dns');
  });
});

describe('host names', () => {
  it('[F30] go to sessions with an address that was answered before', () => {
    const flows = flowsFromText(`
      0.0  a:4000 > b:53    udp query=7/www.example.com
      0.1  a:4000 < b:53    udp answer=7/www.example.com/10.0.0.9
      0.2  a:5000 > i:443   S
      0.3  i:5000 > a:443   S`);
    const { columns } = flows.table;
    expect([0, 1, 2].map((slot) => hostname(columns, slot))).toEqual([null, 'www.example.com', null]);
    expect([0, 1].map((slot) => hostnameSource(columns, slot))).toEqual([null, 'dns']);
  });

  it('[F30] are the latest, and do not stay in a slot that is used again', () => {
    const flows = flowsFromText(
      `
      0.0  a:4000 < b:53    udp answer=7/old.test/10.0.0.9
      0.1  a:4000 < b:53    udp answer=8/new.test/10.0.0.9
      0.2  a:5000 > i:443   udp
      200  c:1 > d:2        udp`,
    );
    expect(flows.table.columns.hostnames.filter((name) => name !== undefined)).toEqual([]);
    flows.more('201 a:5000 > i:443 udp');
    expect(hostname(flows.table.columns, flows.table.slotOf(4))).toBe('new.test');
  });
});

describe('DNS status', () => {
  function status(shape: Partial<DnsShape>): string {
    const bytes = dnsMessage({ id: 1, flags: 0x8180, name: 'x.test', type: 'A', ...shape });
    return dnsStatus(parseDnsMessage(bytes, 0, bytes.length));
  }

  it('[F39] follows the response code', () => {
    const answers = ['x.test A 10.0.0.9'];
    const codes = [0, 2, 3, 5, 1, 9].map((code) => status({ flags: 0x8180 + code, answers }));
    expect(codes).toEqual(['answered', 'servfail', 'nxdomain', 'refused', 'error', 'error']);
  });

  it('[F39] is nodata without a record of the type, also behind a CNAME', () => {
    expect(status({})).toBe('nodata');
    expect(status({ authorities: ['test SOA ns.test'] })).toBe('nodata');
    expect(status({ authorities: ['test SOA ns.test', 'test NS ns.test'] })).toBe('nodata');
    expect(status({ answers: ['x.test CNAME y.test'] })).toBe('nodata');
    expect(status({ answers: ['x.test CNAME y.test'], type: 'CNAME' })).toBe('answered');
  });

  it('[F39] is not nodata where the response is a referral, cut short or no answer to a query', () => {
    expect(status({ authorities: ['test NS ns.test'] })).toBe('answered');
    expect(status({ flags: 0x8380 })).toBe('answered');
    expect(status({ flags: 0xa180 })).toBe('answered');
    expect(status({ name: null })).toBe('answered');
  });
});
