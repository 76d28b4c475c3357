/**
 * Names in payloads as the flow table tells them, packet by packet, against what tshark found in public captures, where the
 * corpus is beside the checkout.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { openPacketSource } from '#main/engine/capture/open-source.ts';
import { decodeFrame } from '#main/engine/decode/frame.ts';
import { isSupportedLinkType } from '#main/engine/decode/link-types.ts';
import { DecodedPacket, KIND_SESSION } from '#main/engine/decode/packet.ts';
import { compileFlowFilter } from '#main/engine/flows/flow-filter.ts';
import { DEFAULT_FLOW_OPTIONS } from '#main/engine/flows/flow-options.ts';
import { FlowTable } from '#main/engine/flows/flow-table.ts';
import { createQuicCrypto } from '#main/host/quic-crypto.ts';
import { memoryBytes } from './kit/memory-bytes.ts';

const CORPUS = path.resolve(import.meta.dirname, '../../shared/captures');
const EXPECTED = path.join(CORPUS, 'expected');

const SSDP_PORT = 1900;
/**
 * In the fuzzed capture tshark tells no request whose second segment is damaged, though the Host field is in the first, and
 * ends a name at a NUL in it.
 */
const DISPUTED = new Set(['ndpi-fuzz-2006-09-29-28586.pcap']);

interface Expectation {
  readonly names?: {
    readonly client_hellos: readonly {
      readonly frame: number;
      readonly src: string;
      readonly src_port: number;
      readonly kind: string;
      readonly sni: readonly string[] | null;
    }[];
    readonly http: readonly {
      readonly frame: number;
      readonly src: string;
      readonly src_port: number;
      readonly dst_port: number;
      readonly host: string | null;
    }[];
    readonly dhcp: readonly {
      readonly frame: number;
      readonly hostname: string | null;
      readonly fqdn: string | null;
    }[];
    readonly dhcpv6: readonly { readonly frame: number; readonly client_domain: string | null }[];
    readonly nbns_names: readonly string[];
  };
  readonly upstream?: readonly {
    readonly log?: string;
    readonly fields?: readonly string[];
    readonly rows?: readonly (readonly string[])[];
  }[];
  readonly dns?: readonly {
    readonly frame: number;
    readonly kind: string;
    readonly qr: string;
    readonly counts: readonly number[];
    readonly questions: readonly { readonly name: string }[];
    readonly answers: readonly { readonly name: string }[];
  }[];
}

/** `frame filter name` of every name that was told; null where a link type in it is none of ours. */
async function tell(name: string): Promise<string[] | null> {
  const stored = readFileSync(path.join(CORPUS, name));
  const opened = await openPacketSource(memoryBytes(name.endsWith('.gz') ? gunzipSync(stored) : stored), name);
  if (!opened.ok) return null;
  const source = opened.value;
  const filter = compileFlowFilter(DEFAULT_SETTINGS.filter);
  if (!filter.ok) throw new Error(filter.failure.message);
  const told: string[] = [];
  let frame = 0;
  const options = { ...DEFAULT_FLOW_OPTIONS, filter: filter.value, quicCrypto: createQuicCrypto() };
  const table = new FlowTable(options, {
    packet: (_packet, _slot, _direction, _change, filterName, text) => {
      if (text !== null) told.push(`${frame} ${filterName} ${text}`);
    },
  });
  const packet = new DecodedPacket();
  for (;;) {
    const batch = await source.next();
    if ('end' in batch) break;
    for (let index = 0; index < batch.count; index++) {
      frame++;
      const interfaceId = batch.interfaceIds[index]!;
      const { linkType } = source.interfaces[interfaceId]!;
      if (!isSupportedLinkType(linkType)) return null;
      packet.time = batch.times[index]!;
      packet.interfaceId = interfaceId;
      const captured = batch.capturedLengths[index]!;
      decodeFrame(batch.bytes, batch.offsets[index]!, captured, batch.wireLengths[index]!, linkType, packet);
      if (packet.kind === KIND_SESSION) table.ingest(packet);
    }
  }
  await source.close();
  return told;
}

/** Hosts of Zeek's own http.log, where the corpus has it. */
function zeekHosts({ upstream = [] }: Expectation): string[] {
  return upstream
    .filter(({ log }) => log === 'http.log')
    .flatMap(({ fields = [], rows = [] }) => rows.map((row) => row[fields.indexOf('host')] ?? '-'))
    .filter((host) => host !== '-');
}

/** Rows of the same form; those of `unclear` frames are left out, as the expectation does not say what is in them. */
function expectation(name: string): { readonly rows: string[]; readonly unclear: ReadonlySet<number> } {
  const file = JSON.parse(readFileSync(path.join(EXPECTED, `${name}.json`), 'utf8')) as Expectation;
  const rows: string[] = [];
  const unclear = new Set<number>();
  const add = (frame: number, filter: string, text: string | null | undefined): void => {
    if (text !== null && text !== undefined) rows.push(`${frame} ${filter} ${text}`);
  };
  const { names, dns = [] } = file;
  if (names === undefined) return { rows, unclear };
  const hellos = new Set(names.client_hellos.map(({ src, src_port }) => `${src} ${src_port}`));
  for (const { frame, kind, sni } of names.client_hellos) add(frame, kind.endsWith('quic') ? 'quic' : 'tls', sni?.[0]);
  for (const { frame, host, src, src_port, dst_port } of names.http) {
    // SSDP, and what tshark decrypted with the capture's own secrets, are not ours to tell.
    if (dst_port !== SSDP_PORT && !hellos.has(`${src} ${src_port}`)) add(frame, 'http', host);
  }
  // Zeek sees requests in tunnels that tshark does not look into.
  for (const host of zeekHosts(file)) if (!names.http.some((one) => one.host === host)) add(0, 'http', host);
  for (const { frame, hostname, fqdn } of names.dhcp) add(frame, 'dhcp', hostname ?? fqdn);
  for (const { frame, client_domain: text } of names.dhcpv6) add(frame, 'dhcp', text);
  for (const netbios of names.nbns_names) add(0, 'nbns', netbios);
  for (const { frame, kind, qr, questions, answers, counts } of dns) {
    if (kind === 'dns') continue;
    if (qr === 'query') add(frame, kind, questions[0]?.name);
    else if (kind === 'mdns' && counts[1]! > 0 && answers.length === 0) unclear.add(frame);
    else if (kind === 'mdns') add(frame, kind, (questions[0] ?? answers[0])?.name);
  }
  return { rows, unclear };
}

/**
 * Requests may be told before tshark has them together, and each session's server name once: the frame is no part of these.
 * How often a host was asked for is, of the others.
 */
function comparable(rows: readonly string[]): string[] {
  const sorted = rows.map((row) => row.replace(/^\d+ (tls|quic|http|nbns) /, '$1 ')).toSorted();
  return sorted.filter((row, index) => row.startsWith('http ') || row !== sorted[index - 1]);
}

const names = existsSync(EXPECTED)
  ? readdirSync(EXPECTED)
      .map((name) => name.replace(/\.json$/, ''))
      .toSorted()
  : [];

describe.skipIf(names.length === 0)('names in the corpus', () => {
  it.for(names)('%s', async (name, { skip }) => {
    const told = await tell(name);
    if (told === null || DISPUTED.has(name)) return skip('not supported, or disputed');
    const { rows, unclear } = expectation(name);
    const ours = told
      .filter((row) => !/^\d+ (dns|ssdp) /.test(row) && !unclear.has(Number.parseInt(row, 10)))
      .map((row) => row.replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number(code))));
    expect(comparable(ours)).toEqual(comparable(rows));
  });
});
