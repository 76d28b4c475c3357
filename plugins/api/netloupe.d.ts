/**
 * What Netloupe gives a JavaScript plugin, written by hand: the contract. Lua plugins have the same under the same names
 * (netloupe.lua beside this file). `init(context)` receives it, and it is the global `netloupe` as well.
 */

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One packet log. Every key is always present; `null` where there is nothing. */
export interface PacketLog {
  /** Of this packet: a reply has the responder here. */
  src_ip: string;
  dst_ip: string;
  /** null where the protocol has no ports (ICMP). */
  src_port: number | null;
  dst_port: number | null;
  /** IANA protocol number: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6. */
  protocol_num: number;
  protocol_name: string;
  /** State of the session after this packet; null where the packet belongs to none. */
  state: 'NEW' | 'ESTABLISHED' | 'CLOSE' | 'ABORT' | 'EXPIRED' | null;
  /** UTC, ISO 8601 with microseconds and `Z`; packet time. */
  timestamp: string;
  /** UUIDv7; ids sort by the start of their sessions. */
  session_id: string | null;
  /** Name that a payload filter took from this packet, e.g. `{dns: "example.com"}`. */
  payload: { [filter: string]: string } | null;
  interface: string;
  /** Bytes on the wire, the whole frame; 0 for a state change without a packet. */
  length: number;
  /** `out`: from the initiator of the session; `in`: towards it. */
  direction: 'out' | 'in';
}

/** One DNS transaction, unanswered ones too: the columns of the DNS CSV. */
export interface DnsRecord {
  /** Time of the query; UTC, ISO 8601 with microseconds and `Z`. */
  time: string;
  session_id: string | null;
  interface: string;
  client_ip: string;
  client_port: number;
  server_ip: string;
  server_port: number;
  transport: 'udp' | 'tcp';
  trans_id: number;
  query: string | null;
  /** Mnemonic, e.g. `A`, `AAAA`, `HTTPS`. */
  qtype: string | null;
  qclass: string | null;
  /** null while unanswered. */
  rcode: number | null;
  rcode_name: string | null;
  status: 'answered' | 'nodata' | 'nxdomain' | 'servfail' | 'refused' | 'error' | 'unanswered' | 'unsolicited';
  latency_ms: number | null;
  answers: { name: string; type: string; ttl: number; data: string }[];
  ttls: number[];
  flags: string;
}

export interface Alert {
  /** At most 200 characters. */
  title: string;
  /** At most 2,000 characters. */
  message?: string;
  /** Default `medium`. */
  severity?: 'info' | 'low' | 'medium' | 'high' | 'critical';
  session_id?: string | null;
  /** Packet time of what it is about, e.g. a log's `timestamp`. */
  timestamp?: string | null;
}

export interface HttpRequest {
  /** http or https, to a host that the manifest's `permissions.http` names; redirects to other hosts are refused. */
  url: string;
  /** Default `GET`. */
  method?: string;
  headers?: { [name: string]: string };
  /** Text as it is; anything else as JSON. */
  body?: Json;
  /** Milliseconds until it is given up; default 10,000, at most 60,000. */
  timeout_ms?: number;
}

export interface HttpResponse {
  status: number;
  /** Lower-case names. */
  headers: { [name: string]: string };
  /** At most 4 MiB; a longer answer is an error. */
  body: string;
}

/** One interface of this machine. Rates are null until they have been measured over a second. */
export interface InterfaceInfo {
  name: string;
  state: 'up' | 'down' | 'unknown';
  loopback: boolean;
  mac: string | null;
  mtu: number | null;
  addresses: { family: 4 | 6; address: string; prefix_length: number }[];
  rx_bytes: number;
  tx_bytes: number;
  rx_bytes_per_s: number | null;
  tx_bytes_per_s: number | null;
  rx_packets_per_s: number | null;
  tx_packets_per_s: number | null;
}

export interface Netloupe {
  readonly plugin: { readonly id: string; readonly version: string; readonly engine: string };
  /** The configuration with the defaults of the manifest's schema. */
  readonly config: { readonly [key: string]: unknown };
  /** Lines of the plugin's log. Values are written as `console.log` writes them, which goes here, too. */
  readonly log: {
    debug(...values: unknown[]): void;
    info(...values: unknown[]): void;
    warn(...values: unknown[]): void;
    error(...values: unknown[]): void;
  };
  /**
   * Small values that survive restarts and updates. Reading answers at once; the promises of `set` and `delete` resolve
   * when the change is on disk, and reject where it cannot be kept (64 KiB a value, 1 MiB in all).
   * Permission: `store`.
   */
  readonly store: {
    get(key: string): Json | undefined;
    set(key: string, value: Json): Promise<void>;
    delete(key: string): Promise<void>;
    keys(): string[];
  };
  /** Permission: `http` with the hosts. */
  readonly http: { request(request: HttpRequest): Promise<HttpResponse> };
  /** Shown in the app and counted. */
  emit_alert(alert: Alert): void;
  /** The session's record as in the sessions CSV, or null where it is no longer held. Permission: `sessions`. */
  readonly sessions: { get(id: string): Promise<{ [column: string]: Json } | null> };
  /** Permission: `interfaces`. */
  readonly interfaces: { list(): Promise<InterfaceInfo[]> };
  /**
   * Calls back after, or every, so many milliseconds; the answer cancels it. All end with the plugin. In a test run on a
   * capture, in which time does not pass, nothing is ever due.
   */
  readonly timers: {
    after(ms: number, callback: () => void): () => void;
    every(ms: number, callback: () => void): () => void;
  };
  /** A folder of its own, absolute; null without the permission `files: ["data"]`. */
  readonly data_folder: string | null;
}

/** What an endpoint is asked: `/plugins/<id>/<subpath>?<query>`. */
export interface PluginRequest {
  method: string;
  path: string;
  /** '' after a bare slash, null without one. */
  subpath: string | null;
  query: { [key: string]: string };
  /** Lower-case names. */
  headers: { [name: string]: string };
  /** Parsed where the type is JSON, text where it is text, null where there is none. */
  body: Json;
  client: string;
}

/** Objects and arrays are sent as JSON, text as text/plain. */
export type PluginResponse = [status: number, body: Json];

/** What travels through pipelines: an object with the columns of its kind, and whatever stages added. */
export interface PipelineRecord {
  [key: string]: Json | undefined;
  /** The same when a record is delivered once more after a failure: whoever stores records can tell a duplicate. */
  record_id?: string;
  /** What its source made it: `session`, `packet`, `dns`, `flow`, … */
  record_type?: string;
}

/**
 * One for each stage of a pipeline that uses the symbol, the same object in all calls for that stage. Put what you need on it:
 * several pipelines may use a symbol at once.
 */
export interface SymbolContext {
  /** What the pipeline's file says of the stage. */
  readonly config: { readonly [key: string]: Json };
  /** Of the symbol, the pipeline and the stage. */
  readonly name: string;
  readonly pipeline: string;
  readonly stage: string;
  [own: string]: any;
}

export interface SourceContext extends SymbolContext {
  /**
   * Hands records on. The promise is `true` once the pipeline has taken them: wait for it before you emit more, so that a slow
   * pipeline slows you down. `false`: the pipeline has ended.
   */
  emit(records: PipelineRecord | PipelineRecord[]): Promise<boolean>;
  /**
   * The next bytes of a capture (pcap, pcapng or snoop, in pieces that end anywhere), instead of records: Netloupe makes sessions,
   * packets or DNS transactions of them, as `records` in the stage says (default `sessions`).
   */
  emit_packets(bytes: Uint8Array | ArrayBuffer): Promise<boolean>;
  /** There are no more: the pipeline ends once everything has left it. */
  finished(): void;
}

/** Where records come from. The pipeline opens it when it starts, and closes it when it stops. */
export interface Source {
  /** `false` or a text says what is wrong with the configuration. */
  validate?(config: SymbolContext['config']): unknown;
  /** May start timers or servers that emit later. */
  open(config: SymbolContext['config'], context: SourceContext): unknown;
  /** Health check, before any data: `false` (or `[false, reason]`) or an error. */
  test?(context: SourceContext): unknown;
  /** Emits in its own time; when it returns, there are no more. A source without it ends with `context.finished()`. */
  read?(emit: SourceContext['emit'], context: SourceContext): Promise<void>;
  close?(context: SourceContext): unknown;
}

/** Where records go. */
export interface Sink {
  validate?(config: SymbolContext['config']): unknown;
  open?(config: SymbolContext['config'], context: SymbolContext): unknown;
  test?(context: SymbolContext): unknown;
  /**
   * One batch at a time, at most 256 records. Return only when they are handed on for good: an error, or the end of the process,
   * and the same batch comes again.
   */
  collect(records: PipelineRecord[], context: SymbolContext): unknown;
  close?(context: SymbolContext): unknown;
}

/** Is asked for values by stages. An error is the value null, and counted. */
export type PluginFunction =
  | ((...args: any[]) => Json | Promise<Json>)
  | {
      /** How many arguments it is going to be called with: `false` or a text says what is wrong with that. */
      validate?(count: number): unknown;
      /** The context comes after the arguments. */
      exec(...args: any[]): Json | Promise<Json>;
    };

/** One packet's headers, as observers see them: the fields that the manifest asks for, `null` where a packet has no such thing. */
export interface Header {
  /** Packet time, seconds since 1970. Always there, as are the next two. */
  time: number;
  version: 4 | 6;
  protocol_num: number;
  /** Of this packet. */
  src_ip: string;
  dst_ip: string;
  /** TCP, UDP, SCTP and UDP-Lite; null of a fragment but the first. */
  src_port: number | null;
  dst_port: number | null;
  /** Time to live, or hop limit. */
  ttl: number;
  dscp: number;
  ecn: number;
  /** From the IP header to the end of the captured frame, padding included. */
  octets: number;
  /** Bytes on the wire, the whole frame. */
  length: number;
  /** IPv4. */
  ip_id: number | null;
  /** IPv4: reserved (4), don't fragment (2), more fragments (1). */
  ip_flags: number | null;
  /** IPv4: bytes. */
  fragment_offset: number | null;
  /** IPv6. */
  flow_label: number | null;
  /** TCP: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128. */
  tcp_flags: number | null;
  tcp_seq: number | null;
  tcp_ack: number | null;
  tcp_window: number | null;
  tcp_urgent: number | null;
  /** In order, without those that fill up. `length`: of the whole option. */
  tcp_options: { kind: number; length: number; data: Uint8Array }[] | null;
  /** TCP and UDP. */
  checksum: number | null;
  /** ICMP and ICMPv6. */
  icmp_type: number | null;
  icmp_code: number | null;
  /** Bytes above the transport header, on the wire. */
  payload_length: number;
  /** What was captured of them, at most 2,048 bytes; given only where it is asked for. */
  payload: Uint8Array;
}

/** The packet that an ICMP error quotes. */
export type QuotedPacket = Pick<Header, 'version' | 'protocol_num' | 'src_ip' | 'dst_ip' | 'src_port' | 'dst_port'>;

/** What observers keep of one flow: `pkt_first`, `pkt_last` (seconds since 1970), and what they put there. JSON at its end. */
export interface FlowRecord {
  pkt_first: number;
  pkt_last: number;
  [own: string]: any;
}

/**
 * Functions that look into flows, each called with the flow's own record. `reverse`: the packet travels against the flow's first one.
 * `false` says that the flow is complete: it lingers for five seconds of packet time and ends. They answer at once, never with promises.
 */
export interface Observers {
  /** The first packet of a flow. Anything falsy (nothing, too) declines the flow for good. */
  new_flow?(record: FlowRecord, header: Header, quoted: QuotedPacket | null): unknown;
  ip4?(record: FlowRecord, header: Header, reverse: boolean): unknown;
  ip6?(record: FlowRecord, header: Header, reverse: boolean): unknown;
  /** ICMP errors come to the flow of the packet that they quote. */
  icmp4?(record: FlowRecord, header: Header, quoted: QuotedPacket | null, reverse: boolean): unknown;
  icmp6?(record: FlowRecord, header: Header, quoted: QuotedPacket | null, reverse: boolean): unknown;
  tcp?(record: FlowRecord, header: Header, reverse: boolean): unknown;
  udp?(record: FlowRecord, header: Header, reverse: boolean): unknown;
  /** Neither TCP nor UDP. */
  l4?(record: FlowRecord, header: Header, reverse: boolean): unknown;
  /** The flow has ended; its record is handed on as it is left here. */
  flow_end?(record: FlowRecord): unknown;
}

/** What a plugin's module may export; at least one of receiver, receiver_bulk, receiver_dns, request, observers, process, or a part of pipelines. */
export interface PluginModule {
  init?(context: Netloupe): void | Promise<void>;
  /** Health check before any traffic: `false` (or a promise of it) or an error keeps the plugin out. */
  test?(): unknown;
  receiver?(packet_log: PacketLog, config?: Netloupe['config']): void | Promise<void>;
  receiver_bulk?(packet_logs: PacketLog[], config?: Netloupe['config']): void | Promise<void>;
  /** DNS transactions as they complete; `receiver.dns` in the manifest subscribes to them. */
  receiver_dns?(dns_records: DnsRecord[], config?: Netloupe['config']): void | Promise<void>;
  request?(request: PluginRequest): PluginResponse | Promise<PluginResponse>;
  /** Looks into flows; `observers.fields` in the manifest says at what. */
  observers?: Observers;
  /** A stage of pipelines: at most 256 records at once, and up to 4,096 emitted for them. */
  process?(records: PipelineRecord[], emit: StageEmit, context: SymbolContext): void | Promise<void>;
  /** With `process`: nothing more comes; what was held back goes out. */
  finish?(emit: StageEmit, context: SymbolContext): void | Promise<void>;
  /** Parts of pipelines by name; `symbols` in the manifest names the same. */
  sources?: { [name: string]: Source };
  sinks?: { [name: string]: Sink };
  functions?: { [name: string]: PluginFunction };
  cleanup?(): void | Promise<void>;
}

/** Not after the call that it was given to. */
export type StageEmit = (records: PipelineRecord | PipelineRecord[]) => void;

declare global {
  var netloupe: Netloupe;
}
