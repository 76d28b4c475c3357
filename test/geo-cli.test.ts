/** Places of sessions on the command line, by databases that the test writes. Needs a build. */
import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { LITTLE, concatenated } from '#main/engine/capture/test-bytes.ts';
import { bytesOf, ethernet, ipv4, udp } from '#main/engine/decode/test-frames.ts';
import { encodeDatabase } from '#main/host/geo/test-database.ts';
import { CommandLine } from './kit/command-line.ts';

const cli = new CommandLine();
afterAll(() => cli.dispose());

/** From 192.0.2.1 to each. */
const RESPONDERS = ['09090909', '01010101', '0a000001'];
const frames = RESPONDERS.map((responder) => [
  ...bytesOf(ethernet(0x0800), ipv4({ protocol: 17, payload: udp('616263') }).replace('c6336402', responder)),
]);
writeFileSync(
  cli.at('capture.pcap'),
  concatenated(LITTLE.pcapHeader(), ...frames.map((frame, i) => LITTLE.pcapRecord(1_700_000_000 + i, 0, frame))),
);
writeFileSync(cli.at('country.mmdb'), encodeDatabase({ '9.9.9.0/24': { country: { iso_code: 'CH' } } }));
writeFileSync(
  cli.at('asn.mmdb'),
  encodeDatabase({
    '1.1.1.0/24': { autonomous_system_number: 13_335, autonomous_system_organization: 'Cloudflare, Inc.' },
  }),
);
cli.write('settings.yaml', 'geo:\n  country: country.mmdb\n  asn: asn.mmdb\n');

function places(...more: readonly string[]): string[] {
  const { status, stdout } = cli.run(['read', 'capture.pcap', '--config', 'settings.yaml', '--sessions', '-', ...more]);
  expect(status).toBe(0);
  const [header, ...rows] = stdout.trimEnd().split('\r\n');
  expect(header).toMatch(/,process,pid,country,asn,as_org$/);
  return rows.map((row) => row.split(',').slice(header!.split(',').indexOf('process')).join(','));
}

describe('places of sessions', () => {
  it('are columns of a file, and no process is', () => {
    expect(places()).toEqual([',,CH,,', ',,,13335,"Cloudflare, Inc."', ',,,,']);
  });

  it('are what sessions are filtered by', () => {
    expect(places('--filter', 'country = CH')).toEqual([',,CH,,']);
    expect(places('--filter', 'asn = 13335')).toEqual([',,,13335,"Cloudflare, Inc."']);
    expect(places('--filter', 'cloudflare')).toHaveLength(1);
  });

  it.each([
    ['is missing', 'geo: {country: none.mmdb}', 'geo.country: there is no file none.mmdb'],
    ['is none', 'geo: {asn: capture.pcap}', 'geo.asn: capture.pcap is no address database'],
  ])('are a failure where a database %s, before anything is written', (_what, settings, message) => {
    cli.write('wrong.yaml', settings);
    const { status, stdout, stderr } = cli.run(['read', 'capture.pcap', '--config', 'wrong.yaml', '--sessions', '-']);
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(new RegExp(`^netloupe: ${message.replaceAll('.', '\\.')}\n  \\S`));
  });
});
