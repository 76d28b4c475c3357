/** Everything the viewer's engine holds of one capture: the flow table, its recent rows, and what was counted. */
import type { StatusFrame } from '#contract/protocol.ts';
import type { CaptureAttribution } from './capture-attribution.ts';
import { CaptureCounters } from './capture-counters.ts';
import type { CaptureInterfaces } from './capture-interfaces.ts';
import { CaptureOutlets, type Feeds } from './capture-outlets.ts';
import type { FlowListener } from './flows/flow-listener.ts';
import type { RunRecorder } from './history/run-recorder.ts';
import type { FlowOptions } from './flows/flow-options.ts';
import { FlowTable } from './flows/flow-table.ts';
import { IN } from './flows/session-columns.ts';
import { joinListeners } from './join-listeners.ts';
import type { SessionObserver } from './pipeline/observers/session-observer.ts';
import { observedListener } from './session-observers.ts';
import { isLogged } from './pipeline/packet-logs.ts';
import { dnsRecord } from './store/dns-record.ts';
import { DnsRing } from './store/dns-ring.ts';
import { DnsTable } from './store/dns-table.ts';
import { FrameRing } from './store/frame-ring.ts';
import { PacketRing } from './store/packet-ring.ts';
import { PacketTable } from './store/packet-table.ts';
import { Redactor } from './store/redact.ts';
import { RedactedTables } from './store/redact-table.ts';
import { lateLink } from './store/session-link.ts';
import { SessionTable } from './store/session-table.ts';
import { TrafficLog } from './store/traffic-log.ts';
import { TrafficBuckets } from './store/traffic-history.ts';

export interface RingSizes {
  readonly packets: number;
  readonly dns: number;
  /** Bytes of the newest frames. */
  readonly frameBytes: number;
}

export class ViewerCapture {
  readonly counters: CaptureCounters = new CaptureCounters();
  readonly interfaces: CaptureInterfaces;
  readonly flows: FlowTable;
  readonly sessions: SessionTable;
  /** Every packet of a session, and those that the rule `state` logs: a burst of data does not push those out. */
  readonly allPackets: PacketTable;
  readonly loggedPackets: PacketTable;
  readonly dns: DnsTable;
  /** Bytes of the newest packets, one copy for both tables. */
  readonly frames: FrameRing;
  readonly attribution: CaptureAttribution | null;
  readonly traffic: TrafficBuckets = new TrafficBuckets();
  /** Whose traffic, for sums over any sessions and any time. */
  readonly log: TrafficLog = new TrafficLog((slot) => this.flows.columns.serial(slot));

  /** What stands in the place of addresses and names where `redact` is asked for, and the tables with that in them. */
  readonly redactor: Redactor;
  readonly redacted: RedactedTables;

  /** What plugins and pipelines get, once it is attached. */
  readonly outlets: CaptureOutlets;

  /**
   * `feeds`: where it goes beside the tables. `observer`: what adds columns to sessions. `attribution`: what finds out
   * about them beyond their packets. `redactionKey`: REDACTION_KEY_BYTES of chance. `recorder`: what writes it into the history.
   */
  constructor(
    options: FlowOptions,
    sizes: RingSizes,
    interfaces: CaptureInterfaces,
    feeds: Feeds,
    observer: SessionObserver | null,
    attribution: CaptureAttribution | null,
    redactionKey: Uint8Array,
    recorder: RunRecorder | null = null,
  ) {
    this.redactor = new Redactor(redactionKey);
    this.redacted = new RedactedTables(this.redactor);
    this.attribution = attribution;
    this.interfaces = interfaces;
    const link = lateLink(() => this.sessions.link);
    this.allPackets = new PacketTable(new PacketRing(sizes.packets), interfaces, link);
    this.loggedPackets = new PacketTable(new PacketRing(sizes.packets), interfaces, link);
    this.dns = new DnsTable(new DnsRing(sizes.dns), link);
    this.frames = new FrameRing(sizes.frameBytes);
    this.outlets = new CaptureOutlets(feeds, interfaces, observer, attribution);
    const listener = joinListeners([
      this.listener(),
      attribution?.listener ?? {},
      this.outlets.listener,
      recorder?.listener ?? {},
    ]);
    this.flows = new FlowTable(options, observedListener(listener, observer));
    observer?.attach(this.flows.columns);
    this.outlets.bind(this.flows);
    this.sessions = new SessionTable(this.flows.columns, interfaces, observer, attribution);
    attribution?.attach(this.flows.columns, (slots) => {
      this.sessions.touched();
      recorder?.found(slots);
    });
  }

  /** Rates over the second that ends at `now`. */
  rates(now: number): StatusFrame['rates'] {
    return this.traffic.rates(now);
  }

  private listener(): FlowListener {
    const all = this.allPackets.ring;
    const logged = this.loggedPackets.ring;
    const { traffic, log } = this;
    return {
      sessionStarted: (slot) => this.sessions.started(slot),
      sessionEnded: (slot) => this.sessions.endedNow(slot),
      sessionForgotten: (slot) => this.sessions.forget(slot),
      packet: (packet, slot, direction, change, filter, name) => {
        const { columns } = this.flows;
        all.addPacket(packet, columns, slot, direction, filter, name);
        if (isLogged('state', packet.protocol, change, name)) {
          logged.addPacket(packet, columns, slot, direction, filter, name);
        }
        // What is not counted in its session is in none of the sums over sessions.
        if (slot >= 0 && !(packet.quoted && packet.attached)) {
          const inward = direction === IN;
          traffic.add(packet.time, packet.wireLength, inward);
          log.add(slot, columns.serial(slot), packet.time, packet.wireLength, inward);
        }
        this.sessions.touched();
      },
      expired: (slot, time) => {
        all.addStateChange(this.flows.columns, slot, time);
        logged.addStateChange(this.flows.columns, slot, time);
      },
      dnsTransaction: (transaction) => this.dns.ring.add(dnsRecord(transaction, this.interfaces)),
    };
  }
}
