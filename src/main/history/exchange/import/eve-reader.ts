/** Suricata's eve.json, event by event. What becomes what: docs/history.md, "Opening exports of other tools". */
import { CellReader, type Lookup } from './cell-reader.ts';
import { eveAlert } from './eve-alert.ts';
import { EveDns } from './eve-dns.ts';
import { eveSession } from './eve-flow.ts';
import type { LineReader, RowSink } from './rows.ts';
import { jsonLookup } from './zeek-text.ts';

export class EveReader implements LineReader {
  readonly #sink: RowSink;
  readonly #event: CellReader = new CellReader();
  readonly #body: CellReader = new CellReader();
  readonly #dns: EveDns;

  constructor(sink: RowSink) {
    this.#sink = sink;
    this.#dns = new EveDns(sink);
  }

  line(text: string): void {
    if (text === '') return;
    const lookup = jsonLookup(text);
    if (lookup === null) {
      this.#sink.refuse('a line is no JSON');
      return;
    }
    const event = this.#event.begin(lookup);
    const type = event.text('event_type');
    if (type !== 'flow' && type !== 'dns' && type !== 'alert') return;
    const body = this.#body.begin(lookupIn(event.raw(type)));
    if (type === 'flow') {
      const session = eveSession(event, body, lookupIn(event.raw('tcp')));
      if (session !== null) this.#sink.session(session);
    } else if (type === 'dns') this.#dns.event(event, body);
    else {
      const alert = eveAlert(event, body);
      if (alert !== null) this.#sink.alert(alert);
    }
    const mistake = event.mistake ?? body.mistake;
    if (mistake !== null) this.#sink.refuse(mistake);
  }

  end(): void {
    this.#dns.end();
  }
}

function lookupIn(value: unknown): Lookup {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return () => undefined;
  const object = value as Readonly<Record<string, unknown>>;
  return (name) => (Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined);
}
