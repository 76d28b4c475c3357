/** The ledger of lookups with its summary, the interfaces to capture on, and redaction in every view. */
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { parseCsv } from './kit/csv.ts';
import { LoopbackTraffic, TRAFFIC_BPF, UNANSWERED } from './kit/loopback-traffic.ts';
import type { Viewer, ViewName } from './kit/viewer.ts';

/** The smallest value that at least p percent are not above. */
function nearestRank(values: readonly number[], percent: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil((percent * values.length) / 100) - 1]!;
}

/** What the summary says of each resolver: lookups, then p50, p90 and p99 in milliseconds. */
async function resolvers(viewer: Viewer): Promise<Map<string, (number | null)[]>> {
  const rows = await viewer.page.getByTestId('resolver').evaluateAll((elements) =>
    elements.map((row) => {
      const cells = [...row.querySelectorAll('td')];
      const latencies = cells.slice(2, 5).map((cell) => cell.getAttribute('data-value'));
      return [row.getAttribute('data-key'), cells[1]?.textContent, ...latencies];
    }),
  );
  return new Map(
    rows.map(([server, ...numbers]) => [server ?? '', numbers.map((text) => (text == null ? null : Number(text)))]),
  );
}

async function chipCount(viewer: Viewer, status: string): Promise<number> {
  return Number(/(\d+)$/.exec((await viewer.page.getByTestId(`chip-${status}`).textContent()) ?? '')?.[1]);
}

test('adds up per resolver what the export lists, and narrows by status with one press', async ({ start, folder }) => {
  const viewer = await start(SAMPLE);
  await viewer.goTo('dns');
  const rows = parseCsv(await viewer.exportTable(folder));
  expect(rows.length).toBeGreaterThan(20);

  const expected = new Map(
    [...new Set(rows.map((row) => row['server_ip']!))].map((server) => {
      const own = rows.filter((row) => row['server_ip'] === server);
      const latencies = own.flatMap((row) => (row['latency_ms'] === '' ? [] : [Number(row['latency_ms'])]));
      const percentiles = [50, 90, 99].map((p) => (latencies.length === 0 ? null : nearestRank(latencies, p)));
      return [server, [own.length, ...percentiles]];
    }),
  );
  await expect.poll(() => resolvers(viewer)).toEqual(expected);

  for (const status of ['nxdomain', 'unanswered']) {
    const count = rows.filter((row) => row['status'] === status).length;
    expect(count).toBeGreaterThan(0);
    await expect.poll(() => chipCount(viewer, status)).toBe(count);
    await viewer.page.getByTestId(`chip-${status}`).click();
    await expect(viewer.page.getByTestId('filter-input')).toHaveValue(`status = ${status}`);
    await viewer.expectRowCount('dns', count);
  }
  // The other counts stay, so that one can go from one status to the next; pressed again, all lookups are back.
  await expect.poll(() => chipCount(viewer, 'nxdomain')).toBeGreaterThan(0);
  await viewer.page.getByTestId('chip-unanswered').click();
  await viewer.expectRowCount('dns', rows.length);
});

test('leads from a lookup to the sessions that followed, and back', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await viewer.goTo('dns');
  const all = await viewer.rowCount('dns');
  await viewer.filter('query = secure.example.com and status = answered');
  await expect.poll(() => viewer.rowCount('dns')).toBeLessThan(all);
  await viewer.rows('dns').filter({ hasText: 'secure.example.com' }).first().click();
  await expect(viewer.details.getByTestId('chain')).toContainText('198.51.100.20');
  const led = viewer.details.getByTestId('led-sessions').getByRole('button').first();
  await expect(led).toContainText('198.51.100.20');
  await led.click();
  await expect(viewer.table('sessions')).toBeVisible();
  await expect(viewer.details).toContainText('198.51.100.20');

  await viewer.details.getByRole('tab', { name: 'DNS' }).click();
  await viewer.details.getByTestId('show-lookup').first().click();
  await expect(viewer.table('dns')).toBeVisible();
  await expect(viewer.details.getByTestId('chain')).toContainText('198.51.100.20');
});

test('keeps the summary folded when it was folded', async ({ start }) => {
  const viewer = await start(SAMPLE);
  await viewer.goTo('dns');
  await expect(viewer.page.getByTestId('dns-summary')).toBeVisible();
  await viewer.page.getByTestId('summary-toggle').click();
  await expect(viewer.page.getByTestId('dns-summary')).toHaveCount(0);
  await viewer.goTo('sessions');
  await viewer.goTo('dns');
  await expect(viewer.page.getByTestId('dns-summary')).toHaveCount(0);
});

test('shows nothing real in any view or export while redaction is on', async ({ start, folder }) => {
  test.setTimeout(180_000);
  const viewer = await start(SAMPLE);
  await viewer.goTo('dns');
  const lookups = parseCsv(await viewer.exportTable(folder));
  await viewer.goTo('sessions');
  const sessions = parseCsv(await viewer.exportTable(folder));
  const real = new Set(
    [...lookups, ...sessions]
      .flatMap((row) =>
        ['query', 'hostname', 'src_ip', 'dst_ip', 'client_ip', 'server_ip'].map((column) => row[column]),
      )
      // What says what an address is for stays (docs/formats.md).
      .filter((text) => text !== undefined && text.length > 4 && !/^(127|22\d|255|::1$|ff)/.test(text)) as string[],
  );
  expect(real.size).toBeGreaterThan(20);
  const shown = (text: string): string[] =>
    [...real].filter((each) =>
      new RegExp(`(?<![\\w.:-])${each.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)}(?![\\w.:-])`, 'i').test(text),
    );
  expect(shown((await viewer.page.locator('body').textContent()) ?? '')).not.toEqual([]);

  await viewer.page.getByTestId('redact-toggle').click();
  const views: readonly ViewName[] = ['sessions', 'packets', 'dns', 'overview', 'interfaces', 'alerts'];
  for (const view of views) {
    await viewer.goTo(view);
    if (view === 'sessions' || view === 'packets' || view === 'dns') await viewer.rows(view).first().click();
    // Texts and everything that is said on hover or to a screen reader.
    await expect
      .poll(async () => shown(await viewer.page.locator('body').evaluate((body) => body.outerHTML)), view)
      .toEqual([]);
  }
  await viewer.goTo('dns');
  const redacted = await viewer.exportTable(folder);
  expect(parseCsv(redacted)).toHaveLength(lookups.length);
  expect(shown(redacted)).toEqual([]);

  // What is shown can be asked for; what is hidden cannot.
  const made = parseCsv(redacted).find((row) => row['query'] !== '')!['query']!;
  await viewer.filter(`query = ${made}`);
  await expect.poll(() => viewer.rowCount('dns')).toBeLessThan(lookups.length);
  expect(await viewer.rowCount('dns')).toBeGreaterThan(0);
  await viewer.filter(`query = ${lookups.find((row) => row['query'] !== '')!['query']!}`);
  await viewer.expectRowCount('dns', 0);
});

test.describe('live', () => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'capturing on loopback needs root on Linux');

  const traffic: { current: LoopbackTraffic | null } = { current: null };
  test.beforeEach(async () => {
    traffic.current = new LoopbackTraffic();
    await traffic.current.start();
  });
  test.afterEach(() => traffic.current?.close());

  test('an answer that never comes is waited for, then told', async ({ start }) => {
    const viewer = await start(null);
    await viewer.capture('lo', TRAFFIC_BPF);
    await viewer.goTo('dns');
    await traffic.current!.visit('answered.netloupe.test');
    await expect(viewer.rows('dns').filter({ hasText: 'answered.netloupe.test' }).first()).toContainText('Answered');
    await traffic.current!.askInVain('netloupe.test');
    const lost = viewer.rows('dns').filter({ hasText: UNANSWERED });
    // It is unanswered once the time-out for DNS is over.
    await expect(lost.first()).toContainText('Unanswered', { timeout: 30_000 });
    await expect.poll(() => chipCount(viewer, 'unanswered')).toBeGreaterThan(0);
  });

  test('capture begins and ends in the list of interfaces', async ({ start }) => {
    const viewer = await start(null);
    await viewer.goTo('interfaces');
    const table = viewer.page.getByTestId('table-interfaces');
    const loopback = table.getByTestId('row').filter({ hasText: /^lo\b/ });
    await loopback.getByRole('checkbox').check();
    const bar = table.getByTestId('start-bar');
    await bar.getByRole('textbox').fill(TRAFFIC_BPF);
    await bar.getByTestId('start-ticked').click();
    await expect(viewer.status).toContainText('Capturing on lo');
    await traffic.current!.visit('from-the-list.netloupe.test');
    await expect(viewer.rows('sessions').filter({ hasText: 'from-the-list.netloupe.test' })).toHaveCount(1);

    await viewer.goTo('interfaces');
    await expect(loopback).toContainText('being captured');
    await loopback.getByTestId('interface-name').click();
    await expect(viewer.page.getByTestId('capture-share')).toContainText(/Coverage\s*[\d.]+ %/);
    await loopback.getByTestId('stop-here').click();
    await expect(loopback.getByTestId('capture-here')).toBeEnabled();
  });
});
