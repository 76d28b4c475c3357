/**
 * Which process of this machine a session is of: the initiator's, else the responder's, where they are here. Sessions that
 * begin wait until sockets are looked at, never a packet's time: all that wait are asked for at once, at most a few times a
 * second, and less often where looking is expensive. A session that ended meanwhile is asked for once, even if it was
 * forgotten: its own socket is gone, but not that of the server it talked to, of which there will be more.
 */
import { END_OPEN, type SessionColumns, type Slot } from '#main/engine/flows/session-columns.ts';
import { KnownListeners } from './known-listeners.ts';
import { LocalAddresses } from './local-addresses.ts';
import type { Clock, ProcessProbe, SocketOwner, SocketQuestion } from './ports.ts';
import { WaitingSessions, type WaitingSession } from './waiting-sessions.ts';

/** Sessions of one burst are asked for together. */
const GATHER_MS = 5;
/** Least time between two looks, and the share of a processor that they may take. */
const INTERVAL_MS = 250;
const MAX_SHARE = 0.05;
/** Sessions that may wait for the next look. */
const MAX_WAITING = 4096;
/** Looks that a session is sought in; its socket is there from the first packet on. */
const MAX_TRIES = 3;
const ADDRESSES_MS = 5000;
/** Programs are numbered in 16 bits; 0 is none. */
const MAX_PROGRAMS = 65_535;

interface AskedSession {
  readonly session: WaitingSession;
  /** Positions of the questions for its ends; -1 where an end is not local. */
  readonly ofInitiator: number;
  readonly ofResponder: number;
}

export class SessionProcesses {
  private readonly probe: ProcessProbe;
  private readonly clock: Clock;
  /** Sessions were found out about. */
  private readonly changed: (slots: readonly Slot[]) => void;
  private columns: SessionColumns | null = null;
  /** By slot: serial of the session that the rest is of, pid (0: unknown), number of the program. */
  private serials = new Float64Array(0);
  private pids = new Uint32Array(0);
  private programs = new Uint16Array(0);
  private readonly programNames: (string | null)[] = [null];
  private readonly programNumbers = new Map<string, number>();
  private local = new LocalAddresses([]);
  private addressesUntil = 0;
  private readonly listeners = new KnownListeners();
  private readonly waiting = new WaitingSessions(MAX_WAITING);
  private nextLook = 0;
  private cancelTimer: (() => void) | null = null;
  private looking = false;
  private stopped = false;

  constructor(probe: ProcessProbe, clock: Clock, changed: (slots: readonly Slot[]) => void) {
    this.probe = probe;
    this.clock = clock;
    this.changed = changed;
  }

  /** Once, before the first packet: the table's columns exist only after its listener. */
  attach(columns: SessionColumns): void {
    this.columns = columns;
    this.readAddresses(this.clock.monotonicMs());
  }

  started(slot: Slot): void {
    const { columns } = this;
    if (columns === null || this.stopped) return;
    const now = this.clock.monotonicMs();
    const responderIsLocal = this.local.has(columns.unsigned, columns.responderAt(slot));
    // Where the machine may have got an address meanwhile, it is decided after it was asked.
    if (!responderIsLocal && !this.initiatorIsLocal(slot) && now < this.addressesUntil) return;
    if (responderIsLocal) {
      const { unsigned } = columns;
      const at = columns.responderAt(slot);
      const owner = this.listeners.find(columns.protocol(slot), unsigned, at, columns.responderPort(slot), now);
      if (owner !== null) this.set(slot, columns.serial(slot), owner);
    }
    this.waiting.add(columns, slot, 0);
    this.schedule();
  }

  /** Nothing is looked at any more; what is known stays. */
  stop(): void {
    this.stopped = true;
    this.cancelTimer?.();
    this.cancelTimer = null;
  }

  process(slot: Slot): string | null {
    return this.knows(slot) ? this.programNames[this.programs[slot]!]! : null;
  }

  pid(slot: Slot): number | null {
    const pid = this.knows(slot) ? this.pids[slot]! : 0;
    return pid === 0 ? null : pid;
  }

  private knows(slot: Slot): boolean {
    return this.columns !== null && this.serials[slot] === this.columns.serial(slot);
  }

  private initiatorIsLocal(slot: Slot): boolean {
    const columns = this.columns!;
    return this.local.has(columns.unsigned, columns.initiatorAt(slot));
  }

  private readAddresses(now: number): void {
    this.local = new LocalAddresses(this.probe.localAddresses());
    this.addressesUntil = now + ADDRESSES_MS;
  }

  private schedule(): void {
    if (this.cancelTimer !== null || this.looking || this.stopped) return;
    const wait = Math.max(GATHER_MS, this.nextLook - this.clock.monotonicMs());
    this.cancelTimer = this.clock.after(wait, () => {
      this.cancelTimer = null;
      void this.look();
    });
  }

  private async look(): Promise<void> {
    const began = this.clock.monotonicMs();
    if (began >= this.addressesUntil) this.readAddresses(began);
    const questions: SocketQuestion[] = [];
    const asked: AskedSession[] = [];
    const found: Slot[] = [];
    for (const session of this.waiting.takeAll()) {
      if (!this.isSettled(session, began)) asked.push(this.ask(session, questions));
      else if (this.columns!.serial(session.slot) === session.serial) found.push(session.slot);
    }
    if (questions.length === 0) {
      if (found.length > 0) this.changed(found);
      return;
    }
    this.looking = true;
    const { owners, costMs } = await this.probe.find(questions);
    this.looking = false;
    this.nextLook = began + Math.max(INTERVAL_MS, costMs / MAX_SHARE);
    const now = this.clock.monotonicMs();
    for (const each of asked) if (this.answer(each, owners, now)) found.push(each.session.slot);
    if (found.length > 0) this.changed(found);
    if (this.waiting.count > 0) this.schedule();
  }

  /** It is over, so that its own socket is gone, and who listens there is known. */
  private isSettled({ slot, serial, protocol, responder, responderPort }: WaitingSession, now: number): boolean {
    const columns = this.columns!;
    const isHeld = columns.serial(slot) === serial;
    if (isHeld && columns.endReason(slot) === END_OPEN) return false;
    const owner = this.listeners.find(protocol, responder, 0, responderPort, now);
    if (owner !== null && isHeld && !this.knows(slot)) this.set(slot, serial, owner);
    return owner !== null;
  }

  private ask(session: WaitingSession, questions: SocketQuestion[]): AskedSession {
    const { protocol, initiator, responder, initiatorPort, responderPort } = session;
    const ask = (local: Uint32Array, localPort: number, remote: Uint32Array, remotePort: number): number =>
      this.local.has(local, 0) ? questions.push({ protocol, local, localPort, remote, remotePort }) - 1 : -1;
    return {
      session,
      ofInitiator: ask(initiator, initiatorPort, responder, responderPort),
      ofResponder: ask(responder, responderPort, initiator, initiatorPort),
    };
  }

  /** Whether something was found out about the session. */
  private answer(
    { session, ofInitiator, ofResponder }: AskedSession,
    owners: readonly (SocketOwner | null)[],
    now: number,
  ): boolean {
    const { slot, serial, tries, protocol, responder, responderPort } = session;
    const responds = owners[ofResponder] ?? null;
    if (ofResponder >= 0) this.listeners.learn(protocol, responder, 0, responderPort, responds, now);
    const columns = this.columns!;
    if (columns.serial(slot) !== serial) return false;
    const owner = owners[ofInitiator] ?? responds;
    if (owner !== null) {
      this.set(slot, serial, owner);
      return true;
    }
    const mayBeThere = (ofInitiator >= 0 || ofResponder >= 0) && columns.endReason(slot) === END_OPEN;
    if (mayBeThere && tries + 1 < MAX_TRIES) this.waiting.add(columns, slot, tries + 1);
    return false;
  }

  private set(slot: Slot, serial: number, owner: SocketOwner): void {
    if (slot >= this.serials.length) this.grow(this.columns!.capacity);
    this.serials[slot] = serial;
    this.pids[slot] = owner.pid ?? 0;
    this.programs[slot] = this.programNumber(owner.program);
  }

  private grow(capacity: number): void {
    const { serials, pids, programs } = this;
    this.serials = new Float64Array(capacity);
    this.serials.set(serials);
    this.pids = new Uint32Array(capacity);
    this.pids.set(pids);
    this.programs = new Uint16Array(capacity);
    this.programs.set(programs);
  }

  private programNumber(program: string): number {
    const known = this.programNumbers.get(program);
    if (known !== undefined) return known;
    const number = this.programNames.length;
    if (number > MAX_PROGRAMS) return 0;
    this.programNames.push(program);
    this.programNumbers.set(program, number);
    return number;
  }
}
