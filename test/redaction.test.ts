/** The sample capture redacted: nothing real in any row, of files and of views, and filters find what is shown only. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { success } from '#base/result.ts';
import type { CellValue, StatusFrame, TableName, ViewFrame, ViewParams } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import type { RowOutput } from '#main/engine/read-request.ts';
import { createHostPorts } from '#main/host/host-ports.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../samples/netloupe-sample.pcap');
const TABLES = ['sessions', 'packets', 'dns'] as const;
type Format = Exclude<RowOutput['format'], 'parquet'>;

const folder = mkdtempSync(path.join(tmpdir(), 'netloupe-redaction-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The same made-up addresses in each run: by chance, one could hold the text of another, which a word finds. */
function seededBytes(seed: number): (count: number) => Uint8Array {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  };
  return (count) => Uint8Array.from({ length: count }, next);
}

function newEngine(): Engine {
  const about = { version: '0', host: 'headless', platform: 'test', samplePath: null } as const;
  return createEngine(
    { ...createHostPorts(), randomBytes: seededBytes(7) },
    { ...about, settings: { ...DEFAULT_SETTINGS, logs: { emit: 'all' } } },
  );
}

async function written(redact: boolean, format: Format): Promise<Record<TableName, string>> {
  const engine = newEngine();
  const text: Record<TableName, string> = { sessions: '', packets: '', dns: '' };
  const output = (table: TableName): RowOutput => ({
    format,
    sink: {
      write: async (chunk) => {
        text[table] += new TextDecoder().decode(chunk);
        return success(null);
      },
    },
  });
  const outputs = { sessions: output('sessions'), packets: output('packets'), dns: output('dns') };
  await engine.readCapture({ inputs: [{ kind: 'file', path: SAMPLE }], filter: '', redact, outputs });
  await engine.close();
  return text;
}

/** What says what an address is for, and stays. */
const PLAIN_ADDRESS = /^(127\.|0\.|22[4-9]\.|23\d\.|24\d\.|25\d\.|::1?$|ff)/;

interface Identity {
  readonly addresses: ReadonlySet<string>;
  /** Whole names, and labels that are not public. */
  readonly names: ReadonlySet<string>;
}

/** Everything in the real rows that tells who somebody is. */
function identityOf(lines: Record<TableName, string>): Identity {
  const addresses = new Set<string>();
  const names = new Set<string>();
  const address = (value: unknown): void => void (typeof value === 'string' && addresses.add(value));
  const name = (value: unknown): void => void (typeof value === 'string' && names.add(value));
  for (const line of TABLES.flatMap((table) => lines[table].trimEnd().split('\n'))) {
    const row = JSON.parse(line) as Record<string, CellValue>;
    for (const column of ['src_ip', 'dst_ip', 'client_ip', 'server_ip']) address(row[column]);
    for (const column of ['hostname', 'query']) name(row[column]);
    Object.values(row['payload'] ?? {}).forEach(name);
    for (const answer of (row['answers'] ?? []) as { name: string; type: string; data: string }[]) {
      name(answer.name);
      if (answer.type === 'A' || answer.type === 'AAAA') address(answer.data);
      else name(answer.data);
    }
  }
  return {
    addresses: new Set([...addresses].filter((each) => !PLAIN_ADDRESS.test(each))),
    names: new Set([...names].filter((each) => each.includes('.') && !PLAIN_ADDRESS.test(each) && each !== '.')),
  };
}

function realIn(text: string, { addresses, names }: Identity): string[] {
  const whole = (each: string): boolean =>
    new RegExp(`(?<![\\w.:-])${each.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)}(?![\\w.:-])`, 'i').test(text);
  return [...addresses, ...names].filter(whole);
}

const real = await written(false, 'jsonl');
const identity = identityOf(real);

describe('the sample capture, redacted', () => {
  it('has something to hide', () => {
    expect(identity.addresses.size).toBeGreaterThan(10);
    expect(identity.names.size).toBeGreaterThan(10);
    expect(realIn(real.sessions + real.packets + real.dns, identity)).toHaveLength(
      identity.addresses.size + identity.names.size,
    );
  });

  it.each<Format>(['csv', 'jsonl'])('has no real address and no real name in any row of %s', async (format) => {
    const rows = await written(true, format);
    for (const table of TABLES) {
      expect(realIn(rows[table], identity), table).toEqual([]);
      expect(rows[table].split('\n')).toHaveLength(real[table].split('\n').length + (format === 'csv' ? 1 : 0));
    }
  });

  it('says of everything else what the real rows say', async () => {
    const rows = await written(true, 'jsonl');
    const hidden = /^(src_ip|dst_ip|client_ip|server_ip|hostname|query|payload|answers|tunnel|session_id|asn|as_org)$/;
    const rest = (text: string): unknown[] =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => Object.entries(JSON.parse(line) as object).filter(([key]) => !hidden.test(key)));
    for (const table of TABLES) expect(rest(rows[table])).toEqual(rest(real[table]));
  });

  it('has the same made-up address wherever the real one was the same', async () => {
    const rows = await written(true, 'jsonl');
    const made = new Map<unknown, unknown>();
    for (const table of TABLES) {
      const [before, after] = [real[table], rows[table]].map((text) => text.trimEnd().split('\n'));
      for (const [i, line] of before!.entries()) {
        const [from, to] = [line, after![i]!].map((text) => JSON.parse(text) as Record<string, unknown>);
        for (const column of ['src_ip', 'dst_ip', 'client_ip', 'server_ip', 'hostname', 'query']) {
          const [key, value] = [from![column], to![column]];
          if (typeof key !== 'string') continue;
          expect(made.get(key) ?? value).toBe(value);
          made.set(key, value);
        }
      }
    }
    expect(new Set(made.values()).size).toBe(made.size);
  });
});

/** How many rows an export of the viewer has, which is filtered as views are. */
async function exportedRows(engine: Engine, table: TableName, filter: string, redact: boolean): Promise<number> {
  const { commands, streams } = engine.service;
  const started = await commands['export.start'](
    { table, filter, format: 'csv', range: null, redact, packetLogs: 'all', path: path.join(folder, `${table}.csv`) },
    new AbortController().signal,
  );
  expect(started, filter).toMatchObject({ ok: true });
  return new Promise((resolve) => {
    const look = (): void => {
      const last = progress.take()?.exports.at(-1);
      if (last?.state === 'done') resolve(last.rows);
    };
    const progress = streams.exports({}, look);
    look();
  });
}

describe('redacted views', () => {
  const view = (table: TableName, more: Partial<ViewParams> = {}): ViewParams => ({
    table,
    filter: '',
    range: null,
    redact: true,
    sparklines: false,
    sort: null,
    offset: 0,
    limit: 500,
    follow: false,
    hold: false,
    packetLogs: 'all',
    paused: false,
    ...more,
  });

  async function opened(): Promise<{ engine: Engine; frame(params: ViewParams): Promise<ViewFrame> }> {
    const engine = newEngine();
    const { commands, streams } = engine.service;
    expect(await commands['capture.open']({ path: SAMPLE }, new AbortController().signal)).toEqual(success(null));
    await new Promise<void>((resolve) => {
      const look = (): void => {
        const frame: StatusFrame | null = status.take();
        if (frame !== null && frame.capture.state !== 'running') resolve();
      };
      const status = streams.status({}, look);
      look();
    });
    return {
      engine,
      frame: (params) =>
        new Promise((resolve) => {
          const look = (): void => {
            const frame = stream.take();
            if (frame === null) return;
            stream.close();
            resolve(frame);
          };
          const stream = streams.view(params, look);
          look();
        }),
    };
  }

  it('show nothing real, in whatever order', async () => {
    const { engine, frame } = await opened();
    for (const table of TABLES) {
      const plain = await frame(view(table));
      expect(plain.keys.length).toBeGreaterThan(0);
      expect(realIn(JSON.stringify(plain), identity), table).toEqual([]);
    }
    const shown = await frame(view('sessions', { sort: { column: 'dst_ip', descending: false } }));
    const numbers = (shown.columns['dst_ip'] as string[])
      .filter((address) => !address.includes(':'))
      .map((address) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await engine.close();
  });

  it('are filtered by what is shown, so that nobody can ask for what is hidden', async () => {
    const { engine, frame } = await opened();
    const [plain, redacted] = [await frame(view('sessions', { redact: false })), await frame(view('sessions'))];
    const [name, made] = [plain, redacted].map(({ columns }) => columns['hostname']!) as [CellValue[], CellValue[]];
    const at = name.findIndex((each) => typeof each === 'string' && each.includes('.') && !/^\d/.test(each));
    const addresses = [plain, redacted].map(({ columns }) => columns['dst_ip']![at] as string);
    const realNameOf = name[at] as string;
    const count = (table: TableName, filter: string, redact = true): Promise<number> =>
      exportedRows(engine, table, filter, redact);
    for (const [asked, hidden] of [
      [`hostname = ${made[at] as string}`, `hostname = ${realNameOf}`],
      [`dst_ip = ${addresses[1]!}`, `dst_ip = ${addresses[0]!}`],
      [`dst_ip in ${addresses[1]!}/24`, `dst_ip in ${addresses[0]!}/24`],
      [made[at] as string, realNameOf],
      [addresses[1]!, addresses[0]!],
      [`host ${made[at] as string}`, `host ${realNameOf}`],
    ] as const) {
      expect(await count('sessions', asked), asked).toBe(await count('sessions', hidden, false));
      expect(await count('sessions', asked), asked).toBeGreaterThan(0);
      expect(await count('sessions', hidden), hidden).toBe(0);
    }
    // Packets are asked through their sessions.
    expect(await count('packets', `hostname = ${made[at] as string}`)).toBe(
      await count('packets', `hostname = ${realNameOf}`, false),
    );
    expect(await count('packets', `hostname = ${realNameOf}`)).toBe(0);
    const lookups = [await frame(view('dns', { redact: false })), await frame(view('dns'))].map(
      ({ columns }) => columns['answers'] as { type: string; data: string }[][],
    );
    const answered = lookups[0]!.findIndex(([answer]) => answer?.type === 'A' && !PLAIN_ADDRESS.test(answer.data));
    const data = lookups.map((answers) => answers[answered]![0]!.data);
    expect(await count('dns', `answers = "${data[1]!}"`)).toBe(await count('dns', `answers = "${data[0]!}"`, false));
    expect(await count('dns', `answers = "${data[0]!}"`)).toBe(0);
    await engine.close();
  });
});
