/** The captures with known results: the index, and per capture what independent tools found. Nothing here judges. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Beside the checkout, or what `npm run conformance -- FOLDER` was given. */
export const CAPTURES: string =
  process.env['NETLOUPE_CAPTURES'] ?? path.resolve(import.meta.dirname, '../../../shared/captures');
export const HAS_CAPTURES: boolean = existsSync(path.join(CAPTURES, 'INDEX.tsv'));

export interface CaptureEntry {
  readonly file: string;
  readonly path: string;
  /** `read`, `damaged` or `may-refuse`: see the README beside the captures. */
  readonly reading: string;
  /** Least and most packets that readers find in it. */
  readonly packets: readonly [number, number];
}

export interface ExpectedFlow {
  readonly proto: string;
  readonly a: string;
  readonly b: string;
  readonly a_port: number | null;
  readonly b_port: number | null;
  readonly a_packets: number;
  readonly b_packets: number;
  readonly a_bytes: number;
  readonly b_bytes: number;
  readonly first_frame: number;
  readonly tcp?: {
    readonly a_retransmissions: number;
    readonly b_retransmissions: number;
    readonly out_of_order: number;
  };
  /** Fragments without a transport header. */
  readonly fragment?: boolean;
  /** What was captured ends before the ports. */
  readonly header_cut?: boolean;
}

export interface ExpectedRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly data?: string | readonly string[];
  /** Where the name's text is ambiguous: its labels. */
  readonly labels_hex?: readonly string[];
}

export interface ExpectedDns {
  readonly frame: number;
  readonly kind: string;
  readonly transport: string;
  readonly src: string;
  readonly src_port: number;
  readonly dst: string;
  readonly dst_port: number;
  readonly id: number;
  readonly qr: string;
  readonly rcode?: number;
  /** Of each section, as the header says; the lists may lack records of types that the expectation leaves out. */
  readonly counts: readonly number[];
  readonly questions: readonly ExpectedRecord[];
  readonly answers: readonly ExpectedRecord[];
  readonly malformed?: boolean;
  readonly quoted_in_icmp?: boolean;
}

/** One packet with ends. */
interface Sent {
  readonly frame: number;
  readonly src: string;
  readonly src_port: number;
  readonly dst: string;
  readonly dst_port: number;
}

export interface ExpectedNames {
  readonly client_hellos: readonly (Sent & { readonly kind: string; readonly sni: readonly string[] | null })[];
  readonly quic_initials: readonly Sent[];
  readonly http: readonly (Sent & { readonly host: string | null; readonly method: string; readonly uri: string })[];
  readonly dhcp: readonly { readonly frame: number; readonly hostname: string | null; readonly fqdn: string | null }[];
  readonly dhcpv6: readonly { readonly frame: number; readonly client_domain: string | null }[];
  readonly nbns_names: readonly string[];
}

/** Rows of a log of the project that a capture comes from. */
export interface UpstreamLog {
  readonly tool: string;
  readonly log?: string;
  readonly options?: string | readonly string[];
  readonly fields?: readonly string[];
  readonly rows?: readonly (readonly (string | number)[])[];
  readonly sessions?: readonly ArkimeSession[];
}

export interface ArkimeSession {
  readonly ip_protocol: number;
  readonly src: string;
  readonly src_port: number;
  readonly src_packets: number;
  readonly src_bytes: number;
  readonly dst: string;
  readonly dst_port: number;
  readonly dst_packets: number;
  readonly dst_bytes: number;
}

export interface NdpiRow {
  readonly proto: string;
  readonly a: string;
  readonly a_port: number;
  readonly b: string;
  readonly b_port: number;
  readonly a_packets: number;
  readonly b_packets: number;
  readonly name?: string;
}

export interface Expectation {
  readonly counts: { readonly without_time: number; readonly wire_bytes: number; readonly captured_bytes: number };
  readonly first: string | null;
  readonly last: string | null;
  /** By the outermost IP header. */
  readonly flows: readonly ExpectedFlow[];
  /** By the innermost one; only where something is tunnelled. */
  readonly flows_inner?: readonly ExpectedFlow[];
  readonly dns?: readonly ExpectedDns[];
  readonly names?: ExpectedNames;
  readonly ndpi?: { readonly rows?: readonly NdpiRow[] };
  readonly upstream?: readonly UpstreamLog[];
}

export function listCaptures(): CaptureEntry[] {
  if (!HAS_CAPTURES) return [];
  const [header = '', ...lines] = readFileSync(path.join(CAPTURES, 'INDEX.tsv'), 'utf8').trimEnd().split('\n');
  const names = header.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    const [least = '0', most = least] = cell('packets').split('..');
    const file = cell('file');
    const reading = cell('reading');
    return { file, path: path.join(CAPTURES, file), reading, packets: [Number(least), Number(most)] };
  });
}

export function expectationOf(file: string): Expectation {
  return JSON.parse(readFileSync(path.join(CAPTURES, 'expected', `${file}.json`), 'utf8')) as Expectation;
}
