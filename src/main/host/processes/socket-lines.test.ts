import { describe, expect, it } from 'vitest';
import { formatAddress } from '#base/addresses.ts';
import { SocketLines } from './socket-lines.ts';

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 23456 1 0000000000000000 100 0 0 10 0
   1: 0A01A8C0:C350 08080808:01BB 01 00000000:00000000 02:000AC3D1 00000000     0        0 4294967295 2 0000000000000000 20 4 30 10 -1
   2: 0A01A8C0:C351 08080808:01BB 06 00000000:00000000 03:0000176F 00000000     0        0 0 3 0000000000000000
100003: 0A01A8C0:FFFF 01020304:0035 08 00000000:00000001 00:00000000 00000000  4294967294        0 77 1 0000000000000000 20 4 1 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0000000000000000FFFF00000100007F:0050 0000000000000000FFFF00000200007F:9C40 01 00000000:00000000 00:00000000 00000000   101        0 99 1 0000000000000000 20 4 30 10 -1
   1: B80D0120000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1 0000000000000000 100 0 0 10 0
`;

function read(
  text: string,
  ipv6: boolean,
  cuts: readonly number[] = [],
  wanted: (port: number) => boolean = () => true,
) {
  const found: (string | number)[][] = [];
  const lines = new SocketLines(ipv6, wanted, (line) => {
    const end = (words: Uint32Array, port: number): string =>
      `${formatAddress(words, 0, !(words[0] === 0 && words[1] === 0 && words[2] === 0xffff))} ${port}`;
    found.push([end(line.local, line.localPort), end(line.remote, line.remotePort), line.state, line.inode]);
  });
  const bytes = Buffer.from(text);
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    lines.read(bytes.subarray(from, cut));
    from = cut;
  }
  return found;
}

describe('the lines of /proc/net/tcp', () => {
  it('say both ends, state and inode; sockets of nobody are left out', () => {
    expect(read(TCP, false)).toEqual([
      ['127.0.0.1 8080', '0.0.0.0 0', 10, 23_456],
      ['192.168.1.10 50000', '8.8.8.8 443', 1, 4_294_967_295],
      ['192.168.1.10 65535', '4.3.2.1 53', 8, 77],
    ]);
  });

  it('have IPv6 addresses, and IPv4 ones in them', () => {
    expect(read(TCP6, true)).toEqual([
      ['127.0.0.1 80', '127.0.0.2 40000', 1, 99],
      ['2001:db8::1 443', ':: 0', 10, 100],
    ]);
  });

  it('may be cut anywhere', () => {
    const whole = read(TCP, false);
    for (let cut = 1; cut < TCP.length; cut += 7)
      expect(read(TCP, false, [cut, Math.min(cut + 3, TCP.length)])).toEqual(whole);
  });

  it('are read only for ports that are asked for', () => {
    expect(read(TCP, false, [], (port) => port === 50_000)).toHaveLength(1);
  });

  it('are left out where they do not fit the format', () => {
    const broken = [
      '',
      ':',
      'x: 0100007F:1F90',
      '0: 0100007G:1F90 00000000:0000 0A 0:0 0:0 0 0 0 5 1',
      TCP.replaceAll('23456', 'none'),
    ];
    expect(read(`${broken[1]}\n${broken[2]}\n${broken[3]}\n\n`, false)).toEqual([]);
    expect(read(broken[4]!, false)).toHaveLength(2);
  });
});
