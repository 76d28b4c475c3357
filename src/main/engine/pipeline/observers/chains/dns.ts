/** Whether a DNS response came back. Complete once one did. */
import {
  DNS_HEADER_LENGTH,
  dnsFlags,
  isDnsResponse,
  looksLikeDns,
  parseDnsMessage,
} from '#main/engine/decode/dns-message.ts';
import type { HeaderView } from '../header-view.ts';
import { type ChainKind, type ObservedValue, type ObserverChain, REVERSE } from '../observer-chain.ts';
import { grown } from '../value-columns.ts';

/** Before each message over TCP (RFC 1035 §4.2.2). */
const LENGTH_PREFIX = 2;

class DnsChain implements ObserverChain {
  #valid: Uint8Array = new Uint8Array(0);

  grow(capacity: number): void {
    this.#valid = grown(this.#valid, capacity);
  }

  begin(flow: number): void {
    this.#valid[flow] = 0;
  }

  packet(flow: number, header: HeaderView, direction: number): boolean {
    if (direction !== REVERSE || header.payloadCaptured < DNS_HEADER_LENGTH || this.#valid[flow] === 1) return true;
    if (!(header.isUdp ? holdsResponse(header) : header.isTcp && holdsSegmentedResponse(header))) return true;
    this.#valid[flow] = 1;
    return false;
  }

  value(flow: number): ObservedValue {
    return this.#valid[flow] === 1;
  }
}

function holdsResponse({ bytes, payloadAt, payloadCaptured, payloadLength }: HeaderView): boolean {
  return isResponse(bytes, payloadAt, payloadAt + payloadCaptured, payloadCaptured < payloadLength);
}

function holdsSegmentedResponse({ bytes, payloadAt, payloadCaptured }: HeaderView): boolean {
  const length = (bytes[payloadAt]! << 8) | bytes[payloadAt + 1]!;
  const start = payloadAt + LENGTH_PREFIX;
  const end = payloadAt + payloadCaptured;
  return length >= DNS_HEADER_LENGTH && isResponse(bytes, start, Math.min(start + length, end), start + length > end);
}

/** `cut`: the message goes on behind `end`, so that what is there of it must do. */
function isResponse(bytes: Uint8Array, start: number, end: number, cut: boolean): boolean {
  if (end - start < DNS_HEADER_LENGTH || !isDnsResponse(dnsFlags(bytes, start))) return false;
  if (!looksLikeDns(bytes, start, end)) return false;
  const { defect, questions } = parseDnsMessage(bytes, start, end);
  return cut ? questions.length > 0 : defect === null || defect === 'bad_record_data';
}

export const DNS_CHAIN: ChainKind = {
  name: 'dns',
  summary: 'a DNS response came back, over UDP or TCP, on any port; ends the flow',
  keys: [{ name: 'dns_response_valid', initial: false, meaning: 'a well-formed response came back' }],
  create: () => new DnsChain(),
};
