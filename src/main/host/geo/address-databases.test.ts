import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createAddressDatabases } from './address-databases.ts';
import { encodeDatabase } from './test-database.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'netloupe-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, bytes: Uint8Array): string {
  const target = path.join(folder, name);
  writeFileSync(target, bytes);
  return target;
}

const COUNTRIES = {
  '1.0.0.0/8': {
    country: { iso_code: 'AU', names: { en: 'Australia', de: 'Australien' } },
    registered_country: { iso_code: 'US' },
  },
  '81.2.69.142/32': { country: { iso_code: 'GB' } },
  '2a02::/16': { country: { iso_code: 'DE' } },
  '9.0.0.0/8': { registered_country: { iso_code: 'US' } },
};
const SYSTEMS = {
  '1.128.0.0/11': { autonomous_system_number: 1221, autonomous_system_organization: 'Telstra Pty Ltd' },
  '2a02::/16': { autonomous_system_number: 4_200_000_000, autonomous_system_organization: 'Große Netze' },
};

const NOTHING = { country: null, asn: null, asOrg: null };

async function lookup(paths: { country: string | null; asn: string | null }, address: string): Promise<unknown> {
  const opened = await createAddressDatabases().open(paths);
  return opened.ok ? opened.value?.lookup(address) : opened.failure;
}

describe('address databases', () => {
  it.each([24, 28, 32] as const)('with records of %i bits say country and autonomous system', async (recordSize) => {
    const country = file(`country-${recordSize}.mmdb`, encodeDatabase(COUNTRIES, { recordSize }));
    const asn = file(`asn-${recordSize}.mmdb`, encodeDatabase(SYSTEMS, { recordSize }));
    const opened = await createAddressDatabases().open({ country, asn });
    if (!opened.ok || opened.value === null) throw new Error('it does not open');
    const database = opened.value;
    expect(database.lookup('1.128.3.4')).toEqual({ country: 'AU', asn: 1221, asOrg: 'Telstra Pty Ltd' });
    expect(database.lookup('1.1.1.1')).toEqual({ ...NOTHING, country: 'AU' });
    expect(database.lookup('81.2.69.142')).toEqual({ ...NOTHING, country: 'GB' });
    expect(database.lookup('2a02:1::1')).toEqual({ country: 'DE', asn: 4_200_000_000, asOrg: 'Große Netze' });
    for (const unknown of ['81.2.69.143', '9.9.9.9', '2001:4860::1']) expect(database.lookup(unknown)).toEqual(NOTHING);
  });

  it('may be one of both', async () => {
    const both = file(
      'ipinfo.mmdb',
      encodeDatabase({
        '8.8.8.0/24': { country: 'United States', country_code: 'US', asn: 'AS15169', as_name: 'Google LLC' },
      }),
    );
    const all = { country: 'US', asn: 15_169, asOrg: 'Google LLC' };
    expect(await lookup({ country: both, asn: both }, '8.8.8.8')).toEqual(all);
    expect(await lookup({ country: both, asn: null }, '8.8.8.8')).toEqual({ ...NOTHING, country: 'US' });
    expect(await lookup({ country: null, asn: both }, '8.8.8.8')).toEqual({ ...all, country: null });
  });

  it('are none where none is named', async () => {
    expect(await createAddressDatabases().open({ country: null, asn: null })).toEqual({ ok: true, value: null });
  });

  it('that are missing, or are none, are failures that say what to do', async () => {
    const missing = path.join(folder, 'missing.mmdb');
    expect(await lookup({ country: missing, asn: null }, '1.1.1.1')).toMatchObject({
      code: 'not-found',
      message: `geo.country: there is no file ${missing}`,
      remedy: expect.stringContaining('geo.country'),
    });
    expect(await lookup({ country: null, asn: folder }, '1.1.1.1')).toMatchObject({ code: 'unreadable' });
    const whole = encodeDatabase(SYSTEMS);
    const damaged = [
      Buffer.alloc(0),
      Buffer.from('no database'),
      whole.subarray(0, whole.length / 2),
      whole.subarray(0, whole.length - 40),
      whole.subarray(whole.length - 260),
      Buffer.concat([whole.subarray(0, 200), whole.subarray(whole.length - 260)]),
    ];
    for (const [i, bytes] of damaged.entries()) {
      const asn = file(`damaged-${i}.mmdb`, bytes);
      expect(await lookup({ country: null, asn }, '1.1.1.1')).toMatchObject({
        code: 'unsupported',
        message: `geo.asn: ${asn} is no address database`,
        remedy: expect.stringContaining('.mmdb'),
      });
    }
  });

  it('with damaged records know nothing of their addresses', async () => {
    const bytes = encodeDatabase(SYSTEMS);
    const records = bytes.indexOf('autonomous_system_number') - 3;
    for (const byte of [0x00, 0x1f, 0x20, 0x3f, 0x7f, 0xe0, 0xff]) {
      const broken = Buffer.from(bytes);
      broken.fill(byte, records, records + 12);
      const asn = file(`broken-${byte}.mmdb`, broken);
      expect(await lookup({ country: null, asn }, '1.128.0.1')).toEqual(NOTHING);
    }
  });

  it('are read again when they change', async () => {
    const databases = createAddressDatabases();
    const asn = file('changing.mmdb', encodeDatabase(SYSTEMS));
    const number = async (): Promise<number | null | undefined> => {
      const opened = await databases.open({ country: null, asn });
      return opened.ok ? opened.value?.lookup('1.128.0.1').asn : undefined;
    };
    expect(await number()).toBe(1221);
    writeFileSync(asn, encodeDatabase({ '1.128.0.0/11': { autonomous_system_number: 64_500 } }));
    utimesSync(asn, 1, 1);
    expect(await number()).toBe(64_500);
  });
});
