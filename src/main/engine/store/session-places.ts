/**
 * Country and autonomous system of sessions, looked up when somebody looks at them. Of the responder, where its address is
 * public; else of the initiator, where its is.
 */
import { formatAddress } from '#base/addresses.ts';
import { isPublicAddress } from '#base/public-addresses.ts';
import type { SessionColumns, Slot } from '#main/engine/flows/session-columns.ts';
import { isIpv6 } from '#main/engine/flows/session-view.ts';
import type { AddressDatabase, AddressFacts } from './ports.ts';

/** Addresses that are remembered; the oldest give way. */
const MAX_KNOWN = 65_536;
const NOTHING: AddressFacts = { country: null, asn: null, asOrg: null };

export class SessionPlaces {
  private readonly database: AddressDatabase;
  private readonly columns: () => SessionColumns | null;
  /** By the number of an IPv4 address, by the text of another one. */
  private readonly known = new Map<number | string, AddressFacts>();

  /** `columns`: null before there is a flow table. */
  constructor(database: AddressDatabase, columns: () => SessionColumns | null) {
    this.database = database;
    this.columns = columns;
  }

  of(slot: Slot): AddressFacts {
    const columns = this.columns();
    if (columns === null) return NOTHING;
    const ipv6 = isIpv6(columns, slot);
    const words = columns.unsigned;
    const responder = columns.responderAt(slot);
    if (isPublicAddress(words, responder, ipv6)) return this.ofAddress(words, responder, ipv6);
    const initiator = columns.initiatorAt(slot);
    return isPublicAddress(words, initiator, ipv6) ? this.ofAddress(words, initiator, ipv6) : NOTHING;
  }

  private ofAddress(words: Uint32Array, at: number, ipv6: boolean): AddressFacts {
    const { known } = this;
    const key = ipv6 ? formatAddress(words, at, true) : words[at + 3]!;
    const found = known.get(key);
    if (found !== undefined) return found;
    const facts = this.database.lookup(typeof key === 'string' ? key : formatAddress(words, at, false));
    known.set(key, facts);
    if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
    return facts;
  }
}
