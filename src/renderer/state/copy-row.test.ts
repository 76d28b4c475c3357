import { describe, expect, it } from 'vitest';
import { csvText } from '#base/csv.ts';
import { csvOfRow, jsonOfRow, wiresharkFilter, wiresharkFilterOfRow } from './copy-row.ts';

const conversation = {
  protocol_num: 6,
  src_ip: '192.0.2.1',
  src_port: 50_000,
  dst_ip: '198.51.100.2',
  dst_port: 443,
  vlan: null,
};

describe('a row as text', () => {
  it('is what an export of it would be', () => {
    const values = ['a', '=1+1', '-x', 'a "b"', 'a,b', '', '+49'];
    const cells = Object.fromEntries(values.map((value, at) => [`c${at}`, value]));
    const [header, line] = csvOfRow(Object.keys(cells), cells).split('\r\n');
    expect(header).toBe('c0,c1,c2,c3,c4,c5,c6');
    expect(line).toBe(values.map(csvText).join(','));
  });

  it('has numbers raw, nothing where there is nothing, and JSON in a cell for what has parts', () => {
    const cells = { n: -1.5, is: true, none: null, parts: { dns: 'example.com' } };
    expect(csvOfRow(['n', 'is', 'none', 'parts', 'absent'], cells).split('\r\n')[1]).toBe(
      '-1.5,true,,"{""dns"":""example.com""}",',
    );
    expect(JSON.parse(jsonOfRow(['n', 'none', 'parts', 'absent'], cells))).toEqual({
      n: -1.5,
      none: null,
      parts: { dns: 'example.com' },
      absent: null,
    });
  });
});

describe('a filter for Wireshark', () => {
  it('selects both ways, and nothing that only quotes them', () => {
    expect(wiresharkFilter(conversation)).toBe(
      '((ip.src == 192.0.2.1 && ip.dst == 198.51.100.2 && tcp.srcport == 50000 && tcp.dstport == 443) || ' +
        '(ip.src == 198.51.100.2 && ip.dst == 192.0.2.1 && tcp.srcport == 443 && tcp.dstport == 50000)) && !icmp',
    );
  });

  it('names VLANs, and protocols that have no ports', () => {
    expect(wiresharkFilter({ ...conversation, vlan: '7.42' })).toMatch(/^vlan\.id == 7 && vlan\.id == 42 && /);
    const ping = { ...conversation, src_port: null, dst_port: null };
    expect(wiresharkFilter({ ...ping, protocol_num: 1 })).toMatch(
      /^ip\.proto == 1 && \(\(ip\.src == 192\.0\.2\.1 && .*\)$/,
    );
    expect(wiresharkFilter({ ...ping, protocol_num: 89 })).toMatch(/^ip\.proto == 89 && /);
    const itself = { ...ping, protocol_num: 58, src_ip: '::1', dst_ip: '::1' };
    expect(wiresharkFilter(itself)).toBe('(icmpv6 || ipv6.fraghdr.nxt == 58) && (ipv6.src == ::1 && ipv6.dst == ::1)');
  });

  it('is there for packets and lookups as well', () => {
    const { vlan: _vlan, ...packet } = conversation;
    expect(wiresharkFilterOfRow(packet)).toBe(wiresharkFilter(conversation));
    const lookup = { client_ip: '192.0.2.1', client_port: 5353, server_ip: '192.0.2.53', server_port: 53 };
    expect(wiresharkFilterOfRow({ ...lookup, transport: 'udp', trans_id: 10 })).toMatch(
      /udp\.srcport == 53 && .* && dns\.id == 0x000a$/,
    );
    expect(wiresharkFilterOfRow({ hostname: 'example.com' })).toBeNull();
  });
});
