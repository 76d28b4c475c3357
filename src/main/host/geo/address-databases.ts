/**
 * Databases in MaxMind's format that the user has: GeoLite2, DB-IP Lite, IPinfo. They are read whole, when a capture begins,
 * and again only when the file has changed. Nothing is asked of the network.
 */
import { readFile, stat } from 'node:fs/promises';
import { failure, success, type Result } from '#base/result.ts';
import type { AddressDatabases, AddressFacts } from '#main/engine/store/ports.ts';
import { asHolderOf, asNumberOf, countryOf } from './address-record.ts';

type Lookup = (address: string) => unknown;

interface LoadedFile {
  readonly lookup: Lookup;
  readonly changedMs: number;
  readonly bytes: number;
}

/** Databases that are used with these settings; a path that is not used any more goes with the next one. */
const MAX_LOADED = 2;
/** Decoded records: those of countries are few and shared by most addresses. */
const MAX_DECODED = 16_384;
const FORMAT_REMEDY = "Name a database in MaxMind's format (.mmdb): GeoLite2, DB-IP Lite or IPinfo";

export function createAddressDatabases(): AddressDatabases {
  const loaded = new Map<string, LoadedFile>();

  async function load(key: string, path: string): Promise<Result<Lookup>> {
    try {
      const { mtimeMs, size } = await stat(path);
      const known = loaded.get(path);
      if (known?.changedMs === mtimeMs && known.bytes === size) return success(known.lookup);
      const lookup = await openDatabase(await readFile(path));
      if (lookup === null)
        return failure('unsupported', `${key}: ${path} is no address database`, { remedy: FORMAT_REMEDY });
      loaded.delete(path);
      loaded.set(path, { lookup, changedMs: mtimeMs, bytes: size });
      if (loaded.size > MAX_LOADED) loaded.delete(loaded.keys().next().value!);
      return success(lookup);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return code === 'ENOENT'
        ? failure('not-found', `${key}: there is no file ${path}`, {
            remedy: `Correct the path, or leave ${key} out of the settings`,
          })
        : failure('unreadable', `${key}: ${path} cannot be read: ${message}`, {
            remedy: `Make the file readable, or leave ${key} out of the settings`,
          });
    }
  }

  return {
    async open({ country, asn }) {
      if (country === null && asn === null) return success(null);
      const countries = country === null ? success(NOWHERE) : await load('geo.country', country);
      if (!countries.ok) return countries;
      const systems = asn === null ? success(NOWHERE) : await load('geo.asn', asn);
      if (!systems.ok) return systems;
      return success({ lookup: (address) => facts(countries.value(address), systems.value(address)) });
    },
  };
}

const NOWHERE: Lookup = () => null;

function facts(place: unknown, system: unknown): AddressFacts {
  return { country: countryOf(place), asn: asNumberOf(system), asOrg: asHolderOf(system) };
}

/** Null where it is no such database, or its end is missing, where the description of the rest is. */
async function openDatabase(bytes: Buffer): Promise<Lookup | null> {
  // Loaded for those who have a database only.
  const { Reader } = await import('mmdb-lib');
  try {
    const reader = new Reader(bytes, { cache: boundedCache() });
    const { nodeCount, searchTreeSize, recordSize, ipVersion } = reader.metadata;
    const isWhole = nodeCount > 0 && searchTreeSize > 0 && searchTreeSize < bytes.length;
    if (!isWhole || ![24, 28, 32].includes(recordSize) || ![4, 6].includes(ipVersion)) return null;
    return (address) => {
      try {
        return reader.get(address);
      } catch {
        // The record is damaged: nothing is known of this address.
        return null;
      }
    };
  } catch {
    return null;
  }
}

function boundedCache<K, V>(): { get(key: K): V | undefined; set(key: K, value: V): void } {
  const known = new Map<K, V>();
  return {
    get: (key) => known.get(key),
    set(key, value) {
      if (known.size >= MAX_DECODED) known.clear();
      known.set(key, value);
    },
  };
}
