/** A table with made-up addresses and names in the place of real ones: what is shown, what is filtered and sorted by, what is exported. */
import type { CellValue, TableName } from '#contract/protocol.ts';
import type { DnsAnswer } from '#contract/records.ts';
import type { TimeSpan } from '#contract/views/time-range.ts';
import type { RowField, RowFields } from '#main/engine/filter/row-fields.ts';
import { columnRedaction, type Redactor } from './redact.ts';
import { redactedFields } from './redact-fields.ts';
import type { SortKey } from './sort-key.ts';
import type { RowTotals, TableModel } from './table-model.ts';

/** Keys of flat records that words are looked for in, as in the tables themselves. */
const SEARCHED: Readonly<Record<TableName, readonly string[]>> = {
  sessions: [
    'service',
    'protocol_name',
    'state',
    'end_reason',
    'interface',
    'hostname',
    'src_ip',
    'dst_ip',
    'src_port',
    'dst_port',
    'vlan',
    'tunnel',
    'session_id',
    'process',
    'pid',
    'country',
  ],
  packets: [
    'src_ip',
    'dst_ip',
    'src_port',
    'dst_port',
    'protocol_name',
    'state',
    'direction',
    'interface',
    'name',
    'session_id',
  ],
  dns: [
    'interface',
    'src_ip',
    'src_port',
    'dst_ip',
    'dst_port',
    'transport',
    'query',
    'qtype',
    'rcode_name',
    'status',
    'flags',
    'answer_words',
    'session_id',
  ],
};

/** One capture's redacted tables: the same one for the same table, so that whoever looks at it sees when it is another. */
export class RedactedTables {
  private readonly redactor: Redactor;
  private readonly made = new WeakMap<TableModel, TableModel>();

  constructor(redactor: Redactor) {
    this.redactor = redactor;
  }

  of(table: TableModel): TableModel {
    let redacted = this.made.get(table);
    if (redacted === undefined) {
      redacted = new RedactedTable(table, this.redactor);
      this.made.set(table, redacted);
    }
    return redacted;
  }
}

export class RedactedTable implements TableModel {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly newestFirst: boolean;
  readonly addTotals: ((indices: Uint32Array, count: number, totals: RowTotals) => void) | null;
  private readonly real: TableModel;
  private readonly redactor: Redactor;

  constructor(real: TableModel, redactor: Redactor) {
    this.real = real;
    this.redactor = redactor;
    this.table = real.table;
    this.columns = real.columns;
    this.newestFirst = real.newestFirst;
    const { addTotals } = real;
    this.addTotals = addTotals === null ? null : addTotals.bind(real);
  }

  get fields(): RowFields<number> {
    const { real, redactor, table } = this;
    return redactedFields(real.fields, redactor, SEARCHED[table], table === 'dns' ? this.answers() : {});
  }

  cell(index: number, column: string): CellValue {
    return this.redactor.cell(column, this.real.cell(index, column));
  }

  sortKey(column: string): SortKey | null {
    const key = this.real.sortKey(column);
    const how = columnRedaction(column);
    if (key === null || how === null || key.kind === 'number') return key;
    if (how === 'hidden') return null;
    if (key.kind === 'words') return this.addressKey(key);
    const text = (index: number): string | null => {
      const shown = this.cell(index, column);
      return shown === null || typeof shown === 'string' ? shown : textsIn(shown).join(' ');
    };
    return { kind: 'text', value: text };
  }

  freeze(): TableModel | null {
    const frozen = this.real.freeze();
    return frozen === null ? null : new RedactedTable(frozen, this.redactor);
  }

  version(): number {
    return this.real.version();
  }

  held(): number {
    return this.real.held();
  }

  lastSerial(): number {
    return this.real.lastSerial();
  }

  firstPosition(): number {
    return this.real.firstPosition();
  }

  endPosition(): number {
    return this.real.endPosition();
  }

  readRows(position: number, count: number, into: Uint32Array): number {
    return this.real.readRows(position, count, into);
  }

  beginWalk(): void {
    this.real.beginWalk();
  }

  endWalk(): void {
    this.real.endWalk();
  }

  window(offset: number, limit: number): number[] {
    return this.real.window(offset, limit);
  }

  newerThan(lastSerial: number): number | null {
    return this.real.newerThan(lastSerial);
  }

  isStill(index: number, lastSerial: number): boolean {
    return this.real.isStill(index, lastSerial);
  }

  within(span: TimeSpan): (index: number) => boolean {
    return this.real.within(span);
  }

  key(index: number): string {
    return this.real.key(index);
  }

  /** What an answer says is redacted by its type, which filters are not given. */
  private answers(): Readonly<Record<string, RowField<number>>> {
    const shown = (index: number): readonly DnsAnswer[] => this.cell(index, 'answers') as readonly DnsAnswer[];
    return {
      answers: { kind: 'values', value: (index) => shown(index).map(({ data }) => data) },
      answer_words: {
        kind: 'values',
        value: (index) => shown(index).flatMap(({ name, type, data }) => [name, type, data]),
      },
    };
  }

  private addressKey(real: SortKey & { readonly kind: 'words' }): SortKey {
    const made = new Uint32Array(4);
    const at = (index: number): number => {
      const place = real.at(index);
      this.redactor.addresses.words(real.words(), place, made);
      return 0;
    };
    return { kind: 'words', count: 4, words: () => made, at };
  }
}

/** Of answers, what they say; of a payload, its names. */
function textsIn(value: CellValue): string[] {
  if (Array.isArray(value)) return value.map((answer) => (answer as DnsAnswer).data);
  return typeof value === 'object' && value !== null ? Object.values(value).map(String) : [];
}
