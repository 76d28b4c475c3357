/** The view's words for the records' terms. The exact term is always the tooltip. Words contain the term where they can, as the filter looks for terms. */
import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleDot,
  IconCircleX,
  IconClockX,
  IconEyeQuestion,
  IconFileOff,
  IconHourglassEmpty,
  IconServerOff,
  IconWorldX,
  type Icon,
} from '@tabler/icons-react';
import type { DnsStatus, SessionRecord, SessionState } from '#contract/records.ts';
import type { MarkTone } from '../widgets/mark.tsx';

export interface StateWord {
  readonly text: string;
  readonly icon: Icon;
  readonly tone: MarkTone;
  readonly title: string;
}

const SESSION_STATES: Readonly<Record<SessionState, StateWord>> = {
  NEW: { text: 'New', icon: IconCircleDashed, tone: 'neutral', title: 'NEW: the other side has not answered yet' },
  ESTABLISHED: { text: 'Established', icon: IconCircleDot, tone: 'good', title: 'ESTABLISHED: both sides are talking' },
  CLOSE: {
    text: 'Closed',
    icon: IconCircleCheck,
    tone: 'quiet',
    title: 'CLOSE: both sides ended the conversation (FIN)',
  },
  ABORT: { text: 'Aborted', icon: IconCircleX, tone: 'warning', title: 'ABORT: the conversation ended by reset (RST)' },
  EXPIRED: {
    text: 'Expired',
    icon: IconClockX,
    tone: 'quiet',
    title: 'EXPIRED: nothing was heard for longer than the timeout',
  },
};

const DNS_STATES: Readonly<Record<DnsStatus, StateWord>> = {
  answered: { text: 'Answered', icon: IconCircleCheck, tone: 'good', title: 'answered: NOERROR with an answer' },
  nodata: {
    text: 'No data',
    icon: IconFileOff,
    tone: 'neutral',
    title: 'nodata: the name exists, but not with this type',
  },
  nxdomain: {
    text: 'No such name',
    icon: IconWorldX,
    tone: 'warning',
    title: 'nxdomain: the name does not exist (NXDOMAIN)',
  },
  servfail: {
    text: 'Server failed',
    icon: IconServerOff,
    tone: 'trouble',
    title: 'servfail: the server could not answer (SERVFAIL)',
  },
  refused: { text: 'Refused', icon: IconBan, tone: 'trouble', title: 'refused: the server would not answer (REFUSED)' },
  error: {
    text: 'Error',
    icon: IconAlertTriangle,
    tone: 'trouble',
    title: 'error: the server answered with another error code',
  },
  unanswered: {
    text: 'Unanswered',
    icon: IconHourglassEmpty,
    tone: 'warning',
    title: 'unanswered: no answer was seen',
  },
  unsolicited: {
    text: 'Unsolicited',
    icon: IconEyeQuestion,
    tone: 'neutral',
    title: 'unsolicited: an answer to a question that was not seen',
  },
};

export function sessionStateWord(state: string | null): StateWord {
  return SESSION_STATES[state as SessionState] ?? SESSION_STATES.NEW;
}

export function dnsStatusWord(status: string | null): StateWord {
  return DNS_STATES[status as DnsStatus] ?? DNS_STATES.error;
}

/** How the conversation stands or how it ended, as a sentence. */
export function describeEnding(session: Pick<SessionRecord, 'state' | 'end_reason'>): string {
  switch (session.end_reason) {
    case 'fin':
      return 'Both sides closed the conversation.';
    case 'rst':
      return 'The conversation ended by reset.';
    case 'timeout':
      return session.state === 'CLOSE'
        ? 'One side closed the conversation, then nothing more was heard.'
        : 'The conversation ended because nothing was heard for a while.';
    case 'evicted':
      return 'The conversation was dropped from the table to make room for others.';
    case 'reused':
      return 'The conversation ended when the same addresses and ports began a new one.';
    case null:
      return session.state === 'NEW' ? 'No answer has been seen yet.' : 'The conversation is open.';
  }
}

const CONNECTION_STATES: Readonly<Record<string, string>> = {
  S0: 'a start was seen, but no answer',
  S1: 'started, not ended',
  SF: 'started and ended in the normal way',
  REJ: 'the start was refused',
  S2: 'started; the initiator wanted to end, the responder did not answer that',
  S3: 'started; the responder wanted to end, the initiator did not answer that',
  RSTO: 'started; the initiator reset it',
  RSTR: 'started; the responder reset it',
  RSTOS0: 'the initiator started and then reset; no answer was seen',
  RSTRH: 'the responder answered a start that was not seen, then reset',
  SH: 'the initiator started and ended; no answer was seen (half open)',
  SHR: 'the responder answered and ended; the start was not seen',
  OTH: 'seen from the middle; neither start nor end',
};

/** Without a handshake the same codes only tell who was heard. */
const CONNECTIONLESS_STATES: Readonly<Record<string, string>> = {
  S0: 'only the initiator was heard',
  SF: 'both sides were heard',
  SHR: 'only the responder was heard',
  OTH: 'not a connection',
};

export function describeConnectionState(code: string, protocolName: string): string {
  return (protocolName === 'TCP' ? CONNECTION_STATES[code] : CONNECTIONLESS_STATES[code]) ?? code;
}

const HOSTNAME_SOURCES: Readonly<Record<string, string>> = {
  dns: 'The name was asked for in a DNS query whose answer gave this address',
  tls: 'The client asked this server for the name when it began TLS (server name indication)',
  quic: 'The client asked this server for the name when it began QUIC (server name indication)',
  http: 'The client asked this server for the host in an HTTP request',
};

export function describeHostnameSource(source: string): string {
  return HOSTNAME_SOURCES[source] ?? `The name was learned from ${source}`;
}

/** What a payload filter takes out of a packet; the filter's name is the key in the packet log. */
const PAYLOAD_NAMES: Readonly<Record<string, string>> = {
  dns: 'DNS: the name that is asked for',
  mdns: 'Multicast DNS: the name that is asked for or announced',
  llmnr: 'LLMNR: the name that is asked for',
  nbns: 'NetBIOS: the name that is asked for or registered, and its type',
  tls: 'TLS: the server that the client asks for (server name indication)',
  quic: 'QUIC: the server that the client asks for (server name indication)',
  http: 'HTTP: the host that the request is for',
  dhcp: 'DHCP: the name that the host gives itself',
  ssdp: 'SSDP: what is searched for or announced',
};

export function describePayloadName(filter: string): string {
  return PAYLOAD_NAMES[filter] ?? `Taken out of the ${filter.toUpperCase()} message`;
}

const PROTOCOL_SLOTS: Readonly<Record<string, number>> = {
  tcp: 1,
  udp: 3,
  icmp: 5,
  icmpv6: 5,
  'ipv6-icmp': 5,
  sctp: 4,
  'udp-lite': 6,
  udplite: 6,
};

/** The same colour for the same protocol everywhere; 8 is "other". */
export function protocolSlot(protocol: string | null): number {
  return PROTOCOL_SLOTS[(protocol ?? '').toLowerCase()] ?? 8;
}
