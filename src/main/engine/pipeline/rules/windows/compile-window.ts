/**
 * Functions over windows of packet time (docs/rules.md, "Windows"): counts, sums, how regular something is, what is new. A window takes in the
 * records that its condition is asked about, so what stands before it in the same `and` says which. Memory is bounded: by
 * keys, and by what is kept for each. On the same records in the same order, the answers are the same.
 */
import { parseDuration } from '#base/quantity-text.ts';
import { MICROSECONDS_PER_MILLISECOND, type Microseconds } from '#base/units.ts';
import type { Field, FieldUnit } from '#contract/pipelines/fields.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { OrderOperator } from '#main/engine/filter/operators.ts';
import type { Value, WindowCall, WindowFunction, Word } from '../condition.ts';
import { readField, type RecordTest } from '#main/engine/filter/field-tests.ts';
import { numberLiteral } from '#main/engine/filter/literals.ts';
import type { Place, RuleReport } from '../mistakes.ts';
import { DistinctValues } from './distinct-values.ts';
import { FirstSight } from './first-sight.ts';
import { Intervals } from './intervals.ts';
import { KeyedStates } from './keyed-states.ts';
import { beginning, PacketTime } from './packet-time.ts';
import { SlidingSum } from './sliding-sum.ts';

export const MAX_KEYS = 10_000;
/** Of all keys of a window together. */
const MAX_DISTINCT = 400_000;
const MAX_THRESHOLD = 10_000;
export const MAX_FIRST_SEEN = 100_000;
const MAX_WITHIN_US = 366 * 86_400_000_000;

export interface WindowScope {
  readonly report: RuleReport;
  field(word: Word): Field | null;
  /** Number of the record that is being judged. */
  readonly turn: { now: number };
  /** Intervals that several functions of one condition share. */
  readonly shared: Map<string, SharedIntervals>;
  /** Called once for each window, with how to ask how many keys it had to forget. */
  opened(forgotten: () => number): void;
}

/** NaN: no answer, which compares with nothing. */
type Measure = (record: PipelineRecord, time: Microseconds) => number;

export function compileWindow(
  call: WindowCall,
  comparison: { readonly operator: OrderOperator; readonly value: Value } | null,
  scope: WindowScope,
): RecordTest | null {
  const name = call.name.text as WindowFunction;
  const shape = SHAPES[name];
  const fields = fieldsOf(call.fields, scope);
  const by = fieldsOf(call.by, scope);
  const within = timeOf(call.within, scope);
  const learn = timeOf(call.learn, scope);
  if (fields === null || by === null || within === undefined || learn === undefined) return null;
  const wrong = (message: string, place: Place = call.name.place): null => {
    scope.report.mistake(place, message);
    return null;
  };
  if (fields.length < shape.least || fields.length > shape.most) return wrong(`\`${name}\` takes ${shape.takes}`);
  if (within === null && name !== 'first_seen')
    return wrong(`\`${name}\` needs \`within\` and a duration such as \`60s\``);
  if (name === 'first_seen') {
    if (by.length > 0) return wrong('`first_seen` has no `by`: it tells apart what stands in its parentheses');
    if (comparison !== null)
      return wrong('`first_seen` is true or false: it is compared with nothing', comparison.value.place);
    return firstSeen(fields, within ?? MAX_WITHIN_US, learn ?? 0, scope);
  }
  if (learn !== null) return wrong('only `first_seen` has `learn`');
  if (comparison === null) return wrong(`\`${name}\` is a number: compare it, as in \`${name}(…) … > 20\``);
  const threshold = numberLiteral(comparison.value.text, shape.unit ?? fields[0]?.unit);
  if (threshold === null)
    return wrong(`expected a number, but found \`${comparison.value.text}\``, comparison.value.place);
  if (name === 'count_distinct' && threshold > MAX_THRESHOLD) {
    return wrong(`\`count_distinct\` counts to ${MAX_THRESHOLD}`, comparison.value.place);
  }
  if (name === 'sum' && fields[0]!.type !== 'number')
    return wrong(`\`${fields[0]!.name}\` is no number`, call.fields[0]!.place);
  return compared(measureOf(name, { fields, by, within: within!, threshold }, scope), comparison.operator, threshold);
}

interface Shape {
  readonly least: number;
  readonly most: number;
  readonly takes: string;
  readonly unit?: FieldUnit;
}

const NONE = { least: 0, most: 0, takes: 'no fields in its parentheses: what it tells apart comes after `by`' };
const SHAPES: Readonly<Record<WindowFunction, Shape>> = {
  count: NONE,
  count_distinct: { least: 1, most: 4, takes: 'one to four fields' },
  sum: { least: 1, most: 1, takes: 'one field' },
  intervals: NONE,
  interval_mean: { ...NONE, unit: 's' },
  interval_variation: NONE,
  first_seen: { least: 1, most: 6, takes: 'one to six fields' },
};

interface MeasureParts {
  readonly fields: readonly Field[];
  readonly by: readonly Field[];
  readonly within: Microseconds;
  readonly threshold: number;
}

function measureOf(
  name: Exclude<WindowFunction, 'first_seen'>,
  parts: MeasureParts,
  scope: WindowScope,
): RecordTimeMeasure {
  const { fields, by, within } = parts;
  const key = keyReader(by);
  switch (name) {
    case 'count':
    case 'sum': {
      const states = new KeyedStates(MAX_KEYS, () => new SlidingSum(within));
      const value = name === 'sum' ? readField(fields[0]!) : () => 1;
      return opened(scope, within, states, (record, time) => {
        const amount = value(record);
        return typeof amount === 'number' ? states.at(key(record)).add(time, amount) : Number.NaN;
      });
    }
    case 'count_distinct': {
      const most = Math.max(1, Math.floor(parts.threshold) + 1);
      const keys = Math.min(MAX_KEYS, Math.floor(MAX_DISTINCT / most));
      const states = new KeyedStates(keys, () => new DistinctValues(within, most));
      const value = keyReader(fields);
      return opened(scope, within, states, (record, time) => states.at(key(record)).add(time, value(record)));
    }
    case 'intervals':
    case 'interval_mean':
    case 'interval_variation': {
      const id = `${by.map((field) => field.name).join()} ${within}`;
      let shared = scope.shared.get(id);
      if (shared === undefined) {
        shared = new SharedIntervals(key, within, scope);
        scope.shared.set(id, shared);
      }
      const intervals = shared;
      if (name === 'intervals') return (record) => intervals.of(record)?.count ?? Number.NaN;
      if (name === 'interval_mean') return (record) => intervals.of(record)?.mean ?? Number.NaN;
      return (record) => intervals.of(record)?.variation ?? Number.NaN;
    }
  }
}

type RecordTimeMeasure = (record: PipelineRecord) => number;

function opened<S>(
  scope: WindowScope,
  within: Microseconds,
  states: KeyedStates<S>,
  measure: Measure,
): RecordTimeMeasure {
  const clock = new PacketTime(within, () => states.clear());
  scope.opened(() => states.forgotten);
  return (record) => {
    const time = clock.of(record);
    return Number.isNaN(time) ? Number.NaN : measure(record, time);
  };
}

/** One set of times for the functions of one condition that look at the same; a record goes in once. */
export class SharedIntervals {
  private readonly states: KeyedStates<Intervals>;
  private readonly clock: PacketTime;
  private readonly key: (record: PipelineRecord) => string;
  private readonly turn: { readonly now: number };
  private lastTurn = -1;
  private last: Intervals | null = null;

  constructor(key: (record: PipelineRecord) => string, within: Microseconds, scope: WindowScope) {
    this.states = new KeyedStates(MAX_KEYS, () => new Intervals(within));
    this.clock = new PacketTime(within, () => this.states.clear());
    this.key = key;
    this.turn = scope.turn;
    scope.opened(() => this.states.forgotten);
  }

  /** Null for a record without time. */
  of(record: PipelineRecord): Intervals | null {
    if (this.lastTurn === this.turn.now) return this.last;
    this.lastTurn = this.turn.now;
    const time = this.clock.of(record);
    const began = beginning(record);
    this.last = Number.isNaN(time) || Number.isNaN(began) ? null : this.states.at(this.key(record));
    this.last?.add(began);
    return this.last;
  }
}

function firstSeen(
  fields: readonly Field[],
  within: Microseconds,
  learn: Microseconds,
  scope: WindowScope,
): RecordTest {
  const key = keyReader(fields);
  const sights = new FirstSight(within, MAX_FIRST_SEEN);
  const clock = new PacketTime(within, () => sights.clear());
  scope.opened(() => sights.forgotten);
  return (record) => {
    const time = clock.of(record);
    return !Number.isNaN(time) && sights.see(time, key(record)) && time - clock.firstUs >= learn;
  };
}

/** The field values as one text; the separator occurs in none. */
function keyReader(fields: readonly Field[]): (record: PipelineRecord) => string {
  const readers = fields.map(readKeyPart);
  const [only] = readers;
  if (only !== undefined && readers.length === 1) return only;
  return (record) => readers.map((reader) => reader(record)).join('\u001f');
}

function readKeyPart(field: Field): (record: PipelineRecord) => string {
  const read = readField(field);
  const folds = field.type === 'name';
  return (record) => {
    const value: Json = read(record);
    if (typeof value === 'string') return folds ? value.toLowerCase() : value;
    return JSON.stringify(value);
  };
}

function compared(measure: RecordTimeMeasure, operator: OrderOperator, threshold: number): RecordTest {
  switch (operator) {
    case '=':
      return (record) => measure(record) === threshold;
    case '!=':
      return (record) => {
        const value = measure(record);
        return !Number.isNaN(value) && value !== threshold;
      };
    case '<':
      return (record) => measure(record) < threshold;
    case '<=':
      return (record) => measure(record) <= threshold;
    case '>':
      return (record) => measure(record) > threshold;
    case '>=':
      return (record) => measure(record) >= threshold;
  }
}

function fieldsOf(words: readonly Word[], scope: WindowScope): Field[] | null {
  const fields = words.map((word) => scope.field(word)).filter((field) => field !== null);
  return fields.length === words.length ? fields : null;
}

/** Null: not given; undefined: a mistake was reported. */
function timeOf(value: Value | null, scope: WindowScope): Microseconds | null | undefined {
  if (value === null) return null;
  const milliseconds = parseDuration(value.text);
  const time = milliseconds === null ? Number.NaN : milliseconds * MICROSECONDS_PER_MILLISECOND;
  if (time > 0 && time <= MAX_WITHIN_US) return time;
  scope.report.mistake(
    value.place,
    `expected a duration such as \`60s\` or \`2h\`, 366 days at most, but found \`${value.text}\``,
  );
  return undefined;
}
