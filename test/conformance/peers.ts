/** How many conversations other programs count alike. They work on other bytes and cut flows elsewhere: a number, no verdict. */
import type { Expectation } from './captures.ts';
import type { Reading } from './reading.ts';

export interface PeerAgreement {
  readonly peer: string;
  readonly agreed: number;
  readonly total: number;
}

/** By protocol and ends in either order: packets each way, the smaller end first. */
type Counted = ReadonlyMap<string, string>;

export function countPeers(reading: Reading, expectation: Expectation): PeerAgreement[] {
  const ours = new Map<string, readonly [number, number]>();
  for (const session of reading.sessions) {
    const { src_port: sourcePort, dst_port: destinationPort } = session;
    if (sourcePort === null || destinationPort === null) continue;
    const from = `${session.src_ip}:${sourcePort}`;
    const to = `${session.dst_ip}:${destinationPort}`;
    const [key, out, back] = oriented(session.protocol_num, from, to, session.packets_out, session.packets_in);
    const [earlierOut, earlierBack] = ours.get(key) ?? [0, 0];
    ours.set(key, [earlierOut + out, earlierBack + back]);
  }
  const mine: Counted = new Map([...ours].map(([key, [out, back]]) => [key, `${out} ${back}`]));
  return [agreement('ndpiReader', mine, ndpi(expectation)), agreement('arkime', mine, arkime(expectation))].filter(
    ({ total }) => total > 0,
  );
}

function oriented(protocol: number, from: string, to: string, out: number, back: number): [string, number, number] {
  return from < to ? [`${protocol} ${from} ${to}`, out, back] : [`${protocol} ${to} ${from}`, back, out];
}

function agreement(peer: string, ours: Counted, theirs: Counted): PeerAgreement {
  let agreed = 0;
  for (const [key, value] of theirs) if (ours.get(key) === value) agreed++;
  return { peer, agreed, total: theirs.size };
}

function ndpi({ ndpi: table }: Expectation): Counted {
  const counted = new Map<string, string>();
  for (const row of table?.rows ?? []) {
    const protocol = { tcp: 6, udp: 17 }[row.proto];
    if (protocol === undefined) continue;
    const [a, b] = [`${row.a}:${row.a_port}`, `${row.b}:${row.b_port}`];
    const [key, out, back] = oriented(protocol, a, b, row.a_packets, row.b_packets);
    counted.set(key, `${out} ${back}`);
  }
  return counted;
}

function arkime({ upstream }: Expectation): Counted {
  const counted = new Map<string, string>();
  for (const session of upstream?.flatMap(({ sessions }) => sessions ?? []) ?? []) {
    if (![6, 17].includes(session.ip_protocol)) continue;
    const [from, to] = [`${session.src}:${session.src_port}`, `${session.dst}:${session.dst_port}`];
    const [key, out, back] = oriented(session.ip_protocol, from, to, session.src_packets, session.dst_packets);
    counted.set(key, `${out} ${back}`);
  }
  return counted;
}
