import { expect, it } from 'vitest';
import { className, rcodeName, typeName, typeNumber } from './dns-constants.ts';
import { isSupportedLinkType, linkTypeName, SUPPORTED_LINK_TYPES } from './link-types.ts';
import { protocolName } from '#base/protocol-names.ts';
import { UNDECODED_REASONS } from './reasons.ts';

it('names DNS types, classes and response codes as IANA does', () => {
  expect([1, 28, 53, 55, 65, 99, 109, 249, 264, 32769].map(typeName)).toEqual([
    'A',
    'AAAA',
    'SMIMEA',
    'HIP',
    'HTTPS',
    'SPF',
    'EUI64',
    'TKEY',
    'IPN',
    'DLV',
  ]);
  expect([typeName(54), typeName(65280), typeName(0)]).toEqual(['TYPE54', 'TYPE65280', 'TYPE0']);
  expect([typeNumber('HTTPS'), typeNumber('NOPE')]).toEqual([65, null]);
  expect([1, 3, 255, 7].map(className)).toEqual(['IN', 'CH', 'ANY', 'CLASS7']);
  expect([0, 1, 2, 3, 4, 5, 11, 16, 23, 12].map(rcodeName)).toEqual([
    'NOERROR',
    'FORMERR',
    'SERVFAIL',
    'NXDOMAIN',
    'NOTIMP',
    'REFUSED',
    'DSOTYPENI',
    'BADVERS',
    'BADCOOKIE',
    'RCODE12',
  ]);
});

it('names protocols and link types, unknown ones by number', () => {
  expect([6, 17, 1, 58, 132, 136, 47, 89, 253].map(protocolName)).toEqual([
    'TCP',
    'UDP',
    'ICMP',
    'ICMPv6',
    'SCTP',
    'UDP-Lite',
    'GRE',
    'OSPF',
    'IP proto 253',
  ]);
  expect([1, 113, 276, 0, 12, 147, 5].map(linkTypeName)).toEqual([
    'ETHERNET',
    'LINUX_SLL',
    'LINUX_SLL2',
    'NULL',
    'RAW(12)',
    'USER0',
    'LINKTYPE_5',
  ]);
  const decoded = [
    0, 1, 9, 12, 14, 50, 51, 100, 101, 104, 105, 107, 108, 113, 117, 119, 127, 163, 192, 204, 228, 229, 239, 276,
  ];
  expect(decoded.filter((linkType) => !isSupportedLinkType(linkType))).toEqual([]);
  // ARCnet, user-defined, Bluetooth, USB, CAN, 802.15.4, netlink, none at all
  expect([129, 147, 187, 189, 220, 227, 195, 253, 5].filter(isSupportedLinkType)).toEqual([]);
  expect(SUPPORTED_LINK_TYPES).toMatch(/^Ethernet, raw IP, /);
  expect(SUPPORTED_LINK_TYPES.split(', ')).toContain('PPP and PPPoE');
});

it('has a distinct name in snake case for each reason', () => {
  const names = UNDECODED_REASONS.map((reason) => reason.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => /^[a-z0-9]+(_[a-z0-9]+)*$/.test(name))).toBe(true);
});
