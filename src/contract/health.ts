/** What the engine says of itself: counts of everything read and of everything lost, and why. */

export type CaptureState = 'idle' | 'opening' | 'running' | 'ended' | 'failed';
export type CaptureKind = 'file' | 'live';

export interface CaptureFailure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  readonly offset: number | null;
}

/** Losses and oddities since the capture began. Every key is always present; `undecoded` holds only reasons seen. */
export interface LossCounters {
  /** Dropped by the kernel or libpcap because the ring was full. */
  readonly kernel_drops: number;
  /** Dropped by the network card or its driver. */
  readonly interface_drops: number;
  /** Packets of which less was captured than was on the wire. */
  readonly truncated: number;
  /** Packets that could not be decoded, by reason (`reason` names are listed in docs/formats.md). */
  readonly undecoded: Readonly<Record<string, number>>;
  /** Records that a full queue between stages dropped. */
  readonly queue_drops: number;
  /** Live sessions ended early because the table was full. */
  readonly evicted_sessions: number;
  /** Ended sessions, packets and DNS rows no longer held for viewing because newer ones took their place. */
  readonly forgotten_sessions: number;
  readonly forgotten_packets: number;
  readonly forgotten_dns: number;
  /** Later IP fragments whose first fragment was not seen. */
  readonly unattributed_fragments: number;
  /** Parts of TCP streams that their receivers acknowledged although they were not captured. */
  readonly tcp_gaps: number;
  /** Streams and fragmented datagrams whose names could not be read, as parts of them were lost, cut or too many. */
  readonly names_given_up: number;
}

/** The object that `--summary json` prints. Times UTC ISO 8601 or null where there was no packet. */
export interface Summary {
  readonly files: readonly string[];
  readonly linktypes: readonly string[];
  readonly packets: number;
  readonly bytes: number;
  readonly first_time: string | null;
  readonly last_time: string | null;
  readonly sessions: number;
  readonly dns_transactions: number;
  readonly undecoded: Readonly<Record<string, number>>;
  readonly drops: {
    readonly kernel: number;
    readonly interface: number;
    readonly queue: number;
    readonly evicted_sessions: number;
    readonly truncated: number;
    readonly unattributed_fragments: number;
    readonly tcp_gaps: number;
    readonly names_given_up: number;
  };
  /** Bytes captured ÷ bytes the operating system counted meanwhile on the same interfaces; null for files. */
  readonly coverage: number | null;
  readonly elapsed_s: number;
  readonly packets_per_s: number;
  readonly peak_rss_bytes: number;
}

export interface CaptureFiles {
  /** Captures in the timeline. */
  readonly count: number;
  /** What was not read, or not to its end; the first so many. */
  readonly left_out: readonly { readonly name: string; readonly reason: string }[];
  readonly left_out_count: number;
}

export interface CaptureStatus {
  readonly state: CaptureState;
  readonly kind: CaptureKind | null;
  /** File name or interface names, as shown in the toolbar. */
  readonly title: string;
  readonly interfaces: readonly string[];
  readonly bpf: string | null;
  /** How packets are obtained: `libpcap`, `cap`, `netloupe-capture`, `dumpcap`, `tcpdump`, `file`; null while idle. */
  readonly backend: string | null;
  /** What the backend cannot do, in words for the user; empty where nothing is missing. */
  readonly limits: readonly string[];
  readonly failure: CaptureFailure | null;
  /** Of several captures as one timeline (`title` is the folder or the first of them); null: it is one. */
  readonly files: CaptureFiles | null;
  /** 0..1 for files of known size, else null. */
  readonly progress: number | null;
  readonly packets: number;
  readonly bytes: number;
  /** Not a session: ARP and other frames without IP, by name. */
  readonly non_ip: Readonly<Record<string, number>>;
  readonly live_sessions: number;
  readonly total_sessions: number;
  readonly dns_transactions: number;
  readonly first_time_us: number | null;
  readonly last_time_us: number | null;
  readonly losses: LossCounters;
  readonly coverage: number | null;
}
