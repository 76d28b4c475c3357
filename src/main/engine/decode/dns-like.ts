/** Names in messages that have the form of DNS: multicast DNS (RFC 6762), LLMNR (RFC 4795), NetBIOS names (RFC 1002 §4.2). */
import {
  DNS_HEADER_LENGTH,
  dnsAnswerCount,
  dnsFlags,
  dnsOpcode,
  dnsQuestionCount,
  isDnsResponse,
  looksLikeDns,
  readQuestion,
} from './dns-message.ts';
import { readName } from './dns-names.ts';
import { type NameAnswer, NONE, OTHER } from './name-answer.ts';
import { netbiosText } from './netbios-name.ts';

/** A query's first question. A response, which nobody need have asked for, is about the name of its first answer. */
export function readMdnsName(bytes: Uint8Array, start: number, end: number): NameAnswer {
  if (!looksLikeDns(bytes, start, end)) return OTHER;
  if (!isDnsResponse(dnsFlags(bytes, start))) return questionName(bytes, start, end);
  if (dnsAnswerCount(bytes, start) === 0) return NONE;
  // RFC 6762 §6: a response has no question. Where a legacy one has, it is what its answers are about.
  return dnsQuestionCount(bytes, start) > 0 ? questionName(bytes, start, end) : firstName(bytes, start, end);
}

/** A query's question; a response only repeats it. */
export function readLlmnrName(bytes: Uint8Array, start: number, end: number): NameAnswer {
  if (!looksLikeDns(bytes, start, end)) return OTHER;
  return isDnsResponse(dnsFlags(bytes, start)) ? NONE : questionName(bytes, start, end);
}

/** The name that is asked for, registered, refreshed or given up, or that a response is about. */
export function readNetbiosName(bytes: Uint8Array, start: number, end: number): NameAnswer {
  if (end - start < DNS_HEADER_LENGTH) return OTHER;
  const flags = dnsFlags(bytes, start);
  if (!NETBIOS_OPCODES.has(dnsOpcode(flags))) return OTHER;
  const entries = isDnsResponse(flags) ? dnsAnswerCount(bytes, start) : dnsQuestionCount(bytes, start);
  if (entries === 0) return isDnsResponse(flags) ? NONE : OTHER;
  const encoded = readName(bytes, start, end, start + DNS_HEADER_LENGTH);
  const name = encoded === null ? null : netbiosText(encoded);
  return name === null ? OTHER : { kind: 'name', name };
}

/** Query, registration, release, WACK, refresh twice over, multi-homed registration (RFC 1002 §4.2.1.1). */
const NETBIOS_OPCODES: ReadonlySet<number> = new Set([0, 5, 6, 7, 8, 9, 15]);

function questionName(bytes: Uint8Array, start: number, end: number): NameAnswer {
  const question = readQuestion(bytes, start, end);
  return question === null ? NONE : { kind: 'name', name: question.name };
}

/** The name right behind the header: a message's first record has it where there is no question. */
function firstName(bytes: Uint8Array, start: number, end: number): NameAnswer {
  const name = readName(bytes, start, end, start + DNS_HEADER_LENGTH);
  return name === null ? NONE : { kind: 'name', name };
}
