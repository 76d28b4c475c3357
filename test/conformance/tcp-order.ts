/** What was sent again in each direction of a TCP conversation, and what came out of order, against tshark's judgement. */
import type { ExpectedFlow } from './captures.ts';
import { compareFacts, Facts, type Comparison } from './difference.ts';
import type { Reading } from './reading.ts';

interface Order {
  again: number;
  late: number;
}

export function compareTcpOrder(reading: Reading, flows: readonly ExpectedFlow[]): Comparison {
  const sent = new Map<string, Order>();
  for (const session of reading.sessions) {
    if (session.protocol_name !== 'TCP') continue;
    const [from, to] = [`${session.src_ip}:${session.src_port}`, `${session.dst_ip}:${session.dst_port}`];
    add(`${from} > ${to}`, session.retransmissions_out, session.out_of_order_out);
    add(`${to} > ${from}`, session.retransmissions_in, session.out_of_order_in);
  }
  const ours = new Facts();
  const theirs = new Facts();
  for (const { tcp, a, a_port: aPort, b, b_port: bPort, first_frame: frame } of flows) {
    if (tcp === undefined) continue;
    const key = `tcp ${a}:${aPort} > ${b}:${bPort}`;
    const out = sent.get(`${a}:${aPort} > ${b}:${bPort}`);
    const back = sent.get(`${b}:${bPort} > ${a}:${aPort}`);
    theirs.add(key, text(tcp.a_retransmissions, tcp.b_retransmissions, tcp.out_of_order), frame);
    if (out !== undefined && back !== undefined) {
      ours.add(key, text(out.again, back.again, out.late + back.late), frame);
    }
  }
  return compareFacts('TCP order', ours, theirs);

  function add(key: string, again: number | null, late: number | null): void {
    const order = sent.get(key) ?? { again: 0, late: 0 };
    order.again += again ?? 0;
    order.late += late ?? 0;
    sent.set(key, order);
  }
}

function text(out: number, back: number, late: number): string {
  return `sent again ${out} and ${back}, out of order ${late}`;
}
