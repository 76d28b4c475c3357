/** Records of flows that ended, on their way to the engine: checked one by one, sent many at once, never faster than it takes. */
import type { FlowRecord } from '#contract/plugins/header-fields.ts';
import { jsonLength } from '#contract/plugins/json.ts';
import type { ObservedFlows } from '#contract/plugins/observed.ts';
import { MAX_BATCH_RECORDS, MAX_UNWANTED_FLOWS } from '#contract/plugins/process-limits.ts';
import { asJson } from '../api/json-value.ts';

const MOST_CHARACTERS = 64 * 1024;
/** From so many on, a batch is sent. */
const FULL_CHARACTERS: number = 1024 * 1024;

export interface OutletParts {
  send(flows: ObservedFlows): void;
  /** Whether the engine is told what it need not send: a trial run is given the same each time. */
  readonly tellsUnwanted: boolean;
  /** Null: go on; else when to. */
  pace(): Promise<void> | null;
  /** A record that is none; it is left out. */
  refused(problem: string): void;
}

export class FlowOutlet {
  private readonly parts: OutletParts;
  private records: FlowRecord[] = [];
  private characters = 0;
  private unwanted: number[] = [];
  private begun = 0;
  private declined = 0;

  constructor(parts: OutletParts) {
    this.parts = parts;
  }

  /** It is time to `send`. */
  get isFull(): boolean {
    const { records, characters, unwanted } = this;
    const isDeclining = unwanted.length >= 2 * MAX_UNWANTED_FLOWS;
    return records.length === MAX_BATCH_RECORDS || characters >= FULL_CHARACTERS || isDeclining;
  }

  /** Only where it is not full. `record`: as the plugin left it; reading it may throw what the plugin throws. */
  add(record: unknown): void {
    const checked = asJson(record);
    if (!checked.ok) {
      this.parts.refused(`the record of a flow holds ${checked.problem}`);
      return;
    }
    const length = jsonLength(checked.value, MOST_CHARACTERS);
    if (length === null) {
      this.parts.refused(`the record of a flow is longer than ${MOST_CHARACTERS} characters`);
      return;
    }
    this.characters += length;
    this.records.push(checked.value as FlowRecord);
  }

  /** Nothing need come of this flow any more. */
  decline(key: number, generation: number): void {
    if (!this.parts.tellsUnwanted || this.unwanted.length >= 2 * MAX_UNWANTED_FLOWS) return;
    this.unwanted.push(key, generation);
  }

  /** With how many flows began, and were declined, until now. */
  async send(begun: number, declined: number): Promise<void> {
    const { records, unwanted, parts } = this;
    if (records.length === 0 && begun === this.begun && declined === this.declined) return;
    const pause = parts.pace();
    if (pause !== null) await pause;
    this.records = [];
    this.unwanted = [];
    this.characters = 0;
    parts.send({ t: 'flows', records, begun: begun - this.begun, declined: declined - this.declined, unwanted });
    this.begun = begun;
    this.declined = declined;
  }
}
