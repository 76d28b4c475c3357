/**
 * Records of databases as different makers write them. MaxMind and DB-IP: `country: {iso_code}`, `autonomous_system_number`,
 * `autonomous_system_organization`. IPinfo: `country_code` (or `country`, as a code), `asn: "AS64500"`, `as_name`.
 */

type Fields = Readonly<Record<string, unknown>>;

/** ISO 3166-1 alpha-2; null where there is none. */
export function countryOf(record: unknown): string | null {
  const fields = fieldsOf(record);
  const code = fieldsOf(fields['country'])['iso_code'] ?? fields['country_code'] ?? fields['country'];
  return typeof code === 'string' && /^[A-Za-z]{2}$/.test(code) ? code.toUpperCase() : null;
}

export function asNumberOf(record: unknown): number | null {
  const fields = fieldsOf(record);
  const number = fields['autonomous_system_number'] ?? fields['asn'];
  const value = typeof number === 'string' ? Number(/^(?:AS)?(\d{1,10})$/i.exec(number)?.[1] ?? Number.NaN) : number;
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null;
}

/** Who holds the autonomous system. */
export function asHolderOf(record: unknown): string | null {
  const fields = fieldsOf(record);
  const holder = fields['autonomous_system_organization'] ?? fields['as_name'];
  return typeof holder === 'string' && holder !== '' ? holder : null;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
