/** QUIC through the flow table, with the host's cryptography. */
import { describe, expect, it } from 'vitest';
import { rfc9001ClientHello } from '#main/engine/decode/test-client-hello.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { compileFlowFilter } from '#main/engine/flows/flow-filter.ts';
import { hostname, hostnameSource, serviceName } from '#main/engine/flows/session-view.ts';
import { type DrawnFlows, flowsFromText } from '#main/engine/flows/test-flows.ts';
import { createQuicCrypto } from '#main/host/quic-crypto.ts';
import { clientKeys, cryptoFrame, hex, padded, sealInitial } from './kit/quic-initials.ts';

const destination = hex('8394c8f03e515708');
/** RFC 9001 §5.2. */
const keys = clientKeys(hex('38762cf7f55934b34d179ae6a4c80cadccbb7f0a'), destination);
const hello = hex(rfc9001ClientHello);

function initial(packetNumber: number, from: number, to: number): string {
  const frames = padded(cryptoFrame(from, hello.subarray(from, to)), 1162);
  return Buffer.from(sealInitial({ keys, version: 1, destination, packetNumber, frames })).toString('hex');
}

function draw(text: string, quicCrypto: ReturnType<typeof createQuicCrypto> | null = createQuicCrypto()): DrawnFlows {
  const filter = compileFlowFilter(DEFAULT_SETTINGS.filter);
  if (!filter.ok) throw new Error(filter.failure.message);
  return flowsFromText(text, { filter: filter.value, quicCrypto });
}

function named(flows: DrawnFlows): readonly (string | null)[] {
  const { columns } = flows.table;
  return [hostname(columns, 0), hostnameSource(columns, 0), serviceName(columns, 0)];
}

describe('names of QUIC servers', () => {
  it('[F46] are in the first datagrams of the initiator, in one or several, once a session', () => {
    const whole = draw(
      `0 a:4000 > b:443 udp hex=${initial(0, 0, hello.length)}\n1 a:4000 > b:443 udp hex=${initial(1, 0, hello.length)}`,
    );
    expect(whole.events).toEqual(['1 started', '1 out NEW quic example.com', '1 out']);
    expect(named(whole)).toEqual(['example.com', 'quic', 'quic']);
    const split = draw(`
      0 a:4000 > b:443 udp hex=${initial(0, 90, hello.length)}
      1 a:4000 < b:443 udp hex=c0ffee
      2 a:4000 > b:443 udp hex=${initial(1, 0, 90)}`);
    expect(split.events.at(-1)).toBe('1 out quic example.com');
    expect(named(split)).toEqual(['example.com', 'quic', 'quic']);
  });

  it('[F46] are not looked for in the other direction, without cryptography, or where something else began', () => {
    const packet = initial(0, 0, hello.length);
    const answered = draw(`0 a:4000 > b:9999 udp hex=00\n1 a:4000 < b:9999 udp hex=${packet}`);
    expect(named(answered)).toEqual([null, null, null]);
    expect(named(draw(`0 a:4000 > b:443 udp hex=${packet}`, null))).toEqual([null, null, 'https']);
    const late = draw(`${'0 a:4000 > b:443 udp hex=40ff00ff00ff00ff\n'.repeat(6)}1 a:4000 > b:443 udp hex=${packet}`);
    expect(named(late)).toEqual([null, null, 'https']);
  });
});
