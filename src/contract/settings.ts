/**
 * Settings as users write them (`--config FILE`, YAML or JSON): snake_case keys, every one optional. `null` means
 * "not set" where a type allows it. Unknown keys and empty lists are errors, never silently ignored.
 */
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { nearestText } from '#base/nearest-text.ts';
import { failure, success, type Result } from '#base/result.ts';
import { CHAIN_NAMES, type ChainName } from './observers.ts';
import { PAYLOAD_FILTERS, type PayloadFilterName } from './payload-filters.ts';
import { describeProblem } from './schema-words.ts';

/** Seconds of silence, measured from a session's last packet, after which it ends. */
export interface TimeoutSettings {
  /** TCP whose responder has not answered yet. */
  readonly tcp_attempt: number;
  readonly tcp_idle: number;
  readonly udp: number;
  /** UDP with port 53 on either side. */
  readonly dns: number;
  readonly icmp: number;
  readonly other: number;
  /** TCP with one FIN seen: this much silence closes it. */
  readonly close_linger: number;
}

export { PAYLOAD_FILTERS, type PayloadFilterName };

export interface PayloadFilterSettings {
  readonly enabled: boolean;
  /** Ports on either side where the protocol is looked for; `any` for `tls`, `quic` and `http` only. */
  readonly ports: readonly number[] | 'any';
  /** Case-insensitive globs (`*`, `?`) of which the name must match one. */
  readonly match: readonly string[];
}

/** Judges the conversation in the initiator's orientation, so that replies are never lost. */
export interface FilterSettings {
  /** Addresses or CIDR prefixes. */
  readonly source: readonly string[] | null;
  readonly destination: readonly string[] | null;
  /** False: source or destination may match; true: every list that is set must. */
  readonly strict: boolean;
  /** Protocol names or numbers. */
  readonly protocol: readonly (string | number)[] | null;
  /** The responder's port. */
  readonly port: readonly number[] | null;
  /** pcap-filter(7) expression for live capture. */
  readonly bpf: string | null;
  readonly payload: Readonly<Record<PayloadFilterName, PayloadFilterSettings>>;
  /** Only packets from which a payload filter took a name, and only sessions that have such a packet. */
  readonly only_matching: boolean;
}

export interface CaptureSettings {
  readonly promiscuous: boolean;
  /** Bytes kept of each packet. */
  readonly snaplen: number;
  /** Size of the kernel's ring. */
  readonly buffer_bytes: number;
}

/** Databases in MaxMind's format that the user has, by path; null: none. One file may be both. */
export interface GeoSettings {
  readonly country: string | null;
  readonly asn: string | null;
}

export interface ViewerSettings {
  /** Bytes of the newest packets that can still be looked at and saved; 0: none. */
  readonly packet_bytes: number;
}

/** What live captures leave on disk. What is changed here holds at once. */
export interface HistorySettings {
  /** False: nothing is written; what was written before stays until it is forgotten. */
  readonly enabled: boolean;
  /** Older rows are removed; 0: none are. */
  readonly days: number;
  /** Of the database on disk: beyond it the oldest rows are removed; 0: as large as it becomes. */
  readonly bytes: number;
  /** Of the newest packets on disk, for saving them later; 0: none. */
  readonly packets_bytes: number;
}

export interface Settings {
  readonly timeouts: TimeoutSettings;
  /** Live sessions held at once; beyond it the least recently used is ended as evicted. */
  readonly max_sessions: number;
  readonly logs: { readonly emit: 'state' | 'all' };
  readonly filter: FilterSettings;
  readonly capture: CaptureSettings;
  /** Built-in observers whose keys are further columns of sessions, in this order. */
  readonly observers: { readonly chains: readonly ChainName[] };
  /** Where addresses are looked up: nothing is ever asked of the network. */
  readonly geo: GeoSettings;
  readonly viewer: ViewerSettings;
  readonly history: HistorySettings;
}

function payloadFilter(ports: readonly number[] | 'any'): PayloadFilterSettings {
  return { enabled: true, ports, match: ['*'] };
}

export const DEFAULT_SETTINGS: Settings = {
  timeouts: { tcp_attempt: 60, tcp_idle: 300, udp: 120, dns: 30, icmp: 30, other: 60, close_linger: 5 },
  max_sessions: 1_000_000,
  logs: { emit: 'state' },
  filter: {
    source: null,
    destination: null,
    strict: false,
    protocol: null,
    port: null,
    bpf: null,
    payload: {
      dns: payloadFilter([53]),
      mdns: payloadFilter([5353]),
      llmnr: payloadFilter([5355]),
      nbns: payloadFilter([137]),
      tls: payloadFilter('any'),
      quic: payloadFilter('any'),
      http: payloadFilter('any'),
      dhcp: payloadFilter([67, 68, 546, 547]),
      ssdp: payloadFilter([1900]),
    },
    only_matching: false,
  },
  capture: { promiscuous: true, snaplen: 262_144, buffer_bytes: 32 * 1024 * 1024 },
  observers: { chains: [] },
  geo: { country: null, asn: null },
  viewer: { packet_bytes: 64 * 1024 * 1024 },
  history: { enabled: true, days: 30, bytes: 4 * (1 << 30), packets_bytes: 0 },
};

const EMPTY_LIST = 'is an empty list, which nothing could match; leave the key out to accept everything';

function list<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(item).min(1, EMPTY_LIST);
}

function seconds(fallback: number): z.ZodType<number> {
  return z.number().min(0.001).max(604_800).default(fallback);
}

const port: z.ZodType<number> = z.number().int().min(0).max(65_535);
const prefix: z.ZodType<string> = z
  .string()
  .refine((text) => ipaddr.isValid(text) || ipaddr.isValidCIDR(text), 'is not an IP address or CIDR prefix');
const defaults = DEFAULT_SETTINGS;

const timeoutsSchema: z.ZodType<TimeoutSettings> = z.strictObject({
  tcp_attempt: seconds(defaults.timeouts.tcp_attempt),
  tcp_idle: seconds(defaults.timeouts.tcp_idle),
  udp: seconds(defaults.timeouts.udp),
  dns: seconds(defaults.timeouts.dns),
  icmp: seconds(defaults.timeouts.icmp),
  other: seconds(defaults.timeouts.other),
  close_linger: seconds(defaults.timeouts.close_linger),
});

/** Where the default is any port, `any` may be said, too. */
function payloadFilterSchema(name: PayloadFilterName): z.ZodType<PayloadFilterSettings> {
  const { enabled, ports, match } = defaults.filter.payload[name];
  const portsSchema =
    ports === 'any'
      ? z.union([z.literal('any'), list(port)], { error: 'is neither "any" nor a list of ports' }).default(ports)
      : list(port).default([...ports]);
  return z
    .strictObject({
      enabled: z.boolean().default(enabled),
      ports: portsSchema,
      match: list(z.string().min(1)).default([...match]),
    })
    .prefault({});
}

const payloadSchema: z.ZodType<FilterSettings['payload']> = z.strictObject({
  dns: payloadFilterSchema('dns'),
  mdns: payloadFilterSchema('mdns'),
  llmnr: payloadFilterSchema('llmnr'),
  nbns: payloadFilterSchema('nbns'),
  tls: payloadFilterSchema('tls'),
  quic: payloadFilterSchema('quic'),
  http: payloadFilterSchema('http'),
  dhcp: payloadFilterSchema('dhcp'),
  ssdp: payloadFilterSchema('ssdp'),
});

const filterSettingsSchema: z.ZodType<FilterSettings> = z.strictObject({
  source: list(prefix).nullable().default(null),
  destination: list(prefix).nullable().default(null),
  strict: z.boolean().default(false),
  protocol: list(z.union([z.string().min(1), z.number().int().min(0).max(255)]))
    .nullable()
    .default(null),
  port: list(port).nullable().default(null),
  bpf: z.string().min(1).max(8192).nullable().default(null),
  payload: payloadSchema.prefault({}),
  only_matching: z.boolean().default(false),
});

const captureSchema: z.ZodType<CaptureSettings> = z.strictObject({
  promiscuous: z.boolean().default(defaults.capture.promiscuous),
  snaplen: z.number().int().min(64).max(262_144).default(defaults.capture.snaplen),
  buffer_bytes: z
    .number()
    .int()
    .min(1 << 20)
    .max(1 << 30)
    .default(defaults.capture.buffer_bytes),
});

const observersSchema: z.ZodType<Settings['observers']> = z.strictObject({
  chains: z.array(z.enum(CHAIN_NAMES)).default([]),
});

const databasePath: z.ZodType<string | null> = z.string().min(1).max(4096).nullable().default(null);
const geoSchema: z.ZodType<GeoSettings> = z.strictObject({ country: databasePath, asn: databasePath });

const SMALLEST_PACKET_BYTES = 1 << 20;
const LARGEST_PACKET_BYTES = 4 * (1 << 30);
const viewerSchema: z.ZodType<ViewerSettings> = z.strictObject({
  packet_bytes: z
    .number()
    .int()
    .min(0)
    .max(LARGEST_PACKET_BYTES)
    .refine((bytes) => bytes === 0 || bytes >= SMALLEST_PACKET_BYTES, 'is neither 0 nor at least 1048576 (1 MiB)')
    .default(defaults.viewer.packet_bytes),
});

const SMALLEST_HISTORY_BYTES = 16 * (1 << 20);
const LARGEST_HISTORY_BYTES = 2 ** 40;

function diskBytes(fallback: number): z.ZodType<number> {
  return z
    .number()
    .int()
    .min(0)
    .max(LARGEST_HISTORY_BYTES)
    .refine((bytes) => bytes === 0 || bytes >= SMALLEST_HISTORY_BYTES, 'is neither 0 nor at least 16777216 (16 MiB)')
    .default(fallback);
}

const historySchema: z.ZodType<HistorySettings> = z.strictObject({
  enabled: z.boolean().default(defaults.history.enabled),
  days: z.number().int().min(0).max(3650).default(defaults.history.days),
  bytes: diskBytes(defaults.history.bytes),
  packets_bytes: diskBytes(defaults.history.packets_bytes),
});

const settingsSchema: z.ZodType<Settings> = z.strictObject({
  timeouts: timeoutsSchema.prefault({}),
  max_sessions: z.number().int().min(1).max(4_000_000).default(defaults.max_sessions),
  logs: z.strictObject({ emit: z.enum(['state', 'all']).default('state') }).prefault({}),
  filter: filterSettingsSchema.prefault({}),
  capture: captureSchema.prefault({}),
  observers: observersSchema.prefault({}),
  geo: geoSchema.prefault({}),
  viewer: viewerSchema.prefault({}),
  history: historySchema.prefault({}),
});

/** What is wrong with one key. */
export interface SettingsProblem {
  /** `filter.payload.dns.ports`, `filter.source.0`. Empty: the whole. */
  readonly path: string;
  /** A sentence without its subject: `is wrong: …`, `is an empty list, …`. */
  readonly message: string;
  readonly kind: 'unknown' | 'type' | 'too_small' | 'too_big' | 'other';
  /** Of `too_small` and `too_big`. */
  readonly bound: number | null;
}

export type CheckedSettings =
  | { readonly settings: Settings; readonly problems: readonly [] }
  | { readonly settings: null; readonly problems: readonly SettingsProblem[] };

/** Checks settings key by key: every problem at its path. */
export function checkSettings(value: unknown): CheckedSettings {
  const parsed = settingsSchema.safeParse(value ?? {});
  if (parsed.success) return { settings: parsed.data, problems: [] };
  return { settings: null, problems: parsed.error.issues.flatMap(problemsOf) };
}

/** Checks settings read from a file. The failure (`invalid`) names every wrong key by its path. */
export function parseSettings(value: unknown): Result<Settings> {
  const { settings, problems } = checkSettings(value);
  if (settings !== null) return success(settings);
  return failure('invalid', `Settings: ${problems.map(describeSettingsProblem).join('; ')}`, {
    remedy: 'Correct or remove these keys; all keys and their defaults are listed in docs/formats.md',
  });
}

/** The problem as a clause with its subject: `"max_sessions" is wrong: …`. */
export function describeSettingsProblem({ path, message, kind }: SettingsProblem): string {
  if (kind === 'unknown') return `unknown key "${path}"${message}`;
  return path === '' ? `the file ${message}` : `"${path}" ${message}`;
}

function problemsOf(issue: z.core.$ZodIssue): SettingsProblem[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  const message = describeProblem(issue.message);
  if (issue.code === 'too_small' && issue.origin !== 'array') {
    return [{ path, message, kind: 'too_small', bound: Number(issue.minimum) }];
  }
  if (issue.code === 'too_big' && issue.origin !== 'array') {
    return [{ path, message, kind: 'too_big', bound: Number(issue.maximum) }];
  }
  return [{ path, message, kind: issue.code === 'invalid_type' ? 'type' : 'other', bound: null }];
}

function unknownKey(path: string, key: string): SettingsProblem {
  const accepted = acceptedKeys(path);
  const near = nearestText(key, accepted);
  const hint = near === null ? '' : `, did you mean "${near}"?`;
  const where = path === '' ? key : `${path}.${key}`;
  const message = `${hint} (accepted here: ${accepted.join(', ')})`;
  return { path: where, message, kind: 'unknown', bound: null };
}

/** The defaults hold every key there is, so they also say which ones a section accepts. */
function acceptedKeys(path: string): string[] {
  const section = path === '' ? DEFAULT_SETTINGS : settingAt(DEFAULT_SETTINGS, path);
  return typeof section === 'object' && section !== null ? Object.keys(section) : [];
}

/** Settings that name a path of the machine on which the engine runs. */
export const PATH_SETTINGS: readonly string[] = ['geo.country', 'geo.asn'];

/** What stands at `filter.payload.dns.ports`; undefined where there is nothing. */
export function settingAt(settings: Settings, path: string): unknown {
  let value: unknown = settings;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
