/** What the state promises across processes: whole after every kill, and no change of a living one lost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildProgram, type BuiltProgram } from './test-build.ts';

const home = mkdtempSync(path.join(tmpdir(), 'netloupe-test-'));
let writer: BuiltProgram;

beforeAll(async () => {
  writer = await buildProgram('test-state-writer.ts');
});
afterAll(() => {
  writer.dispose();
  rmSync(home, { recursive: true, force: true });
});

/** Runs one writer until it has said `lines` numbers, then kills it. Answers the last number that was kept for sure. */
async function writeAndDie(id: string, lines: number): Promise<number> {
  const child = spawn(process.execPath, [writer.file, home, id], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = 0;
  let said = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    expect(line).toMatch(/^\d+$/);
    last = Number(line);
    if (++said === lines) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return last;
}

it('survives writers that are killed at any moment, and loses nothing that was kept', async () => {
  const ids = ['a', 'b', 'c'];
  let rounds = 0;
  const lasts = await Promise.all(
    ids.map(async (id, i) => {
      let last = 0;
      for (let round = 0; round < 4; round++) {
        const now = await writeAndDie(id, 7 + 3 * i + round);
        expect(now).toBeGreaterThan(last);
        last = now;
        rounds++;
      }
      return last;
    }),
  );
  const state = JSON.parse(readFileSync(path.join(home, 'plugins', 'state.json'), 'utf8')) as {
    plugins: Record<string, { config: { count: number } }>;
  };
  const counts = ids.map((id) => state.plugins[id]?.config.count ?? 0);
  counts.forEach((count, i) => {
    // One that was killed may have written once more than it could say.
    expect([lasts[i], (lasts[i] ?? 0) + 1]).toContain(count);
  });
  expect(state.plugins['shared']?.config.count).toBe(counts.reduce((sum, count) => sum + count, 0));
  expect(rounds).toBe(12);
  const left = readdirSync(path.join(home, 'plugins')).filter((name) => !name.endsWith('.part'));
  expect(left.filter((name) => !name.startsWith('state.lock'))).toEqual(['state.json']);
});
