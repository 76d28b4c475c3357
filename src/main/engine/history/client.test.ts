import { describe, expect, it } from 'vitest';
import { failure, success } from '#base/result.ts';
import type { FromHistory, HistoryBatch, HistoryFound, ToHistory } from '#contract/history/process.ts';
import { ManualClock, settle } from '../store/manual-clock.ts';
import { HistoryClient } from './client.ts';
import type { HistoryExit, HistoryProcess } from './ports.ts';

const FOUND: HistoryFound = {
  state: { kind: 'ready' },
  lastRun: 0,
  lastSession: 0,
  lastDns: 0,
  lastBatch: 0,
  setAside: null,
};
const OPEN = {
  folder: '/data/history',
  writes: true,
  retention: { days: 30, bytes: 0 },
  memoryBytes: 1,
  threads: 1,
  version: '1',
};
const batch = (session: number): HistoryBatch => ({ sessions: { rows: 1, columns: [[session]] } });

/** A process that the test plays. */
class Played implements HistoryProcess {
  readonly heard: ToHistory[] = [];
  isKilled: boolean = false;
  #say: (message: unknown) => void = () => undefined;
  #exit: (exit: HistoryExit) => void = () => undefined;

  send(message: ToHistory): void {
    this.heard.push(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#say = listener;
  }

  onExit(listener: (exit: HistoryExit) => void): void {
    this.#exit = listener;
  }

  kill(): void {
    this.isKilled = true;
    this.end({ code: null, signal: 'SIGKILL', stderr: '' });
  }

  say(message: FromHistory | { readonly kind: 'nonsense' }): void {
    this.#say(message);
  }

  opened(found: Partial<HistoryFound> = {}): void {
    this.say({ kind: 'opened', found: { ...FOUND, ...found } });
  }

  end(exit: HistoryExit = { code: 1, signal: null, stderr: 'Segmentation fault' }): void {
    this.#exit(exit);
  }

  get kinds(): string[] {
    return this.heard.map(({ kind }) => kind);
  }

  get writes(): (readonly [number, unknown])[] {
    return this.heard.flatMap((message) =>
      message.kind === 'write' ? [[message.batchId, message.batch.sessions?.columns[0]?.[0]] as const] : [],
    );
  }
}

function begin() {
  const clock = new ManualClock();
  const processes: Played[] = [];
  const client = new HistoryClient({
    clock,
    chance: () => 0.5,
    open: OPEN,
    spawner: {
      spawn: () => {
        const process = new Played();
        processes.push(process);
        return process;
      },
    },
  });
  const latest = (): Played => processes.at(-1)!;
  const check = (signal: AbortSignal = new AbortController().signal) =>
    client.ask('sql.check', { dataset: 'history', text: 'SELECT' }, signal);
  return { clock, processes, client, latest, check };
}

describe('questions', () => {
  it('wait until the database is open, and get the answer that is theirs', async () => {
    const { client, latest, check } = begin();
    const first = check();
    const second = check();
    expect(client.state).toEqual({ kind: 'starting' });
    expect(latest().kinds).toEqual(['open']);
    latest().opened();
    expect(latest().heard.slice(1)).toMatchObject([
      { kind: 'ask', id: 1, question: 'sql.check', params: { text: 'SELECT' } },
      { kind: 'ask', id: 2 },
    ]);
    latest().say({ kind: 'answer', id: 2, result: success(null) });
    latest().say({ kind: 'answer', id: 1, result: failure('invalid', 'No') });
    expect(await first).toMatchObject({ ok: false, failure: { message: 'No' } });
    expect(await second).toEqual({ ok: true, value: null });
  });

  it('under way fail with the process, whose last words they say; those that it never heard of are for the next one', async () => {
    const { clock, processes, client, latest, check } = begin();
    const asked = check();
    latest().opened();
    latest().end();
    expect(await asked).toMatchObject({
      ok: false,
      failure: { code: 'unavailable', message: expect.stringContaining('Segmentation fault') as string },
    });
    expect(client.state).toMatchObject({ kind: 'gone' });
    await clock.advance(1000);
    expect(processes).toHaveLength(2);
    const again = check();
    latest().opened();
    latest().say({ kind: 'answer', id: 2, result: success(null) });
    expect(await again).toMatchObject({ ok: true });
  });

  it('that are withdrawn are answered at once, and the process is told of those that it has', async () => {
    const { latest, check } = begin();
    const [early, late] = [new AbortController(), new AbortController()];
    const unsent = check(early.signal);
    early.abort();
    expect(await unsent).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    latest().opened();
    expect(latest().kinds).toEqual(['open']);
    const sent = check(late.signal);
    late.abort();
    expect(await sent).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
    expect(latest().kinds).toEqual(['open', 'ask', 'cancel']);
    // Nobody waits for it any more.
    latest().say({ kind: 'answer', id: 2, result: success(null) });
    expect(await check(late.signal)).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
  });

  it('are not without bound', async () => {
    const { check } = begin();
    const asked = Array.from({ length: 300 }, () => check());
    const refused = await Promise.race(asked);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
  });
});

describe('batches', () => {
  it('are sent one at a time, with numbers upwards from those that are on disk', async () => {
    const { client, latest } = begin();
    const written = [client.write(batch(7)), client.write(batch(8))];
    latest().opened({ lastBatch: 41 });
    expect(latest().writes).toEqual([[42, 7]]);
    latest().say({ kind: 'written', batchId: 42, failure: null });
    expect(latest().writes).toEqual([
      [42, 7],
      [43, 8],
    ]);
    latest().say({ kind: 'written', batchId: 43, failure: null });
    expect(await Promise.all(written)).toEqual([success(null), success(null)]);
  });

  it.each([
    ['is on disk', 1, [[2, 8]]],
    [
      'is not',
      0,
      [
        [1, 7],
        [2, 8],
      ],
    ],
  ] as const)(
    'are written once where the process ends before it says so and one %s',
    async (_what, lastBatch, sent) => {
      const { clock, client, latest } = begin();
      const written = [client.write(batch(7)), client.write(batch(8))];
      latest().opened();
      latest().end();
      await clock.advance(1000);
      latest().opened({ lastBatch });
      for (const [batchId] of sent) latest().say({ kind: 'written', batchId, failure: null });
      expect(await Promise.all(written)).toEqual([success(null), success(null)]);
      expect(latest().writes).toEqual(sent);
    },
  );

  it('wait where the disk is full, and are tried again when it is not, or somebody should have said so', async () => {
    const { clock, client, latest } = begin();
    let isWritten = false;
    void client.write(batch(7)).then(() => {
      isWritten = true;
    });
    latest().opened();
    const { failure: full } = failure('no-space', 'The disk is full');
    latest().say({ kind: 'state', state: { kind: 'full', failure: full } });
    latest().say({ kind: 'written', batchId: 1, failure: full });
    await clock.advance(60_000);
    expect(latest().writes).toEqual([[1, 7]]);
    latest().say({ kind: 'state', state: { kind: 'ready' } });
    expect(latest().writes).toHaveLength(2);
    latest().say({ kind: 'written', batchId: 1, failure: full });
    await clock.advance(5000);
    expect(latest().writes).toHaveLength(3);
    latest().say({ kind: 'written', batchId: 1, failure: null });
    await settle();
    expect(isWritten).toBe(true);
  });

  it('are given up where nothing would help, or where they take one process after the other along', async () => {
    const { clock, client, latest } = begin();
    const refused = client.write(batch(7));
    latest().opened();
    latest().say({ kind: 'written', batchId: 1, failure: failure('invalid', 'No such column').failure });
    expect(await refused).toMatchObject({ ok: false, failure: { code: 'invalid' } });
    const deadly = client.write(batch(8));
    for (let deaths = 0; deaths < 3; deaths++) {
      expect(latest().writes.at(-1)).toEqual([2, 8]);
      latest().end();
      await clock.advance(10_000);
      latest().opened({ lastBatch: 1 });
    }
    expect(await deadly).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
    expect(latest().writes).toEqual([]);
  });

  it('are refused beyond a bound', async () => {
    const { client } = begin();
    for (let number = 1; number <= 8; number++) void client.write(batch(number));
    expect(await client.write(batch(9))).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
  });
});

describe('the process', () => {
  it('is ended where it says what makes no sense', async () => {
    const { client, latest } = begin();
    client.start();
    latest().say({ kind: 'nonsense' });
    expect(latest().isKilled).toBe(true);
    expect(client.state).toMatchObject({
      kind: 'gone',
      failure: { message: expect.stringContaining('makes no sense') as string },
    });
  });

  it('rests after many deaths, during which nobody waits for an answer, and comes back', async () => {
    const { clock, processes, client, latest, check } = begin();
    client.start();
    for (let deaths = 0; deaths < 6; deaths++) {
      latest().end();
      if (deaths < 5) await clock.advance(8000);
    }
    expect(processes).toHaveLength(6);
    expect(await check()).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
    await clock.advance(60_000);
    expect(processes).toHaveLength(7);
    latest().opened();
    expect(client.state).toEqual({ kind: 'ready' });
  });

  it('is told of other limits, and begun anew with another right', async () => {
    const { processes, client, latest } = begin();
    client.start();
    latest().opened();
    client.configure({ ...OPEN, retention: { days: 7, bytes: 0 } });
    client.configure({ ...OPEN, retention: { days: 7, bytes: 0 } });
    expect(latest().kinds).toEqual(['open', 'retention']);
    client.configure({ ...OPEN, writes: false });
    expect(latest().kinds.at(-1)).toBe('close');
    latest().end({ code: 0, signal: null, stderr: '' });
    expect(processes).toHaveLength(2);
    expect(latest().heard).toEqual([{ kind: 'open', open: { ...OPEN, writes: false } }]);
  });

  it('is asked to end, and ended where it does not', async () => {
    const { clock, client, latest, check } = begin();
    const asked = check();
    latest().opened();
    const closed = client.close(1000);
    expect(latest().kinds.at(-1)).toBe('close');
    expect(latest().isKilled).toBe(false);
    await clock.advance(1000);
    expect(latest().isKilled).toBe(true);
    await closed;
    expect(await asked).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
    expect(await client.write(batch(1))).toMatchObject({ ok: false });
    expect(client.state).toEqual({ kind: 'idle' });
  });
});
