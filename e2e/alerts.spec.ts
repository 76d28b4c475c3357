/** Alerts one wants to hear of, and those one does not: folded, muted, snoozed, brought back, followed to what they are about. */
import { expect, test } from './app.ts';
import { AlertsPane } from './kit/alerts-pane.ts';
import { SAMPLE } from './kit/captures.ts';
import { PipelinesPane } from './kit/pipelines-pane.ts';
import { scriptFile } from './kit/plugin-packages.ts';
import { PluginsPane } from './kit/plugins-pane.ts';
import type { Viewer } from './kit/viewer.ts';

/** In the sample capture. */
const SESSIONS = 46;
/** Of these, the ones before the visit is told of. */
const BEFORE = 3;
const VISIT = 'Visit to www.example.com';
/** Says the same for each session, and once, between them, something else with names and addresses in it. */
const LOOKER = `
let emit = () => undefined;
const known = new Set();
export function init(netloupe) {
  emit = (alert) => netloupe.emit_alert(alert);
}
export function receiver({ session_id, timestamp, src_ip, dst_ip }) {
  if (known.has(session_id)) return;
  known.add(session_id);
  emit({ title: 'New session', message: '', severity: 'medium', session_id, timestamp });
  if (known.size !== ${BEFORE}) return;
  emit({ title: '${VISIT}', message: src_ip + ' asks ' + dst_ip, severity: 'high', session_id, timestamp });
}
`;

async function watched(viewer: Viewer, folder: string): Promise<AlertsPane> {
  await viewer.goTo('plugins');
  const plugins = new PluginsPane(viewer);
  await plugins.choose(await scriptFile(folder, 'looker.mjs', LOOKER));
  await plugins.confirmInstall();
  await plugins.expectState('looker', 'running');
  await viewer.goTo('alerts');
  const alerts = new AlertsPane(viewer);
  await viewer.open(SAMPLE);
  await alerts.expectCount(SESSIONS + 1);
  return alerts;
}

test('what repeats itself is one entry; what is muted or snoozed is counted, shown and brought back', async ({
  start,
  folder,
}) => {
  test.slow();
  const viewer = await start(null);
  const alerts = await watched(viewer, folder);
  await expect(alerts.badge).toContainText(String(SESSIONS + 1));
  await expect(alerts.alerts).toHaveCount(3);
  const newest = alerts.alerts.first();
  await newest.getByTestId('repeats').click();
  await expect(alerts.repeats).toHaveCount(SESSIONS - BEFORE - 1);
  await newest.getByTestId('repeats').click();
  await expect(alerts.repeats).toHaveCount(0);

  // Muted for good: those at both sides of it are one now.
  await alerts.choose(alerts.titled(VISIT), 'mute-alert');
  await expect(alerts.alerts).toHaveCount(1);
  await alerts.expectCount(SESSIONS);
  await expect(alerts.badge).toContainText(String(SESSIONS));
  await expect(alerts.silenced).toContainText('1 alert silenced');
  await alerts.silenced.getByTestId('show-silenced').dispatchEvent('click');
  await expect(alerts.titled(VISIT)).toHaveAttribute('data-silenced', 'true');
  await expect(alerts.titled(VISIT)).toContainText('Silenced');
  await expect(alerts.badge).toContainText(String(SESSIONS));
  await alerts.silenced.getByTestId('show-silenced').dispatchEvent('click');
  await expect(alerts.titled(VISIT)).toHaveCount(0);
  await alerts.undo();
  await expect(alerts.silenced).toHaveCount(0);
  await expect(alerts.badge).toContainText(String(SESSIONS + 1));

  // Snoozed with all that its source says; a page that is loaded anew still knows.
  await alerts.choose(alerts.titled(VISIT), 'snooze-1');
  await expect(alerts.alerts).toHaveCount(0);
  await expect(alerts.view).toContainText('Every alert is silenced');
  await expect(alerts.badge).toBeHidden();
  await viewer.page.reload();
  await viewer.goTo('alerts');
  await expect(alerts.silenced).toContainText(`${SESSIONS + 1} alerts silenced`);
  await alerts.silenced.getByTestId('manage-silences').click();
  await expect(viewer.page.getByRole('dialog')).toContainText('Everything from looker');
  await viewer.page.getByTestId('end-silence').click();
  await alerts.expectCount(SESSIONS + 1);
  await expect(alerts.badge).toContainText(String(SESSIONS + 1));

  await alerts.view.getByTestId('snooze-all').click();
  await viewer.page.getByTestId('snooze-8').click();
  await expect(alerts.badge).toBeHidden();
  await alerts.undo();
  await expect(alerts.badge).toContainText(String(SESSIONS + 1));
});

test('an alert leads to its session and to its packets', async ({ start, folder }) => {
  const viewer = await start(null);
  const alerts = await watched(viewer, folder);
  const said = (await alerts.titled(VISIT).textContent()) ?? '';
  const [, from, to] = /([\d.]+) asks ([\d.]+)/.exec(said)!;

  await alerts.titled(VISIT).getByRole('button', { name: 'Show session' }).click();
  await expect(viewer.table('sessions')).toBeVisible();
  await expect(viewer.details).toContainText(to!);
  await viewer.page.keyboard.press('Escape');

  await viewer.goTo('packets');
  const all = await viewer.rowCount('packets');
  await viewer.goTo('alerts');
  await alerts.choose(alerts.titled(VISIT), 'alert-packets');
  await expect(viewer.page.getByTestId('filter-input')).toHaveValue(/^session_id = \S+$/);
  await expect.poll(() => viewer.rowCount('packets')).toBeLessThan(all);
  expect(await viewer.rowCount('packets')).toBeGreaterThan(0);
  for (const row of await viewer.rows('packets').all()) {
    await expect(row).toContainText(from!);
    await expect(row).toContainText(to!);
  }
});

test('redacted, an alert names nobody, and what was muted stays muted', async ({ start, folder }) => {
  const viewer = await start(null);
  const alerts = await watched(viewer, folder);
  const said = (await alerts.titled(VISIT).textContent()) ?? '';
  const real = ['www.example.com', ...(/([\d.]+) asks ([\d.]+)/.exec(said)?.slice(1) ?? [])];
  expect(real).toHaveLength(3);
  /** Texts and everything that is said on hover or to a screen reader. */
  const named = async (): Promise<string[]> => {
    const html = await viewer.page.locator('body').evaluate((body) => body.outerHTML);
    return real.filter((text) => html.includes(text));
  };
  await viewer.page.getByTestId('redact-toggle').click();
  await expect.poll(named, 'while it is heard').toEqual([]);
  await expect(alerts.alerts).toHaveCount(3);
  await expect(alerts.alerts.nth(1)).toContainText('Visit to');

  await viewer.page.getByTestId('redact-toggle').click();
  await expect(alerts.titled(VISIT)).toBeVisible();
  await alerts.choose(alerts.titled(VISIT), 'mute-alert');
  await expect(alerts.silenced).toContainText('1 alert silenced');
  await alerts.undo();
  await alerts.choose(alerts.titled(VISIT), 'mute-alert');
  await viewer.page.getByTestId('undo-button').waitFor({ state: 'detached' });
  await viewer.page.getByTestId('redact-toggle').click();
  await expect.poll(named, 'once it is muted').toEqual([]);
  await expect(alerts.silenced).toContainText('1 alert silenced');
  await expect(alerts.alerts).toHaveCount(1);
  await alerts.silenced.getByTestId('manage-silences').click();
  await expect(viewer.page.getByRole('dialog')).toContainText('from looker');
  expect(await named()).toEqual([]);
});

test('alerts of the pipeline that ships are muted by their rule', async ({ start }) => {
  const viewer = await start(null);
  await viewer.goTo('pipelines');
  const pipelines = new PipelinesPane(viewer);
  await pipelines.turn('alerts-to-file', true);
  await pipelines.expectState('alerts-to-file', 'running');
  await viewer.open(SAMPLE);
  await pipelines.expectCount('alerts-to-file', 'Alerts', /^[1-9]\d*$/);
  await viewer.goTo('alerts');
  const alerts = new AlertsPane(viewer);
  await expect(alerts.alerts.first()).toContainText('alerts-to-file');
  const before = await alerts.count();
  await alerts.choose(alerts.alerts.first(), 'mute-alert');
  const silenced = (): Promise<number> => alerts.silenced.textContent().then((text) => Number.parseInt(text ?? '', 10));
  await expect.poll(silenced).toBeGreaterThan(0);
  await alerts.expectCount(before - (await silenced()));
});
