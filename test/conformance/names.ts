/**
 * Names taken out of payloads: what packet logs hold under each payload filter, against tshark's ClientHellos, HTTP
 * requests, DHCP and NetBIOS messages and multicast questions. A name counts once for each pair of ends.
 */
import type { ExpectedDns, ExpectedNames } from './captures.ts';
import { compareFacts, Facts, type Category, type Comparison } from './difference.ts';
import { isReadable } from './dns-transactions.ts';
import { expectedName } from './dns-text.ts';
import type { Reading } from './reading.ts';

const FILTERS: ReadonlyMap<string, Category> = new Map([
  ['dns', 'DNS'],
  ['mdns', 'mDNS, LLMNR'],
  ['llmnr', 'mDNS, LLMNR'],
  ['tls', 'TLS, QUIC'],
  ['quic', 'TLS, QUIC'],
  ['http', 'HTTP'],
  ['dhcp', 'DHCP'],
  ['nbns', 'NetBIOS'],
]);
const SIGHTED = 'name';
const DNS_PORT = 53;
/** Its messages are written like requests in HTTP, but what they name is what is searched for or announced. */
const SSDP_PORT = 1900;

export function compareNames(
  reading: Reading,
  names: ExpectedNames | undefined,
  messages: readonly ExpectedDns[],
): Comparison[] {
  if (names === undefined) return [];
  const ours = new SightedNames();
  for (const packet of reading.packets) {
    const frame = reading.frames.frameAt(packet.timestamp);
    const ends = `${packet.src_ip}:${packet.src_port} > ${packet.dst_ip}:${packet.dst_port}`;
    for (const [filter, name] of Object.entries(packet.payload ?? {})) {
      // Of NetBIOS the expectation has names alone, of DHCP frames without ends.
      ours.add(filter, filter === 'nbns' || filter === 'dhcp' ? '' : ends, name, frame);
    }
  }
  const theirs = new SightedNames();
  addHellos(names, theirs);
  addQuestions(messages, theirs);
  addAnswers(messages, ours, theirs);
  for (const request of names.http) {
    if (request.dst_port === SSDP_PORT) continue;
    const seen = ours.seen('http', ends(request));
    // A request in absolute form names its target, and so does CONNECT; the Host field need not be the same to the letter.
    const named = [request.host, authorityOf(request.uri)].filter((name) => name !== null);
    const name = named.find((one) => seen.includes(one)) ?? named[0];
    if (name !== undefined) theirs.add('http', ends(request), name, request.frame);
  }
  for (const { hostname, fqdn, frame } of names.dhcp) {
    const name = hostname ?? fqdn;
    if (name !== null) theirs.add('dhcp', '', name, frame);
  }
  for (const { client_domain: name, frame } of names.dhcpv6)
    if (name !== null) theirs.add('dhcp', '', name.replace(/\.$/, ''), frame);
  for (const name of names.nbns_names) theirs.add('nbns', '', name, null);
  return [...new Set(FILTERS.values())].map((category) => {
    return compareFacts(category, ours.of(category), theirs.of(category));
  });
}

class SightedNames {
  readonly #facts: Map<Category, Facts> = new Map();

  add(filter: string, where: string, name: string, frame: number | null): void {
    const category = FILTERS.get(filter);
    if (category === undefined) return;
    const facts = this.#facts.get(category) ?? new Facts();
    facts.put(`${filter} ${where}${where === '' ? '' : ' '}${name}`, SIGHTED, frame);
    this.#facts.set(category, facts);
  }

  /** Those seen under this filter between these ends. */
  seen(filter: string, where: string): string[] {
    const keys = [...(this.#facts.get(FILTERS.get(filter)!)?.entries.keys() ?? [])];
    const start = `${filter} ${where} `;
    return keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
  }

  of(category: Category): Facts {
    return this.#facts.get(category) ?? new Facts();
  }
}

function authorityOf(target: string): string | null {
  const [, absolute, authority] = /^https?:\/\/([^/?#]+)|^([^/?#]+:\d+)$/i.exec(target) ?? [];
  return absolute ?? authority ?? null;
}

interface Sent {
  readonly src: string;
  readonly src_port: number;
  readonly dst: string;
  readonly dst_port: number;
}

function ends({ src, src_port, dst, dst_port }: Sent): string {
  return `${src}:${src_port} > ${dst}:${dst_port}`;
}

function addHellos(names: ExpectedNames, theirs: SightedNames): void {
  for (const hello of names.client_hellos) {
    const filter = hello.kind.endsWith('quic') ? 'quic' : 'tls';
    for (const name of hello.sni ?? []) theirs.add(filter, ends(hello), name, hello.frame);
  }
}

/** Of every query the first question's name; one packet gives one name, so of the queries that it completes the first one's. */
function addQuestions(messages: readonly ExpectedDns[], theirs: SightedNames): void {
  let lastFrame = 0;
  for (const message of messages) {
    const [question] = message.questions;
    if (message.qr !== 'query' || question === undefined || !isReadable(message)) continue;
    if (message.frame === lastFrame) continue;
    lastFrame = message.frame;
    if (message.kind === 'dns' && message.src_port !== DNS_PORT && message.dst_port !== DNS_PORT) continue;
    theirs.add(message.kind, ends(message), expectedName(question), message.frame);
  }
}

/**
 * A multicast response has no question; its packet may be named by the owner of any of its answers. SRV records are not in
 * the expectation, so where answers are missing there, so may be the name.
 */
function addAnswers(messages: readonly ExpectedDns[], ours: SightedNames, theirs: SightedNames): void {
  for (const message of messages) {
    if (message.kind !== 'mdns' || message.qr !== 'response' || message.questions.length > 0) continue;
    const owners = message.answers.map(expectedName);
    const isWhole = message.counts[1] === owners.length;
    for (const name of ours.seen(message.kind, ends(message))) {
      if (owners.includes(name) || !isWhole) theirs.add(message.kind, ends(message), name, message.frame);
    }
  }
}
