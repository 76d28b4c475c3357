import { describe, expect, it } from 'vitest';
import type { AddressDatabase } from './ports.ts';
import { SessionFixture } from './session-fixtures.ts';
import { SessionPlaces } from './session-places.ts';

const PRIVATE = 0x0a000001;

function world(): { sessions: SessionFixture; places: SessionPlaces; asked: string[] } {
  const asked: string[] = [];
  const database: AddressDatabase = {
    lookup(address) {
      asked.push(address);
      return { country: 'DE', asn: 64_500, asOrg: `Net of ${address}` };
    },
  };
  const sessions = new SessionFixture(70_000);
  return { sessions, places: new SessionPlaces(database, () => sessions.columns), asked };
}

describe('places of sessions', () => {
  it("are the responder's; the initiator's where the responder is not public", () => {
    const { sessions, places } = world();
    const of = (source: number, destination: number): string | null =>
      places.of(sessions.start({ source, destination })).asOrg;
    expect(of(PRIVATE, 0x08080808)).toBe('Net of 8.8.8.8');
    expect(of(0x01010101, 0x08080808)).toBe('Net of 8.8.8.8');
    expect(of(0x01010101, PRIVATE)).toBe('Net of 1.1.1.1');
    expect(of(PRIVATE, PRIVATE)).toBeNull();
  });

  it('are looked up once an address', () => {
    const { sessions, places, asked } = world();
    for (let i = 0; i < 3; i++) places.of(sessions.start({ source: PRIVATE, destination: 0x08080808 }));
    expect(asked).toEqual(['8.8.8.8']);
  });

  it('are remembered of 65,536 addresses', () => {
    const { sessions, places, asked } = world();
    const slots = Array.from({ length: 65_537 }, (_, i) => sessions.start({ destination: 0x08000000 + i }));
    for (const slot of slots) places.of(slot);
    places.of(slots[1]!);
    expect(asked).toHaveLength(65_537);
    places.of(slots[0]!);
    expect(asked.slice(65_537)).toEqual(['8.0.0.0']);
  });

  it('are nowhere before there are sessions', () => {
    const { asked } = world();
    const places = new SessionPlaces({ lookup: (address) => (asked.push(address), null!) }, () => null);
    expect([places.of(0), asked]).toEqual([{ country: null, asn: null, asOrg: null }, []]);
  });
});
