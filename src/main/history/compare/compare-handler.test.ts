import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '#base/result.ts';
import type { ComparedParams, Comparison } from '#contract/history/compare.ts';
import { HISTORY_DATASET } from '#contract/history/questions.ts';
import { openTestDatabase, toBatch, type TestDatabase, type TestRow } from '../database/test-database.ts';
import { compare } from './compare-handler.ts';
import { createFillHandler } from './fill-handler.ts';

const DAY = 86_400_000_000;
const MONDAY = Date.UTC(2026, 5, 1) * 1000;
const TUESDAY = MONDAY + DAY;

function session(no: number, day: number, hostname: string, bytes: number, port: number = 443): TestRow {
  const time = day + no * 1_000_000;
  return {
    session_no: no,
    start_time: time,
    end_time: time,
    duration_s: 0,
    protocol_name: 'TCP',
    src_ip: '192.0.2.7',
    dst_ip: '192.0.2.1',
    dst_port: port,
    hostname,
    bytes_in: bytes,
    bytes_out: 0,
  };
}

const day = (from: number): ComparedParams['before'] => ({
  dataset: HISTORY_DATASET,
  span: { fromUs: from, toUs: from + DAY - 1 },
});
const asked: ComparedParams = {
  before: day(MONDAY),
  after: day(TUESDAY),
  by: 'host',
  filter: '',
  change: 'all',
  offset: 0,
  limit: 100,
};

describe('a comparison', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await openTestDatabase({
      sessions: [
        session(1, MONDAY, 'always.example', 10_000),
        session(2, MONDAY, 'gone.example', 5000),
        session(3, TUESDAY, 'always.example', 10_100),
        session(4, TUESDAY, 'new.example', 90_000),
        session(5, TUESDAY, 'ssh.example', 2000, 22),
      ],
    });
  });
  afterEach(() => database.close());

  const rowsOf = (answer: Result<Comparison>): unknown =>
    answer.ok ? answer.value.rows.map(({ label, change }) => [label, change]) : answer.failure;

  it('puts two days of history side by side', async () => {
    const answer = await compare(asked, database.context());
    expect(rowsOf(answer)).toEqual([
      ['new.example', 'new'],
      ['gone.example', 'gone'],
      ['ssh.example', 'new'],
      ['always.example', 'same'],
    ]);
    expect(answer).toMatchObject({
      value: { before: { sessions: 2, bytes_in: 15_000 }, after: { sessions: 3, bytes_in: 102_100 } },
    });
  });

  it('compares only what a display filter lets through, and says where one is wrong', async () => {
    expect(rowsOf(await compare({ ...asked, filter: 'dst_port = 22' }, database.context()))).toEqual([
      ['ssh.example', 'new'],
    ]);
    expect(await compare({ ...asked, filter: 'dst_port = x' }, database.context())).toMatchObject({
      ok: false,
      failure: { code: 'usage' },
    });
  });

  it('compares history with a capture that was read beside it', async () => {
    const context = database.context();
    const fill = createFillHandler();
    const batch = toBatch({ sessions: [session(1, MONDAY - DAY, 'new.example', 80_000)] });
    expect(await fill({ dataset: 'compared-1', begins: true, batch }, context)).toEqual({ ok: true, value: null });
    const before = { dataset: 'compared-1', span: null };
    const answer = await compare({ ...asked, before, by: 'port' }, context);
    expect(rowsOf(answer)).toEqual([
      ['TCP 443', 'changed'],
      ['TCP 22', 'new'],
    ]);
    expect(answer).toMatchObject({ value: { before: { span: { fromUs: MONDAY - DAY + 1_000_000 } } } });
  });

  it('says what is gone, and stops when nobody wants it any more', async () => {
    const before = { dataset: 'compared-9', span: null };
    expect(await compare({ ...asked, before }, database.context())).toMatchObject({ failure: { code: 'unavailable' } });
    expect(await compare(asked, database.context(AbortSignal.abort()))).toMatchObject({
      failure: { code: 'cancelled' },
    });
  });
});
