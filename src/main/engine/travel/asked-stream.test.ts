import { describe, expect, it } from 'vitest';
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { ManualClock, settle } from '../store/manual-clock.ts';
import { Turns } from '../store/slicer.ts';
import { AskedStream, type AskedParams, type Moment } from './asked-stream.ts';

const NOW = 1_800_000_000_000_000;
const HOUR = 3_600_000_000;

interface Frame {
  readonly about: string;
  readonly notice: Failure | null;
  readonly coalesced: number;
}
interface Params extends AskedParams {
  readonly filter: string;
  readonly offset: number;
}
const plain: Params = { filter: '', range: { kind: 'last', seconds: 3600 }, offset: 0, paused: false };

/** Questions are answered by the test. */
class Asked {
  readonly clock = new ManualClock(NOW);
  readonly questions: (Moment & { readonly params: Params; answer(result: Result<Frame>): void })[] = [];
  version = 0;
  basis: unknown = 'key';
  notified = 0;
  readonly stream: AskedStream<Params, Frame>;

  constructor(params: Partial<Params> = {}) {
    this.stream = new AskedStream<Params, Frame>(
      {
        turns: new Turns(this.clock),
        version: () => this.version,
        latestUs: () => this.clock.nowUs(),
        basis: () => this.basis,
        subject: ({ filter, range }) => JSON.stringify([filter, range]),
        ask: (asked, moment) =>
          new Promise((answer) => {
            this.questions.push({ ...moment, params: asked, answer });
          }),
        failed: (notice, _params, last) => ({ about: last?.about ?? 'nothing', notice, coalesced: 0 }),
        counted: (frame, coalesced) => ({ ...frame, coalesced }),
        notify: () => this.notified++,
      },
      { ...plain, ...params },
    );
  }

  get last(): (typeof this.questions)[number] {
    return this.questions.at(-1)!;
  }

  async answer(about: string): Promise<Frame | null> {
    this.last.answer(success({ about, notice: null, coalesced: 0 }));
    await settle();
    return this.stream.take();
  }

  async tick(milliseconds: number): Promise<void> {
    this.stream.tick();
    await this.clock.advance(milliseconds);
  }
}

describe('a stream of answers', () => {
  it('asks at once, for the stretch of time that the range is then, and gives each answer once', async () => {
    const asked = new Asked();
    expect(asked.last.span).toEqual({ fromUs: NOW - HOUR, toUs: NOW });
    expect(asked.stream.take()).toBeNull();
    expect(await asked.answer('first')).toEqual({ about: 'first', notice: null, coalesced: 0 });
    expect(asked.notified).toBe(1);
    expect(asked.stream.take()).toBeNull();
  });

  it('asks nothing again while nothing was written, and then at most once a second, with what was folded', async () => {
    const asked = new Asked();
    await asked.answer('first');
    for (let i = 0; i < 20; i++) await asked.tick(100);
    expect(asked.questions).toHaveLength(1);
    asked.version++;
    for (let i = 0; i < 3; i++) await asked.tick(0);
    expect(asked.questions).toHaveLength(2);
    expect(await asked.answer('second')).toMatchObject({ about: 'second', coalesced: 2 });
    asked.version++;
    await asked.tick(900);
    expect(asked.questions).toHaveLength(2);
    await asked.clock.advance(200);
    expect(asked.questions).toHaveLength(3);
  });

  it('rests four times as long as an answer took', async () => {
    const asked = new Asked();
    await asked.clock.advance(2000);
    await asked.answer('first');
    asked.version++;
    await asked.tick(7900);
    expect(asked.questions).toHaveLength(1);
    await asked.clock.advance(200);
    expect(asked.questions).toHaveLength(2);
  });

  it('asks nothing again of a stretch that is over, whatever is written', async () => {
    const asked = new Asked({ range: { kind: 'between', fromUs: NOW - HOUR, toUs: NOW - HOUR / 2 } });
    await asked.answer('first');
    asked.version++;
    await asked.tick(60_000);
    await asked.tick(0);
    expect(asked.questions).toHaveLength(1);
  });

  it('has a stretch that reaches into the future end now', async () => {
    const asked = new Asked({ range: { kind: 'between', fromUs: NOW - HOUR, toUs: NOW + HOUR } });
    expect(asked.last.span).toEqual({ fromUs: NOW - HOUR, toUs: NOW });
  });

  it('moves a moving range on although nothing was written, by a three-hundredth of its length', async () => {
    const asked = new Asked();
    await asked.answer('first');
    await asked.tick(11_900);
    asked.stream.tick();
    expect(asked.questions).toHaveLength(1);
    await asked.clock.advance(100);
    asked.stream.tick();
    expect(asked.last.span).toEqual({ fromUs: NOW - HOUR + 12_000_000, toUs: NOW + 12_000_000 });
  });

  it('withdraws a question when something else is wanted, and gives no answer to it', async () => {
    const asked = new Asked();
    const [first] = asked.questions;
    asked.stream.update({ ...plain, filter: 'port 443' });
    expect(first!.signal.aborted).toBe(true);
    first!.answer(success({ about: 'late', notice: null, coalesced: 0 }));
    await settle();
    expect(asked.stream.take()).toBeNull();
    expect(asked.questions).toHaveLength(2);
    expect(await asked.answer('filtered')).toMatchObject({ about: 'filtered' });
  });

  it('stands still while paused, also for another window, and goes on from now', async () => {
    const asked = new Asked();
    await asked.answer('first');
    asked.stream.update({ ...plain, paused: true });
    await asked.answer('paused');
    asked.version++;
    await asked.tick(60_000);
    expect(asked.questions).toHaveLength(2);
    asked.stream.update({ ...plain, paused: true, offset: 100 });
    expect(asked.last.span).toEqual({ fromUs: NOW - HOUR, toUs: NOW });
    await asked.answer('window');
    asked.stream.update(plain);
    expect(asked.last.span?.toUs).toBe(NOW + 60_000_000);
  });

  it('holds rows where they were, and asks how many came since', async () => {
    const asked = new Asked();
    await asked.answer('first');
    await asked.clock.advance(5000);
    asked.stream.update({ ...plain, hold: true });
    const heldUs = NOW + 5_000_000;
    expect(asked.last).toMatchObject({ heldUs, span: { toUs: heldUs } });
    await asked.answer('held');
    asked.version++;
    await asked.tick(3000);
    expect(asked.last).toMatchObject({ heldUs, span: { toUs: heldUs } });
  });

  it('says why a question failed beside what was shown about the same, and asks again', async () => {
    const asked = new Asked();
    await asked.answer('first');
    asked.version++;
    await asked.tick(1000);
    const gone = failure('unavailable', 'It ended');
    asked.last.answer(gone);
    await settle();
    expect(asked.stream.take()).toMatchObject({ about: 'first', notice: gone.failure });
    await asked.tick(1000);
    expect(asked.questions).toHaveLength(3);
    expect(await asked.answer('again')).toMatchObject({ about: 'again', notice: null });
  });

  it('shows nothing of the former filter where the next one fails', async () => {
    const asked = new Asked();
    await asked.answer('first');
    asked.stream.update({ ...plain, filter: 'port 443' });
    asked.last.answer(failure('unavailable', 'It ended'));
    await settle();
    expect(asked.stream.take()).toMatchObject({ about: 'nothing' });
  });

  it('asks anew where what answers are made with is another one', async () => {
    const asked = new Asked();
    await asked.answer('first');
    asked.basis = 'another key';
    await asked.tick(0);
    expect(asked.questions).toHaveLength(2);
  });

  it('withdraws what it asked when it is closed', () => {
    const asked = new Asked();
    asked.stream.close();
    expect(asked.last.signal.aborted).toBe(true);
  });
});
