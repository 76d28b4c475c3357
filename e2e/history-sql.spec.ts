/** SQL over what was captured: asking, what can stand at a place, mistakes, charts, saving, files by a schedule, exports, forgetting. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { expectNoBarriers } from './kit/barriers.ts';
import { LoopbackTraffic, TRAFFIC_BPF } from './kit/loopback-traffic.ts';
import { SqlConsole } from './kit/sql-console.ts';
import type { Viewer } from './kit/viewer.ts';

test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');
test.beforeEach(() => test.setTimeout(180_000));

const NAMES = ['one.netloupe.test', 'two.netloupe.test'] as const;

/** Captures visits, and opens the console once they are in the history. */
async function captured(start: (capture: string | null) => Promise<Viewer>): Promise<SqlConsole> {
  const traffic = new LoopbackTraffic();
  await traffic.start();
  try {
    const viewer = await start(null);
    await viewer.capture('lo', TRAFFIC_BPF);
    for (const name of NAMES) await traffic.visit(name);
    await expect(viewer.rows('sessions').filter({ hasText: NAMES[1] })).toHaveCount(1);
    await viewer.stop();
    await viewer.goTo('history');
    const sql = new SqlConsole(viewer);
    await expect(async () => {
      await sql.ask("SELECT count(DISTINCT hostname) AS hosts FROM sessions WHERE hostname LIKE '%.netloupe.test'");
      await expect(sql.cell(0, 0)).toHaveText('2', { timeout: 2000 });
    }).toPass();
    return sql;
  } finally {
    await traffic.close();
  }
}

test('asks, by keys, with what can stand there, and says where a mistake is', async ({ start }) => {
  const sql = await captured(start);
  const { page, text } = sql;
  await text.fill('');
  await page.keyboard.type('SELECT hostn');
  await expect(sql.completions.getByRole('option').first()).toContainText('hostname');
  await page.keyboard.press('ArrowDown');
  await expect(sql.completions.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Tab');
  await expect(text).toHaveValue('SELECT hostname');
  await page.keyboard.type(' FROM sess');
  await page.keyboard.press('Enter');
  await expect(text).toHaveValue('SELECT hostname FROM sessions');
  await expect(sql.completions).toBeHidden();
  await page.keyboard.type(" WHERE hostname LIKE '%netloupe.test' GROUP BY ALL ORDER BY 1");
  await page.keyboard.press('Control+Enter');
  await expect(sql.facts).toContainText('2 rows');
  await expect(sql.cell(0, 0)).toHaveText(NAMES[0]);
  await expect(sql.cell(1, 0)).toHaveText(NAMES[1]);
  await expectNoBarriers(page, 'result');

  await text.fill('SELECT hostname,\n  nosuch(1)\nFROM sessions');
  await expect(sql.mistake).toContainText('nosuch');
  await sql.mistake.getByRole('button', { name: /line 2, column 3/i }).click();
  expect(await text.evaluate((area: HTMLTextAreaElement) => area.selectionStart)).toBe(19);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('query-failure')).toContainText('nosuch cannot be called here');
  await expectNoBarriers(page, 'mistake');

  await sql.ask('DELETE FROM sessions');
  await expect(page.getByTestId('query-failure')).toContainText('Only questions can be asked here');
  await sql.ask('SELECT count(*) FROM range(100000000000) a, range(1000) b');
  await page.getByTestId('query-cancel').click();
  await expect(page.getByTestId('query-failure')).toContainText('The query was cancelled');
  await sql.ask('SELECT 42 AS answer');
  await expect(sql.cell(0, 0)).toHaveText('42');
});

test('draws, saves, shows on the overview, and forgets', async ({ start }) => {
  const sql = await captured(start);
  const { page, viewer } = sql;
  await page.getByTestId('ready-busiest-hosts').click();
  await expect(page.getByTestId('result-chart')).toContainText(NAMES[0]);
  await expectNoBarriers(page, 'chart');
  await page.getByTestId('query-save').click();
  await page.getByTestId('save-name').fill('Hosts of mine');
  await page.getByTestId('save-overview').check();
  await expectNoBarriers(page, 'saving');
  await page.getByTestId('save-confirm').click();
  await expect(page.getByTestId('saved-queries')).toContainText('Hosts of mine');

  await viewer.goTo('overview');
  const card = page.locator('[data-testid^="card-query-"]');
  await expect(card).toContainText('Hosts of mine');
  await expect(card).toContainText(NAMES[1]);
  await page.getByTestId('redact-toggle').click();
  await expect(card).toContainText('Not shown while redaction is on');
  await viewer.goTo('history');
  await expect(page.getByText('Redaction is on', { exact: true })).toBeVisible();
  await expect(page.getByTestId('code-area')).toBeHidden();
  await page.getByRole('button', { name: 'Switch redaction off' }).click();
  await expect(page.getByTestId('result-chart')).toContainText(NAMES[0]);

  await page.getByTestId('history-forget').click();
  await page.getByTestId('forget-host').fill(NAMES[0]);
  await expectNoBarriers(page, 'forgetting');
  await page.getByTestId('forget-confirm').click();
  await expect(page.getByText(/^Forgotten: /)).toBeVisible();
  await sql.ask("SELECT hostname FROM sessions WHERE hostname LIKE '%.netloupe.test'");
  await expect(sql.cell(0, 0)).toHaveText(NAMES[1]);
  await expect(sql.facts).toContainText('1 row ');
});

test('a query outlives the program, and is written into files by a schedule', async ({ start, host, folder }) => {
  test.skip(host === 'browser', 'a page in a browser names no folder of the machine');
  const sql = await captured(start);
  const { page, viewer } = sql;
  const out = join(folder, 'written');
  await sql.ask("SELECT hostname FROM sessions WHERE hostname LIKE '%.netloupe.test' ORDER BY 1");
  await expect(sql.cell(1, 0)).toHaveText(NAMES[1]);
  await page.getByTestId('query-save').click();
  await page.getByTestId('save-name').fill('Every host');
  await page.getByTestId('save-schedule').check();
  await page.getByTestId('save-folder').fill(out);
  await page.getByTestId('save-confirm').click();
  await expect
    .poll(() => (existsSync(out) ? readdirSync(out) : []))
    .toEqual([expect.stringMatching(/^every-host-\d{8}T\d{6}Z\.csv$/)]);
  const [file = ''] = readdirSync(out);
  expect(readFileSync(join(out, file), 'utf8')).toBe(`hostname\r\n${NAMES.join('\r\n')}\r\n`);
  await expect(page.getByTestId('saved-query')).toContainText('every day');
  await viewer.program.close();

  const again = await start(null);
  await again.goTo('history');
  await expect(again.page.getByTestId('saved-query')).toContainText('Every host');
  // It was written today.
  expect(readdirSync(out)).toHaveLength(1);
});

test('an answer is exported', async ({ start, folder }) => {
  const sql = await captured(start);
  const { page, viewer } = sql;
  await sql.ask("SELECT hostname, dst_port FROM sessions WHERE hostname LIKE '%.netloupe.test' ORDER BY 1");
  await expect(sql.cell(0, 0)).toHaveText(NAMES[0]);
  for (const format of ['csv', 'jsonl', 'parquet'] as const) {
    const target = join(folder, `answer.${format}`);
    await page.getByTestId('query-export').click();
    await viewer.saveTo(target, () => page.getByTestId(`query-export-${format}`).click());
    await expect.poll(() => (existsSync(target) ? readFileSync(target).length : 0)).toBeGreaterThan(0);
  }
  expect(readFileSync(join(folder, 'answer.csv'), 'utf8')).toMatch(/^hostname,dst_port\r\none\.netloupe\.test,\d+\r\n/);
  expect(readFileSync(join(folder, 'answer.jsonl'), 'utf8')).toMatch(
    /^\{"hostname":"one\.netloupe\.test","dst_port":\d+\}\n/,
  );
  expect(readFileSync(join(folder, 'answer.parquet')).subarray(0, 4).toString()).toBe('PAR1');
});
