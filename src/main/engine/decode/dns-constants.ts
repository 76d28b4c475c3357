/** DNS numbers that the decoder handles by value, and the names of all that IANA assigned ("Domain Name System Parameters"). */

export const TYPE_A = 1;
export const TYPE_NS = 2;
export const TYPE_CNAME = 5;
export const TYPE_SOA = 6;
export const TYPE_MB = 7;
export const TYPE_MG = 8;
export const TYPE_MR = 9;
export const TYPE_PTR = 12;
export const TYPE_HINFO = 13;
export const TYPE_MINFO = 14;
export const TYPE_MX = 15;
export const TYPE_TXT = 16;
export const TYPE_RP = 17;
export const TYPE_AFSDB = 18;
export const TYPE_X25 = 19;
export const TYPE_ISDN = 20;
export const TYPE_RT = 21;
export const TYPE_SIG = 24;
export const TYPE_KEY = 25;
export const TYPE_GPOS = 27;
export const TYPE_AAAA = 28;
export const TYPE_LOC = 29;
export const TYPE_SRV = 33;
export const TYPE_NAPTR = 35;
export const TYPE_KX = 36;
export const TYPE_CERT = 37;
export const TYPE_DNAME = 39;
export const TYPE_OPT = 41;
export const TYPE_DS = 43;
export const TYPE_SSHFP = 44;
export const TYPE_RRSIG = 46;
export const TYPE_NSEC = 47;
export const TYPE_DNSKEY = 48;
export const TYPE_DHCID = 49;
export const TYPE_NSEC3 = 50;
export const TYPE_NSEC3PARAM = 51;
export const TYPE_TLSA = 52;
export const TYPE_SMIMEA = 53;
export const TYPE_CDS = 59;
export const TYPE_CDNSKEY = 60;
export const TYPE_OPENPGPKEY = 61;
export const TYPE_CSYNC = 62;
export const TYPE_ZONEMD = 63;
export const TYPE_SVCB = 64;
export const TYPE_HTTPS = 65;
export const TYPE_SPF = 99;
export const TYPE_EUI48 = 108;
export const TYPE_EUI64 = 109;
export const TYPE_URI = 256;
export const TYPE_CAA = 257;
export const TYPE_TA = 32768;
export const TYPE_DLV = 32769;

export const RCODE_NOERROR = 0;
export const RCODE_SERVFAIL = 2;
export const RCODE_NXDOMAIN = 3;
export const RCODE_REFUSED = 5;

/** mDNS: unicast response wanted (in a question), or cache flush (in a record): RFC 6762 §5.4, §10.2. */
export const CLASS_MDNS_BIT = 0x8000;

// Consecutive numbers in order, each list from its first one on.
const typesFrom1 =
  'A NS MD MF CNAME SOA MB MG MR NULL WKS PTR HINFO MINFO MX TXT RP AFSDB X25 ISDN RT NSAP NSAP-PTR SIG KEY PX GPOS AAAA LOC ' +
  'NXT EID NIMLOC SRV ATMA NAPTR KX CERT A6 DNAME SINK OPT APL DS SSHFP IPSECKEY RRSIG NSEC DNSKEY DHCID NSEC3 NSEC3PARAM TLSA ' +
  'SMIMEA';
const typesFrom55 = 'HIP NINFO RKEY TALINK CDS CDNSKEY OPENPGPKEY CSYNC ZONEMD SVCB HTTPS DSYNC HHIT BRID';
const typesFrom99 = 'SPF UINFO UID GID UNSPEC NID L32 L64 LP EUI48 EUI64';
const typesFrom249 = 'TKEY TSIG IXFR AXFR MAILB MAILA ANY URI CAA AVC DOA AMTRELAY RESINFO WALLET CLA IPN';
const typesFrom32768 = 'TA DLV';
const rcodesFrom0 =
  'NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE DSOTYPENI';
const rcodesFrom16 = 'BADVERS BADKEY BADTIME BADMODE BADNAME BADALG BADTRUNC BADCOOKIE';

const typeNames = numbered([
  [1, typesFrom1],
  [55, typesFrom55],
  [99, typesFrom99],
  [128, 'NXNAME'],
  [249, typesFrom249],
  [32768, typesFrom32768],
]);
const responseCodeNames = numbered([
  [0, rcodesFrom0],
  [16, rcodesFrom16],
]);
const classNames: ReadonlyMap<number, string> = new Map([
  [1, 'IN'],
  [3, 'CH'],
  [4, 'HS'],
  [254, 'NONE'],
  [255, 'ANY'],
]);
const typeNumbers: ReadonlyMap<string, number> = new Map([...typeNames].map(([number, name]) => [name, number]));

/** `A`, `HTTPS`, …; `TYPE1234` where there is none (RFC 3597 §5). */
export function typeName(type: number): string {
  return typeNames.get(type) ?? `TYPE${type}`;
}

/** The number of a type's name in upper case, or null. */
export function typeNumber(name: string): number | null {
  return typeNumbers.get(name) ?? null;
}

/** `IN`, `CH`, …; `CLASS1234` where there is none (RFC 3597 §5). The mDNS bit is not part of the class: mask it first. */
export function className(value: number): string {
  return classNames.get(value) ?? `CLASS${value}`;
}

/** `NOERROR`, `NXDOMAIN`, …; `RCODE12` where there is none. Codes from 16 on need EDNS (RFC 6891 §6.1.3). */
export function rcodeName(code: number): string {
  return responseCodeNames.get(code) ?? `RCODE${code}`;
}

function numbered(lists: readonly (readonly [number, string])[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [first, list] of lists) {
    let number = first;
    for (const name of list.split(' ')) names.set(number++, name);
  }
  return names;
}
