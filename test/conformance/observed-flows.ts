/**
 * What observers must note of public captures: the expectations of the tests of PATHspider, whose chains ours have the keys
 * of. Per capture the chain and, of its only flow, the keys that are judged; nothing here judges.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ChainName } from '#contract/observers.ts';
import type { ObservedValue } from '#main/engine/pipeline/observers/observer-chain.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../shared/captures-observers');

export function observedCapture(name: string): string {
  return path.join(FOLDER, `${name}.pcap`);
}

export const HAS_OBSERVED_CAPTURES: boolean = existsSync(observedCapture('basic_ipv4_tcp'));
/** Of tests that are skipped without them. */
export const WITHOUT_OBSERVED_CAPTURES: string = HAS_OBSERVED_CAPTURES
  ? ''
  : ' (skipped: ../shared/captures-observers is not beside the checkout)';

type Values = Readonly<Record<string, ObservedValue>>;

export interface ObservedCapture {
  readonly file: string;
  readonly chain: ChainName;
  readonly values: Values;
}

/** Several captures of which the same is expected. */
function all(chain: ChainName, files: readonly string[], values: Values): ObservedCapture[] {
  return files.map((file) => ({ file, chain, values }));
}

function basic(file: string, from: string, to: string, proto: number, counts: readonly number[]): ObservedCapture {
  const [sip, sp] = end(from);
  const [dip, dp] = end(to);
  const [pkt_fwd, pkt_rev, oct_fwd, oct_rev] = counts as [number, number, number, number];
  return { file, chain: 'basic', values: { sip, dip, proto, sp, dp, pkt_fwd, pkt_rev, oct_fwd, oct_rev } };
}

/** `ADDRESS PORT`, or without a port. */
function end(text: string): [string, number | null] {
  const [address = '', port] = text.split(' ');
  return [address, port === undefined ? null : Number(port)];
}

/** `pairs`: values forward and reverse. */
function bothWays(keys: Readonly<Record<string, readonly [ObservedValue, ObservedValue]>>): Values {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([key, [forward, reverse]]) => [
      [`${key}_fwd`, forward],
      [`${key}_rev`, reverse],
    ]),
  );
}

function tcp(syn: readonly [number | null, number | null], fin: boolean, rst: readonly [boolean, boolean]): Values {
  const keys = bothWays({ tcp_synflags: syn, tcp_fin: [fin, fin], tcp_rst: rst });
  return { ...keys, tcp_connected: syn[0] !== null };
}

/** Every mark of ECN that is seen; all others are not. */
function ecn(seen: readonly string[]): Values {
  const keys = ['ect0', 'ect1', 'ce'].flatMap((mark) =>
    ['syn_fwd', 'syn_rev', 'data_fwd', 'data_rev'].map((place) => `${mark}_${place}`),
  );
  return Object.fromEntries(keys.map((key) => [`ecn_${key}`, seen.includes(key)]));
}

function dscp(syn: readonly [number | null, number | null], data: readonly [number, number]): Values {
  return bothWays({ dscp_mark_syn: syn, dscp_mark_data: data });
}

type Bits = readonly [boolean | null, boolean | null];

function evil(syn: Bits, data: Bits): Values {
  return bothWays({ evilbit_syn: syn, evilbit_data: data });
}

function mss(
  lengths: readonly [number | null, number | null],
  values: readonly [number | null, number | null],
): Values {
  return bothWays({ mss_len: lengths, mss_value: values });
}

function cookieRequest(kind: number, synclen: number, ackclen: number): Values {
  return {
    tfo_synkind: kind,
    tfo_ackkind: kind,
    tfo_synclen: synclen,
    tfo_ackclen: ackclen,
    tfo_seq: 3_865_413_712,
    tfo_dlen: 0,
    tfo_ack: 3_865_413_713,
  };
}

function dataOnSyn(kind: number, synclen: number): Values {
  return {
    tfo_synkind: kind,
    tfo_ackkind: 0,
    tfo_synclen: synclen,
    tfo_ackclen: 0,
    tfo_seq: 3_108_342_101,
    tfo_dlen: 39,
    tfo_ack: 3_108_342_141,
  };
}

const NEITHER: Bits = [null, null];

/** One flow each. */
export const OBSERVED_CAPTURES: readonly ObservedCapture[] = [
  basic('basic_ipv4_tcp', '139.133.208.62 38878', '139.133.1.4 80', 6, [32, 32, 1747, 41_030]),
  basic(
    'basic_ipv6_tcp',
    '2001:630:241:20f:c2ea:e939:f310:9c32 39956',
    '2a00:1450:4009:810::200e 80',
    6,
    [6, 4, 514, 799],
  ),
  basic('basic_ipv4_udp', '172.22.152.138 57606', '8.8.8.8 53', 17, [1, 1, 56, 267]),
  basic(
    'basic_ipv6_udp',
    '2001:470:1d58:1337:4100:e1a1:8dcf:488 40672',
    '2001:4860:4860::8888 53',
    17,
    [1, 1, 76, 287],
  ),
  basic('basic_ipv4_non_udp_tcp', '192.168.0.10', '224.0.0.18', 112, [11, 0, 506, 0]),
  basic('basic_ipv6_non_udp_tcp', 'fe80::c601:3aff:fe44:0', 'fe80::c600:3aff:fe44:0', 88, [1, 1, 60, 60]),
  ...all('tcp', ['tcp_ipv4_simple', 'tcp_ipv6_simple'], tcp([0x02, 0x12], true, [false, false])),
  ...all('tcp', ['tcp_ipv4_ecn', 'tcp_ipv6_ecn'], tcp([0xc2, 0x52], true, [false, false])),
  {
    file: 'tcp_ipv4_rst',
    chain: 'tcp',
    values: { tcp_connected: true, tcp_fin_fwd: false, tcp_fin_rev: false, tcp_rst_fwd: false, tcp_rst_rev: true },
  },
  ...all('tcp', ['tcp_ipv4_only_rst'], tcp([null, null], false, [true, false])),
  ...all('ecn', ['ecn_ipv4_nice_ect0', 'ecn_ipv6_nice_ect0'], ecn(['ect0_data_fwd', 'ect0_data_rev'])),
  ...all('ecn', ['ecn_fake_fwd_ect1'], { ecn_ect1_syn_fwd: true, ecn_ect1_data_fwd: true }),
  ...all('ecn', ['ecn_fake_fwd_ce'], { ecn_ce_syn_fwd: true, ecn_ce_data_fwd: true }),
  ...all('ecn', ['ecn_ipv6_unreachable_ce_on_syn'], ecn(['ce_syn_fwd'])),
  ...all('dscp', ['dscp_tcp_allzero'], dscp([0, 0], [0, 0])),
  ...all('dscp', ['dscp_tcp_fwd3', 'dscp_ipv6_tcp_fwd3'], dscp([3, 0], [3, 0])),
  ...all('dscp', ['dscp_udp_allzero'], dscp([null, null], [0, 0])),
  ...all('dscp', ['dscp_udp_fwd3'], dscp([null, null], [3, 0])),
  ...all('evil', ['evilbit_tcp_none'], evil([false, false], NEITHER)),
  ...all('evil', ['evilbit_tcp_fwd'], evil([true, false], NEITHER)),
  ...all('evil', ['evilbit_tcp_rev'], evil([false, true], NEITHER)),
  ...all('evil', ['evilbit_tcp_non_syn'], evil(NEITHER, NEITHER)),
  ...all('evil', ['evilbit_udp_none'], evil(NEITHER, [false, false])),
  ...all('evil', ['evilbit_udp_fwd'], evil(NEITHER, [true, false])),
  ...all('evil', ['evilbit_udp_rev'], evil(NEITHER, [false, true])),
  ...all('icmp', ['icmp_single_unreachable', 'icmp_single_unreachable_nopayload', 'icmp_ttl_exceeded'], {
    icmp_unreachable: false,
  }),
  ...all('icmp', ['icmp_ipv6_unreachable', 'icmp_synack_unreachable'], { icmp_unreachable: true }),
  ...all('mss', ['mss_ipv4'], mss([4, 4], [1460, 1452])),
  ...all('mss', ['mss_ipv6'], mss([4, 4], [1440, 1360])),
  ...all('mss', ['mss_none'], mss([null, null], [null, null])),
  ...all('mss', ['mss_3bytes'], mss([5, null], [1460, null])),
  ...all('dns', ['dns_valid_response', 'dns_valid_response_tcp'], { dns_response_valid: true }),
  ...all('dns', ['dns_no_response', 'dns_invalid_response_udp', 'dns_invalid_response_tcp'], {
    dns_response_valid: false,
  }),
  ...all('udp', ['udp_zerochecksum'], bothWays({ udp_zero_checksum: [true, true] })),
  ...all('udp', ['udp_nonzerochecksum'], bothWays({ udp_zero_checksum: [false, false] })),
  ...all('tfo', ['tfo_cookie_request'], cookieRequest(254, 0, 8)),
  ...all('tfo', ['tfo_cookie_request_b'], cookieRequest(255, 0, 8)),
  ...all('tfo', ['tfo_cookie_request_official'], cookieRequest(34, 2, 10)),
  ...all('tfo', ['tfo_data_on_syn'], dataOnSyn(254, 8)),
  ...all('tfo', ['tfo_data_on_syn_b'], dataOnSyn(255, 8)),
  ...all('tfo', ['tfo_data_on_syn_official'], dataOnSyn(34, 10)),
];

/** A larger one: how many flows there are in it. */
export const MANY_FLOWS = { file: 'icmp_ttl', flows: 297 } as const;
