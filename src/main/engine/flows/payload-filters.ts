/** Payload filters, compiled: which protocols are looked for on which ports, and which of their names are told. */
import { failure, success, type Result } from '#base/result.ts';
import { compileGlobs } from './glob.ts';
import { checkPorts, PORT_COUNT } from './port-list.ts';

/** Positions are the codes below. */
export const PAYLOAD_FILTER_NAMES = ['dns', 'mdns', 'llmnr', 'nbns', 'tls', 'quic', 'http', 'dhcp', 'ssdp'] as const;
export type PayloadFilterName = (typeof PAYLOAD_FILTER_NAMES)[number];

export const PAYLOAD_DNS = 0;
export const PAYLOAD_MDNS = 1;
export const PAYLOAD_LLMNR = 2;
export const PAYLOAD_NBNS = 3;
export const PAYLOAD_TLS = 4;
export const PAYLOAD_QUIC = 5;
export const PAYLOAD_HTTP = 6;
export const PAYLOAD_DHCP = 7;
export const PAYLOAD_SSDP = 8;

/** Known by their bytes, so that their ports may be `any`. */
const RECOGNISED: ReadonlySet<PayloadFilterName> = new Set(['tls', 'quic', 'http']);

export interface PayloadFilterSettings {
  readonly enabled: boolean;
  readonly ports: readonly number[] | 'any';
  /** Case-insensitive globs: `*` any characters, dots too; `?` one. */
  readonly match: readonly string[];
}

/** As in the configuration, `filter.payload`; what is left out is off. */
export type PayloadSettings = Readonly<Partial<Record<PayloadFilterName, PayloadFilterSettings>>>;

/** Sets of filters are bits, `1 << code`. */
export interface PayloadFilters {
  /** The filters that look at a port, on either side; 65,536 entries. */
  readonly byPort: Uint16Array;
  /** Those that look at every port. */
  readonly everywhere: number;
  /** Whether the filter with this code tells this name. */
  matches(code: number, name: string): boolean;
}

const emptyListText = 'an empty list, which nothing could match; leave it out for the default';

/** Failures are `invalid` and name the key. */
export function compilePayloadFilters(settings: PayloadSettings): Result<PayloadFilters> {
  const byPort = new Uint16Array(PORT_COUNT);
  const globs: ((name: string) => boolean)[] = [];
  let everywhere = 0;
  for (const [code, name] of PAYLOAD_FILTER_NAMES.entries()) {
    const filter = settings[name];
    globs.push(compileGlobs(filter?.match ?? []));
    if (filter === undefined || !filter.enabled) continue;
    const { ports, match } = filter;
    const path = `payload.${name}`;
    if (ports.length === 0) return failure('invalid', `filter.${path}.ports is ${emptyListText}`);
    if (match.length === 0) return failure('invalid', `filter.${path}.match is ${emptyListText}`);
    if (ports === 'any') {
      if (!RECOGNISED.has(name)) {
        return failure('invalid', `filter.${path}.ports cannot be "any": ${name} is known by its ports only`);
      }
      everywhere |= 1 << code;
      continue;
    }
    const checked = checkPorts(`${path}.ports`, ports);
    if (!checked.ok) return checked;
    for (const port of ports) byPort[port]! |= 1 << code;
  }
  return success({ byPort, everywhere, matches: (code, name) => globs[code]!(name) });
}
