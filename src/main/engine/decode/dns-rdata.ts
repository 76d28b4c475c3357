/** Record data as text, by type, in each type's presentation format; names without a final dot, hex in lower case. */
import { formatAddress } from '#base/addresses.ts';
import {
  TYPE_A,
  TYPE_AAAA,
  TYPE_AFSDB,
  TYPE_CAA,
  TYPE_CDNSKEY,
  TYPE_CDS,
  TYPE_CERT,
  TYPE_CNAME,
  TYPE_CSYNC,
  TYPE_DHCID,
  TYPE_DLV,
  TYPE_DNAME,
  TYPE_DNSKEY,
  TYPE_DS,
  TYPE_EUI48,
  TYPE_EUI64,
  TYPE_GPOS,
  TYPE_HINFO,
  TYPE_HTTPS,
  TYPE_ISDN,
  TYPE_KEY,
  TYPE_KX,
  TYPE_LOC,
  TYPE_MB,
  TYPE_MG,
  TYPE_MINFO,
  TYPE_MR,
  TYPE_MX,
  TYPE_NAPTR,
  TYPE_NS,
  TYPE_NSEC,
  TYPE_NSEC3,
  TYPE_NSEC3PARAM,
  TYPE_OPENPGPKEY,
  TYPE_PTR,
  TYPE_RP,
  TYPE_RRSIG,
  TYPE_RT,
  TYPE_SIG,
  TYPE_SMIMEA,
  TYPE_SOA,
  TYPE_SPF,
  TYPE_SRV,
  TYPE_SSHFP,
  TYPE_SVCB,
  TYPE_TA,
  TYPE_TLSA,
  TYPE_TXT,
  TYPE_URI,
  TYPE_X25,
  TYPE_ZONEMD,
} from './dns-constants.ts';
import {
  formatCsync,
  formatDnskey,
  formatDs,
  formatNsec,
  formatNsec3,
  formatNsec3Param,
  formatRrsig,
} from './dns-dnssec.ts';
import { formatLocation } from './dns-loc.ts';
import { type DataReader, createDataReader } from './dns-reader.ts';
import { formatServiceBinding } from './dns-svcb.ts';
import { formatHex, formatUnknown } from './dns-text.ts';
import { storeIpv4, storeIpv6 } from './words.ts';

/**
 * Text of the data from `at` to `dataEnd` of a record of type `type` in the message from `start` to `end` (names in it may
 * point back into the message); null where the data is malformed for its type.
 */
export function formatRecordData(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: number,
  at: number,
  dataEnd: number,
): string | null {
  const reader = createDataReader(bytes, start, end, at, dataEnd);
  const text = format(reader, type);
  if (text === null) return formatUnknown(bytes, at, dataEnd);
  return reader.failed || reader.position !== dataEnd ? null : text;
}

/** Null: a type without a format here. What `reader` answers after a failure is of no matter: the caller looks. */
function format(reader: DataReader, type: number): string | null {
  switch (type) {
    case TYPE_A:
      return readAddress(reader, false);
    case TYPE_AAAA:
      return readAddress(reader, true);
    case TYPE_NS:
    case TYPE_CNAME:
    case TYPE_PTR:
    case TYPE_DNAME:
    case TYPE_MB:
    case TYPE_MG:
    case TYPE_MR:
      return reader.name();
    case TYPE_MINFO: // RFC 1035 §3.3.7
    case TYPE_RP: // RFC 1183 §2.2
      return `${reader.name()} ${reader.name()}`;
    case TYPE_SOA:
      return `${reader.name()} ${reader.name()} ${reader.u32()} ${reader.u32()} ${reader.u32()} ${reader.u32()} ${reader.u32()}`;
    case TYPE_MX:
    case TYPE_AFSDB:
    case TYPE_RT:
    case TYPE_KX:
      return `${reader.u16()} ${reader.name()}`;
    case TYPE_TXT:
    case TYPE_SPF:
    case TYPE_HINFO:
    case TYPE_X25: // RFC 1183 §3.1
    case TYPE_ISDN: // RFC 1183 §3.2
    case TYPE_GPOS: // RFC 1712 §3
      return readStrings(reader);
    case TYPE_SRV:
      return `${reader.u16()} ${reader.u16()} ${reader.u16()} ${reader.name()}`;
    case TYPE_NAPTR: // RFC 3403 §4.1
      return `${reader.u16()} ${reader.u16()} ${reader.string()} ${reader.string()} ${reader.string()} ${reader.name()}`;
    case TYPE_URI: // RFC 7553 §4.5
      return `${reader.u16()} ${reader.u16()} ${reader.restQuoted()}`;
    case TYPE_CAA: // RFC 8659 §4.1
      return `${reader.u8()} ${reader.bareString()} ${reader.restQuoted()}`;
    case TYPE_TLSA: // RFC 6698 §2.2
    case TYPE_SMIMEA:
      return `${reader.u8()} ${reader.u8()} ${reader.u8()} ${reader.restHex()}`;
    case TYPE_SSHFP: // RFC 4255 §3.2
      return `${reader.u8()} ${reader.u8()} ${reader.restHex()}`;
    case TYPE_DHCID: // RFC 4701 §3.2
    case TYPE_OPENPGPKEY: // RFC 7929 §2.3
      return reader.restBase64();
    case TYPE_CERT: // RFC 4398 §2.2
      return `${reader.u16()} ${reader.u16()} ${reader.u8()} ${reader.restBase64()}`;
    case TYPE_ZONEMD: // RFC 8976 §2.3
      return `${reader.u32()} ${reader.u8()} ${reader.u8()} ${reader.restHex()}`;
    case TYPE_EUI48: // RFC 7043 §3.2
    case TYPE_EUI64: // RFC 7043 §4.2
      return readHardwareAddress(reader, type === TYPE_EUI48 ? 6 : 8);
    case TYPE_DS:
    case TYPE_CDS:
    case TYPE_DLV: // RFC 4431 §2
    case TYPE_TA:
      return formatDs(reader);
    case TYPE_DNSKEY:
    case TYPE_CDNSKEY:
    case TYPE_KEY: // RFC 2535 §3.1, RFC 3755 §3
      return formatDnskey(reader);
    case TYPE_RRSIG:
    case TYPE_SIG: // RFC 2535 §4.1, RFC 3755 §3
      return formatRrsig(reader);
    case TYPE_CSYNC: // RFC 7477 §2.1.1
      return formatCsync(reader);
    case TYPE_NSEC:
      return formatNsec(reader);
    case TYPE_NSEC3:
      return formatNsec3(reader);
    case TYPE_NSEC3PARAM:
      return formatNsec3Param(reader);
    case TYPE_SVCB:
    case TYPE_HTTPS:
      return formatServiceBinding(reader);
    case TYPE_LOC:
      return formatLocation(reader);
    default:
      return null;
  }
}

const addressWords = new Uint32Array(4);

function readAddress(reader: DataReader, ipv6: boolean): string {
  const at = reader.take(ipv6 ? 16 : 4);
  if (at < 0) return '';
  if (ipv6) storeIpv6(reader.bytes, at, addressWords, 0);
  else storeIpv4(reader.bytes, at, addressWords, 0);
  return formatAddress(addressWords, 0, ipv6);
}

/** Octets in hex with hyphens between. */
function readHardwareAddress(reader: DataReader, length: number): string {
  const at = reader.take(length);
  if (at < 0) return '';
  return Array.from({ length }, (_, index) => formatHex(reader.bytes, at + index, at + index + 1)).join('-');
}

function readStrings(reader: DataReader): string {
  let text = reader.string();
  while (!reader.failed && reader.remaining > 0) text += ` ${reader.string()}`;
  return text;
}
