/**
 * What observers have to do next: rows of header frames, in order, and the flows that end in between. Owns the life-cycle of
 * the flows; whoever makes the calls owns their records, and holds one `State` for each.
 *
 * `next` answers one step after the other until there is none left. After STEP_NEW comes `begin` or `decline`; after STEP_NEW
 * and `begin`, STEP_FORWARD or STEP_REVERSE may come `end`.
 */
import { FlowLifeCycle, PACKET_FORWARD, PACKET_IGNORED, PACKET_NEW, type PacketVerdict } from '#base/flow-lifecycle.ts';
import { HEADER_OPPOSITE, type HeaderFrame } from '#contract/plugins/header-frame.ts';

export const STEP_NONE = 0;
/** The flow of `state` has ended: nothing will be heard of it again. */
export const STEP_ENDED = 1;
/** The packet in `row` belongs to a flow that is not known yet. */
export const STEP_NEW = 2;
/** The packet in `row` belongs to the flow of `state`, and travels as its first one did, or the other way. */
export const STEP_FORWARD = 3;
export const STEP_REVERSE = 4;
export type Step = 0 | 1 | 2 | 3 | 4;

const SMALLEST_CAPACITY = 1024;

export class FlowSteps<State> {
  row = 0;
  /** Microseconds. Of the packet in `row`. */
  time = 0;
  key = 0;
  private held: State | null = null;
  private life: FlowLifeCycle<State>;
  private readonly ended: State[] = [];
  /** Of `ended`, those that were told. */
  private told = 0;
  private frame: HeaderFrame | null = null;
  private nextRow = 0;
  private step = 1;
  /** Of the packet in `row`, where flows that ended before it come first. */
  private verdict: PacketVerdict | null = null;
  private opposite = false;
  private generations = new Uint16Array(SMALLEST_CAPACITY);
  private capture = -1;
  private formerFlows = 0;
  private formerDeclined = 0;

  constructor() {
    this.life = this.newLife();
  }

  /** Flows that were begun, and that were declined, since the start. */
  get begun(): number {
    return this.formerFlows + this.life.counters.flows;
  }

  get declined(): number {
    return this.formerDeclined + this.life.counters.ignoredFlows;
  }

  /** Of the flow of the packet in `row`. */
  get generation(): number {
    return this.generations[this.key]!;
  }

  /** Of STEP_ENDED, STEP_FORWARD and STEP_REVERSE. */
  get state(): State {
    return this.held!;
  }

  /** Rows `from`, `from + step`, … are next. All steps of the frame before were taken. */
  take(frame: HeaderFrame, from: number, step: number): void {
    if (frame.capture !== this.capture) this.beginCapture(frame.capture);
    this.frame = frame;
    this.nextRow = from;
    this.step = step;
  }

  /** Nothing more comes: all flows end. */
  finish(): void {
    this.life.flush();
  }

  next(): Step {
    if (this.tellsEnded()) return STEP_ENDED;
    let { verdict } = this;
    while (verdict === null || verdict === PACKET_IGNORED) {
      const { frame } = this;
      if (frame === null) return STEP_NONE;
      if (this.nextRow < frame.rows) verdict = this.look(frame);
      else {
        this.frame = null;
        if (frame.nowUs > 0) this.life.advance(frame.nowUs);
        if (frame.ends) this.life.flush();
      }
      if (!this.tellsEnded()) continue;
      this.verdict = verdict === PACKET_IGNORED ? null : verdict;
      return STEP_ENDED;
    }
    this.verdict = null;
    if (verdict === PACKET_NEW) return STEP_NEW;
    this.held = this.life.state(this.key);
    return verdict === PACKET_FORWARD ? STEP_FORWARD : STEP_REVERSE;
  }

  begin(state: State): void {
    this.life.begin(this.key, this.time, this.opposite, state);
  }

  decline(): void {
    this.life.ignore(this.key);
  }

  end(): void {
    this.life.end(this.key);
  }

  private look(frame: HeaderFrame): PacketVerdict {
    const row = this.nextRow;
    this.row = row;
    this.nextRow = row + this.step;
    const key = frame.key[row]!;
    const generation = frame.generation[row]!;
    this.key = key;
    this.time = frame.time[row]!;
    this.opposite = (frame.flags[row]! & HEADER_OPPOSITE) !== 0;
    if (key >= this.generations.length) this.growGenerations(key);
    if (this.generations[key] !== generation) {
      this.generations[key] = generation;
      this.life.renew(key);
    }
    return this.life.packet(key, this.time, this.opposite);
  }

  private tellsEnded(): boolean {
    if (this.told < this.ended.length) {
      this.held = this.ended[this.told++]!;
      return true;
    }
    this.ended.length = 0;
    this.told = 0;
    return false;
  }

  /** Its times may be long before those of the one before, so it has a clock of its own. */
  private beginCapture(capture: number): void {
    this.capture = capture;
    this.life.flush();
    this.formerFlows += this.life.counters.flows;
    this.formerDeclined += this.life.counters.ignoredFlows;
    this.life = this.newLife();
  }

  private newLife(): FlowLifeCycle<State> {
    return new FlowLifeCycle<State>((_key, state) => {
      this.ended.push(state);
    });
  }

  private growGenerations(key: number): void {
    const larger = new Uint16Array(2 * (key + 1));
    larger.set(this.generations);
    this.generations = larger;
  }
}
