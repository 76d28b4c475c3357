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
import { words } from '../display/words.ts';
import type { MarkTone } from '../widgets/mark.tsx';

export interface StateWord {
  readonly text: string;
  readonly icon: Icon;
  readonly tone: MarkTone;
  readonly title: string;
}

type StateLook = Omit<StateWord, 'text' | 'title'>;

/** A ring, and what is in it, for `GlyphMark`. */
const RING = 'M7 1.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0 -11z';
const SESSION_STATES: Readonly<Record<SessionState, StateLook & { readonly glyph: string }>> = {
  NEW: {
    icon: IconCircleDashed,
    tone: 'neutral',
    glyph:
      'M8.42 1.69a5.5 5.5 0 0 1 2.47 1.42M12.31 5.58a5.5 5.5 0 0 1 0 2.85M10.89 10.89a5.5 5.5 0 0 1 -2.47 1.42M5.58 12.31a5.5 5.5 0 0 1 -2.47 -1.42M1.69 8.42a5.5 5.5 0 0 1 0 -2.85M3.11 3.11a5.5 5.5 0 0 1 2.47 -1.42',
  },
  ESTABLISHED: { icon: IconCircleDot, tone: 'good', glyph: `${RING}M7 6.4a.6 .6 0 1 1 0 1.2a.6 .6 0 1 1 0 -1.2z` },
  CLOSE: { icon: IconCircleCheck, tone: 'quiet', glyph: `${RING}M4.7 7.1l1.6 1.7l3 -3.4` },
  ABORT: { icon: IconCircleX, tone: 'warning', glyph: `${RING}M5.3 5.3l3.4 3.4M8.7 5.3l-3.4 3.4` },
  EXPIRED: { icon: IconClockX, tone: 'quiet', glyph: `${RING}M7 4.2v3l1.9 1.2` },
};

const DNS_STATES: Readonly<Record<DnsStatus, StateLook>> = {
  answered: { icon: IconCircleCheck, tone: 'good' },
  nodata: { icon: IconFileOff, tone: 'neutral' },
  nxdomain: { icon: IconWorldX, tone: 'warning' },
  servfail: { icon: IconServerOff, tone: 'trouble' },
  refused: { icon: IconBan, tone: 'trouble' },
  error: { icon: IconAlertTriangle, tone: 'trouble' },
  unanswered: { icon: IconHourglassEmpty, tone: 'warning' },
  unsolicited: { icon: IconEyeQuestion, tone: 'neutral' },
};

/** What there is to say of a code that comes from outside; undefined for one that is not known here. */
function said<T>(known: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(known, code) ? known[code] : undefined;
}

export function sessionStateWord(state: string | null): StateWord & { readonly glyph: string } {
  const known = (said(SESSION_STATES, state ?? '') === undefined ? 'NEW' : state) as SessionState;
  return { ...SESSION_STATES[known], ...words().common.states[known] };
}

export function dnsStatusWord(status: string | null): StateWord {
  const known = (said(DNS_STATES, status ?? '') === undefined ? 'error' : status) as DnsStatus;
  return { ...DNS_STATES[known], ...words().common.dnsStates[known] };
}

/** How the conversation stands or how it ended, as a sentence. */
export function describeEnding(session: Pick<SessionRecord, 'state' | 'end_reason'>): string {
  const { endings } = words().common;
  switch (session.end_reason) {
    case 'timeout':
      return session.state === 'CLOSE' ? endings.timeoutAfterClose : endings.timeout;
    case null:
      return session.state === 'NEW' ? endings.unanswered : endings.open;
    default:
      return endings[session.end_reason];
  }
}

export function describeConnectionState(code: string, protocolName: string): string {
  const { connectionStates, connectionlessStates } = words().common;
  return said<string>(protocolName === 'TCP' ? connectionStates : connectionlessStates, code) ?? code;
}

export function describeHostnameSource(source: string): string {
  const { nameSources, nameFrom } = words().common;
  return said<string>(nameSources, source) ?? nameFrom(source);
}

/** What a payload filter takes out of a packet; the filter's name is the key in the packet log. */
export function describePayloadName(filter: string): string {
  const { payloadNames, payloadFrom } = words().common;
  return said<string>(payloadNames, filter) ?? payloadFrom(filter.toUpperCase());
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
