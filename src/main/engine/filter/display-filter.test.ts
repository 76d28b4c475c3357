import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { dns, packet, session } from './test-records.ts';
import { compileDisplayFilter } from './display-filter.ts';

function passes(filter: string, record: PipelineRecord): boolean {
  const compiled = compileDisplayFilter(filter);
  if (!compiled.ok) throw new Error(compiled.failure.message);
  return compiled.value.passes(record);
}

describe('the display filter', () => {
  it.each<[string, boolean]>([
    // Words anywhere, as in the text filter of the views.
    ['', true],
    ['example', true],
    ['EXAMPLE https', true],
    ['example smtp', false],
    ['-smtp', true],
    ['example -https', false],
    ['"www.example"', true],
    ['"www example"', false],
    ['192.0.2 443', true],
    ['session', true],
    // Names that every object has are words as any other.
    ['__proto__', false],
    ['constructor', false],
    ['hostname = __proto__', false],
    ['example constructor', false],
    ['example -toString', true],
    // Fields.
    ['dst_port = 443', true],
    ['dst_port==443 && bytes>20kB', true],
    ['dst_port != 443', false],
    ['dst_port eq 443', true],
    ['bytes_in >= 1MiB or duration_s < 2s', true],
    ['ip = 192.0.2.0/24 and not ip = 10.0.0.0/8', true],
    ['ip != 192.0.2.1', false],
    ['src_ip in {192.0.2.1 192.0.2.2}', true],
    ['src_ip in (192.0.2.7, 192.0.2.8)', false],
    ['service = HTTPS', true],
    ['hostname contains EXAMPLE', true],
    ['hostname ~ exam', true],
    ['hostname glob *.example.com', true],
    ['hostname matches "^WWW\\."', true],
    ['hostname matches ^ftp', false],
    ['vlan exists', false],
    ['!(vlan exists) && rtt_ms < 1s', true],
    ['type = session', true],
    ['time >= 2026-05-01', true],
    // Wireshark's names, and those of tcpdump.
    ['ip.addr == 198.51.100.2', true],
    ['ip.src == 198.51.100.2', false],
    ['tcp.port == 443', true],
    ['udp.port == 443', false],
    ['udp.port != 444', false],
    ['tcp.dstport in {80, 443}', true],
    ['frame.len > 1000', true],
    ['tls.handshake.extensions_server_name contains example', true],
    ['port 443 and host example', true],
    ['port 444', false],
    ['host 192.0.2.1', true],
    ['port 443 or port 444', true],
    // or binds weaker than and, side by side is and.
    ['nothing example or https', true],
    ['nothing (example or https)', false],
    ['not nothing example', true],
    ['!nothing', true],
    // What is still being typed asks for nothing.
    ['- example', true],
    ['"" example -""', true],
    ['""', true],
    ['-', true],
    ['"www.exam', true],
    ['service = ""', false],
  ])('%s: %s', (filter, expected) => {
    expect(passes(filter, session())).toBe(expected);
  });

  it('reads records of every kind, flat or not', () => {
    expect(passes('dns.qry.name == WWW.EXAMPLE.COM and ip.dst == 192.0.2.53', dns())).toBe(true);
    expect(passes('dns.a == 203.0.113.8 and dns.time < 10ms', dns())).toBe(true);
    expect(passes('name contains example and direction = out', packet())).toBe(true);
    expect(passes('query exists', session())).toBe(false);
    expect(passes('record.score > 5', { record_type: 'record', score: 7 })).toBe(true);
  });

  it.each([
    ['dst_prt = 3', 'Filter, character 1: there is no field `dst_prt`; did you mean "dst_port"?'],
    ['a and tcp.prt == 3', 'Filter, character 7: there is no field `tcp.prt`; did you mean "tcp.port"?'],
    ['dst_port = x', 'Filter, character 12: `dst_port` expects a number, but found `x`'],
    ['dst_port =', 'Filter, character 11: expected a value, but found the end'],
    ['(a', 'Filter, character 3: expected the closing ), but found the end'],
    ['a )', 'Filter, character 3: expected a word, `and`, `or` or the end, but found `)`'],
    ['a and', 'Filter, character 6: expected a word, a field, `not` or `(`, but found the end'],
    ['= 3', 'Filter, character 1: expected a word, a field, `not` or `(`, but found `=`'],
    ['src_ip in (10.0.0.0/8', 'Filter, character 22: expected a value, but found the end'],
    ['hostname matches "a("', 'Filter, character 18: the pattern cannot be used: a `(` without its `)`'],
    ['dst_port contains 4', 'Filter, character 19: `port` is a number'],
  ])('%s: %s', (filter, message) => {
    const compiled = compileDisplayFilter(filter);
    expect(compiled.ok).toBe(false);
    if (!compiled.ok) expect(compiled.failure.message).toContain(message.replace('`port` is', '`dst_port` is'));
  });

  it('never throws', () => {
    const words =
      'and or not ! && || ( ) { } , = == != ~ < in exists contains matches " - -a port 443 host dst_port ip.addr 10.0.0.0/8 record.x';
    const piece = fc.oneof(fc.constantFrom(...words.split(' ')), fc.string());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 15 }), fc.constantFrom(' ', ''), (pieces, space) => {
        const compiled = compileDisplayFilter(pieces.join(space));
        if (compiled.ok) compiled.value.passes(session());
        else expect(compiled.failure.message).toMatch(/^Filter, character \d+: \S/);
      }),
    );
    expect(compileDisplayFilter('('.repeat(100_000)).ok).toBe(false);
    expect(compileDisplayFilter('!'.repeat(100_000)).ok).toBe(false);
    expect(passes('a '.repeat(20_000), session({ hostname: 'a' }))).toBe(true);
    expect(passes(`${'zz or '.repeat(20_000)} a`, session({ hostname: 'a' }))).toBe(true);
  });
});
