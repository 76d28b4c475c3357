/** What else is known of a session; what there is nothing to say of is left out. */
import type { SessionDetails } from '#contract/views/session-details.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import type { Fact } from '../../widgets/facts.tsx';
import { ValueButton } from '../value-menu.tsx';
import { describeConnectionState } from '../words.ts';

export function furtherFacts({ session, icmpErrors }: SessionDetails): Fact[] {
  const say = words().details.facts;
  const facts: Fact[] = [];
  if (session.conn_state !== null) {
    const meaning = describeConnectionState(session.conn_state, session.protocol_name);
    facts.push({
      name: say.connection,
      value: (
        <ValueButton field="conn_state" value={session.conn_state}>
          {`${session.conn_state}: ${meaning}`}
        </ValueButton>
      ),
    });
  }
  if (session.history !== null && session.history !== '') {
    facts.push({
      name: say.history,
      value: <ValueButton field="history" value={session.history} mono />,
      title: say.historyHint,
    });
  }
  if (session.tcp_flags_out !== null || session.tcp_flags_in !== null) {
    facts.push({
      name: say.flags,
      value: (
        <span className="nl-mono">
          ↓ {session.tcp_flags_in ?? '–'} · ↑ {session.tcp_flags_out ?? '–'}
        </span>
      ),
      title: say.flagsHint,
    });
  }
  const again = bothWays(session.retransmissions_in, session.retransmissions_out);
  if (again !== null) facts.push({ name: say.again, value: again, title: say.againHint });
  const late = bothWays(session.out_of_order_in, session.out_of_order_out);
  if (late !== null) facts.push({ name: say.late, value: late, title: say.lateHint });
  if (icmpErrors > 0) facts.push({ name: say.icmpErrors, value: say.icmpQuoted(formatCount(icmpErrors)) });
  if (session.midstream) facts.push({ name: say.beginning, value: say.midstream });
  if (session.vlan !== null) facts.push({ name: say.vlan, value: <ValueButton field="vlan" value={session.vlan} /> });
  if (session.tunnel !== null) {
    facts.push({
      name: say.tunnel,
      value: <ValueButton field="tunnel" value={session.tunnel} mono />,
      title: say.tunnelHint,
    });
  }
  if (session.interface !== '') {
    facts.push({ name: say.interface, value: <ValueButton field="interface" value={session.interface} /> });
  }
  facts.push({ name: say.sessionId, value: <ValueButton field="session_id" value={session.session_id} mono /> });
  return facts;
}

/** Null where there is nothing to tell. */
function bothWays(inward: number | null, outward: number | null): string | null {
  if (inward === null || outward === null || inward + outward === 0) return null;
  return `↓ ${formatCount(inward)} · ↑ ${formatCount(outward)}`;
}
