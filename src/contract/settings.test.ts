import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, parseSettings, PAYLOAD_FILTERS } from './settings.ts';

function messageOf(value: unknown): string {
  const parsed = parseSettings(value);
  return parsed.ok ? 'accepted' : parsed.failure.message;
}

describe('settings', () => {
  it('has the documented default for everything that is left out', () => {
    expect(parseSettings({})).toEqual({ ok: true, value: DEFAULT_SETTINGS });
    expect(parseSettings(null)).toEqual({ ok: true, value: DEFAULT_SETTINGS });
    expect(DEFAULT_SETTINGS.timeouts).toEqual({
      tcp_attempt: 60,
      tcp_idle: 300,
      udp: 120,
      dns: 30,
      icmp: 30,
      other: 60,
      close_linger: 5,
    });
  });

  it('keeps the rest when a part is given', () => {
    const parsed = parseSettings({ timeouts: { udp: 7 }, filter: { payload: { dns: { match: ['*.org'] } } } });
    expect(parsed).toMatchObject({
      value: { timeouts: { udp: 7, tcp_idle: 300 }, filter: { payload: { dns: { ports: [53], match: ['*.org'] } } } },
    });
  });

  it('names an unknown key by its path, with the nearest key and all accepted ones', () => {
    const message = messageOf({ filter: { protcol: ['tcp'] } });
    expect(message).toContain('"filter.protcol"');
    expect(message).toContain('did you mean "protocol"?');
    expect(message).toContain('source, destination, strict, protocol, port, bpf, payload, only_matching');
  });

  it('takes built-in observers by name', () => {
    expect(messageOf({ observers: { chains: ['basic', 'tcp'] } })).toBe('accepted');
    expect(messageOf({ observers: { chains: [] } })).toBe('accepted');
    expect(messageOf({ observers: { chains: ['tpc'] } })).toContain('"observers.chains.0"');
  });

  it('takes the paths of databases, each by itself', () => {
    expect(parseSettings({ geo: { country: 'lite.mmdb' } })).toMatchObject({
      value: { geo: { country: 'lite.mmdb', asn: null } },
    });
    expect(messageOf({ geo: { country: null, asn: '/data/asn.mmdb' } })).toBe('accepted');
    expect(messageOf({ geo: { asn: '' } })).toContain('"geo.asn"');
    expect(messageOf({ geo: { city: 'x.mmdb' } })).toMatch(/unknown key "geo\.city".*accepted here: country, asn/);
  });

  it('keeps a history, bounded, unless it is told not to', () => {
    expect(DEFAULT_SETTINGS.history).toEqual({ enabled: true, days: 30, bytes: 4_294_967_296, packets_bytes: 0 });
    expect(parseSettings({ history: { enabled: false, days: 0, bytes: 0 } })).toMatchObject({
      value: { history: { enabled: false, days: 0, bytes: 0, packets_bytes: 0 } },
    });
    expect(messageOf({ history: { bytes: 16_777_215 } })).toContain('"history.bytes" is neither 0 nor at least');
    expect(messageOf({ history: { days: 3651 } })).toContain('"history.days"');
  });

  it('says that an empty list would match nothing', () => {
    expect(messageOf({ filter: { port: [] } })).toMatch(/"filter\.port" is an empty list/);
    expect(messageOf({ filter: { payload: { dns: { match: [] } } } })).toMatch(
      /"filter\.payload\.dns\.match" is an empty/,
    );
  });

  it.each(PAYLOAD_FILTERS)('says of the payload filter %s which list is empty or no list', (name) => {
    for (const key of ['ports', 'match'] as const) {
      const path = `"filter.payload.${name}.${key}"`;
      expect(messageOf({ filter: { payload: { [name]: { [key]: [] } } } })).toContain(`${path} is an empty list`);
      expect(messageOf({ filter: { payload: { [name]: { [key]: 'all' } } } })).toContain(`${path} is `);
    }
    expect(messageOf({ filter: { payload: { [name]: { ports: [1, 70_000] } } } })).toContain(
      `"filter.payload.${name}.ports.1"`,
    );
  });

  it('takes any port for what is known by its bytes, and for nothing else', () => {
    const accepted = PAYLOAD_FILTERS.filter(
      (name) => messageOf({ filter: { payload: { [name]: { ports: 'any' } } } }) === 'accepted',
    );
    expect(accepted).toEqual(['tls', 'quic', 'http']);
    expect(parseSettings({ filter: { payload: { tls: { ports: [443] } } } })).toMatchObject({
      value: { filter: { payload: { tls: { enabled: true, ports: [443] }, http: { ports: 'any' } } } },
    });
  });

  it('refuses what is no address, no port, no number', () => {
    expect(messageOf({ filter: { source: ['10.0.0.0/8', 'fe80::/10', '::1'] } })).toBe('accepted');
    expect(messageOf({ filter: { source: ['10.0.0.256'] } })).toMatch(/"filter\.source\.0" is not an IP address/);
    expect(messageOf({ filter: { port: [70_000] } })).toMatch(/"filter\.port\.0"/);
    expect(messageOf({ timeouts: { udp: 'long' } })).toMatch(/"timeouts\.udp" is wrong: expected number/);
    expect(messageOf([])).toMatch(/the file/);
  });

  it('reports several problems at once', () => {
    const message = messageOf({ colour: 'red', timeouts: { udp: -1 } });
    expect(message).toContain('"colour"');
    expect(message).toContain('"timeouts.udp"');
  });
});
