/** What became of a DNS query, judged by its response. */
import type { DnsMessage } from '#main/engine/decode/dns-message.ts';
import type { DnsStatusName } from './flow-listener.ts';

const RCODE_NOERROR = 0;
const RCODE_SERVFAIL = 2;
const RCODE_NXDOMAIN = 3;
const RCODE_REFUSED = 5;
const TYPE_NS = 2;
const TYPE_SOA = 6;
const TYPE_IXFR = 251;
const TYPE_ANY = 255;
const OPCODE_QUERY = 0;
const FLAG_TRUNCATED = 0x0200;

export function dnsStatus(response: DnsMessage): DnsStatusName {
  switch (response.responseCode) {
    case RCODE_NOERROR:
      return isNoData(response) ? 'nodata' : 'answered';
    case RCODE_SERVFAIL:
      return 'servfail';
    case RCODE_NXDOMAIN:
      return 'nxdomain';
    case RCODE_REFUSED:
      return 'refused';
    default:
      return 'error';
  }
}

/**
 * RFC 2308 §2.2: no error, no record of the type that was asked for, and neither cut short nor a referral (name servers in
 * the authority section without an SOA). A response that could not be read to its end is not judged.
 */
function isNoData(response: DnsMessage): boolean {
  const question = response.questions[0];
  if (question === undefined || response.opcode !== OPCODE_QUERY || response.defect !== null) return false;
  if ((response.flags & FLAG_TRUNCATED) !== 0) return false;
  // Zone transfers, ANY and the mailbox classes of RFC 1035 §3.2.3 are answered by records of other types.
  const anyType = question.type >= TYPE_IXFR && question.type <= TYPE_ANY;
  if (response.answers.some((record) => anyType || record.type === question.type)) return false;
  const authorities = response.authorities;
  const referral =
    response.answers.length === 0 &&
    authorities.some((record) => record.type === TYPE_NS) &&
    !authorities.some((record) => record.type === TYPE_SOA);
  return !referral;
}
