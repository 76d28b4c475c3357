/** Payloads of our own that have names in them, so that every reader has something to begin with where no capture has any. */
import {
  datagramHandshake,
  datagramRecord,
  handshake,
  helloBody,
  records,
  serverName,
} from '#main/engine/decode/test-client-hello.ts';
import { bytesOf } from '#main/engine/decode/test-frames.ts';
import { dnsMessage } from '#main/engine/flows/test-dns.ts';

const text = (lines: string): Uint8Array => new TextEncoder().encode(lines);
const extensions = [serverName('a.example')];
const hello = helloBody({ extensions });
const datagramHello = helloBody({ version: 0xfefd, cookie: [1, 2, 3], extensions });

export const OWN_SEGMENTS: readonly Uint8Array[] = [
  text('GET http://a.example:8080/x HTTP/1.1\r\nHost: b.example\r\nUser-Agent: x\r\n\r\n'),
  text('CONNECT a.example:443 HTTP/1.1\r\n\r\n'),
  text('POST / HTTP/1.1\r\naccept: */*\r\nhost:\ta.example \r\n\r\nbody'),
  Uint8Array.from(records(handshake(hello), [hello.length + 4])),
  Uint8Array.from(records(handshake(hello), [3, 20, hello.length])),
];

export const OWN_DATAGRAMS: readonly Uint8Array[] = [
  text('M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nST: ssdp:all\r\n\r\n'),
  text('NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\n\r\n'),
  Uint8Array.from(datagramRecord(datagramHandshake(datagramHello))),
  Uint8Array.from([
    ...datagramRecord(datagramHandshake(datagramHello, 30, datagramHello.length)),
    ...datagramRecord(datagramHandshake(datagramHello, 0, 40)),
  ]),
  dnsMessage({ id: 0, flags: 0, name: 'printer.local' }),
  dnsMessage({ id: 0, flags: 0x8400, name: null, answers: ['printer.local A 192.0.2.9'] }),
  // DHCPv6 (RFC 8415 §8): Solicit with option 39 (RFC 4704 §4.1), alone and behind a relay (§9, option 9).
  bytesOf('01 123456 0027 0010 00 06 6c6170746f70 07 6578616d706c65'),
  bytesOf('0c 00', '00'.repeat(32), '0009 0018 01 123456 0027 0010 00 06 6c6170746f70 07 6578616d706c65'),
  // DHCP (RFC 2131 §2): a Request with option 12.
  bytesOf('0101060012345678', '00'.repeat(228), '63825363 350103 0c066c6170746f70 ff'),
];
