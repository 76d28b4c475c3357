/** Pipelines from their pane: switched on, watched as a graph, written, and what their rules find. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from './app.ts';
import { AlertsPane } from './kit/alerts-pane.ts';
import { SAMPLE } from './kit/captures.ts';
import { PipelinesPane } from './kit/pipelines-pane.ts';
import { scriptFile } from './kit/plugin-packages.ts';
import { PluginsPane } from './kit/plugins-pane.ts';
import type { Viewer } from './kit/viewer.ts';

const SHIPPED = 'alerts-to-file';
/** What the tables say of the sample capture: each is one record. */
const SESSIONS = 46;
const LOOKUPS = 31;

async function openPipelines(viewer: Viewer): Promise<PipelinesPane> {
  await viewer.goTo('pipelines');
  return new PipelinesPane(viewer);
}

/** Lines of JSON in a file; none where it is not there. */
async function recordsIn(file: string): Promise<Readonly<Record<string, unknown>>[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

test('the pipeline that ships turns what is opened into alerts, in a file and on view', async ({ start }) => {
  const viewer = await start(null);
  const pane = await openPipelines(viewer);
  await pane.expectState(SHIPPED, 'disabled');
  await expect(pane.row(SHIPPED)).toContainText('SAMPLE');
  await expect(pane.details.getByTestId('pipeline-remove')).toHaveAttribute('aria-disabled', 'true');
  // Drawn before it runs.
  await expect(pane.stages).toHaveCount(5);

  await pane.turn(SHIPPED, true);
  await pane.expectState(SHIPPED, 'running');
  await expect(pane.details.getByTestId('pipeline-waits')).toBeVisible();
  await expect(viewer.status.getByTestId('fact-pipelines')).toHaveText('1 pipeline ok');
  for (const stage of await pane.stages.all()) await expect(stage).toHaveAccessibleName(/: Healthy,/);

  await viewer.open(SAMPLE);
  await pane.expectCount(SHIPPED, 'In', new RegExp(`^${SESSIONS + LOOKUPS}$`));
  await expect(pane.stages.filter({ hasText: 'flatten' })).toHaveAccessibleName(
    new RegExp(`${SESSIONS + LOOKUPS} records in, ${SESSIONS + LOOKUPS} records out`),
  );
  await pane.expectCount(SHIPPED, 'Out', /^[1-9]\d*$/);
  await expect(pane.details.getByTestId('pipeline-waits')).toBeHidden();
  const out = Number(await pane.row(SHIPPED).locator('dd').nth(1).textContent());
  const file = join(dirname(await pane.file()), 'alerts.jsonl');
  await expect.poll(async () => (await recordsIn(file)).length, 'records in the file').toBe(out);
  for (const record of await recordsIn(file)) expect(record['policies']).not.toEqual([]);

  // While it runs.
  await pane.details.getByTestId('pipeline-health').click();
  await expect(pane.details.getByTestId('health-report')).toContainText('All 5 stages are healthy.');

  await pane.expectCount(SHIPPED, 'Alerts', /^[1-9]\d*$/);
  await pane.details.getByTestId('pipeline-alerts').click();
  const alerts = new AlertsPane(viewer);
  await expect(alerts.alerts.first()).toContainText(SHIPPED);
  await expect(alerts.view.getByTestId('alert-source')).toHaveValue(SHIPPED);
  const raised = Number(/\d+/.exec((await viewer.status.getByTestId('fact-alerts').textContent()) ?? '')?.[0]);
  await alerts.expectCount(raised);
  await expect(alerts.badge).toContainText(String(raised));

  await alerts.view.getByRole('button', { name: 'Show session' }).first().click();
  await expect(viewer.table('sessions')).toBeVisible();
  await expect(viewer.details).toContainText('Summary');

  await viewer.goTo('alerts');
  await alerts.view.getByTestId('mark-seen').click();
  await expect(alerts.badge).toBeHidden();
  await expect(alerts.view.getByTestId('mark-seen')).toBeDisabled();
  await viewer.page.reload();
  await viewer.goTo('alerts');
  await alerts.expectCount(raised);
  await expect(alerts.badge).toBeHidden();
});

test('a pipeline is paused, goes on, is on again after a restart, and is switched off for good', async ({ start }) => {
  test.slow(); // the program is started three times
  const viewer = await start(null);
  const pane = await openPipelines(viewer);
  await pane.turn(SHIPPED, true);
  await pane.expectState(SHIPPED, 'running');
  const pause = pane.details.getByTestId('pipeline-pause');
  await pause.click();
  await pane.expectState(SHIPPED, 'paused');
  await expect(pause).toHaveText('Resume');
  await viewer.open(SAMPLE);
  await expect(viewer.status).toContainText('Read to the end');
  await pane.expectCount(SHIPPED, 'In', /^0$/);

  await pause.click();
  await pane.expectState(SHIPPED, 'running');
  await viewer.open(SAMPLE);
  await pane.expectCount(SHIPPED, 'In', new RegExp(`^${SESSIONS + LOOKUPS}$`));

  await viewer.program.close();
  const second = await start(null);
  const again = await openPipelines(second);
  await again.expectState(SHIPPED, 'running');
  await second.open(SAMPLE);
  await again.expectCount(SHIPPED, 'In', new RegExp(`^${SESSIONS + LOOKUPS}$`));
  await again.turn(SHIPPED, false);
  await again.expectState(SHIPPED, 'disabled');

  await second.program.close();
  const last = await openPipelines(await start(null));
  await last.expectState(SHIPPED, 'disabled');
});

test('a pipeline is written: mistakes have their places, and what is saved runs, is changed, removed and brought back', async ({
  start,
}) => {
  test.slow();
  const viewer = await start(null);
  const pane = await openPipelines(viewer);
  await pane.begin('Sessions into a file');
  const right = await pane.code.inputValue();
  const lines = right.split('\n');
  const at = lines.findIndex((line) => line.includes('stage: filter'));
  await pane.code.fill(right.replace('stage: filter', 'stage: filtr'));

  const place = `${at + 1}:${(lines[at]?.indexOf('stage') ?? 0) + 1}`;
  await expect(pane.mistakes).toContainText('1 mistake');
  await expect(pane.mistakes.getByTestId('mistake')).toContainText('did you mean "filter"?');
  await expect(pane.details.getByTestId('editor-save')).toBeDisabled();
  await pane.mistakes.getByRole('button').filter({ hasText: place }).click();
  await expect(pane.code).toBeFocused();
  const cursor = await pane.code.evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart).slice(0, 12),
  );
  expect(cursor).toBe('stage: filtr');

  await pane.code.fill(right);
  await pane.save();
  await pane.expectState('sessions-to-file', 'disabled');
  await pane.turn('sessions-to-file', true);
  await pane.expectState('sessions-to-file', 'running');
  await viewer.open(SAMPLE);
  const file = join(dirname(await pane.file()), 'sessions.jsonl');
  await expect
    .poll(async () => (await recordsIn(file)).length, 'sessions in the file')
    .toBeGreaterThanOrEqual(SESSIONS);

  // Changed while it runs: the new version takes over.
  await pane.show('sessions-to-file', 'file');
  await pane.code.fill(right.replace('not ip = 127.0.0.1', 'nowhere.test').replace('sessions.jsonl', 'none.jsonl'));
  await pane.save();
  await pane.expectState('sessions-to-file', 'running');
  await viewer.open(SAMPLE);
  await pane.expectCount('sessions-to-file', 'In', /^[1-9]\d*$/);
  await pane.expectCount('sessions-to-file', 'Out', /^0$/);

  await pane.details.getByTestId('pipeline-remove').click();
  await viewer.page.getByTestId('confirm-remove').click();
  await expect(pane.row('sessions-to-file')).toHaveCount(0);
  await viewer.page.getByTestId('undo-remove').click();
  await pane.expectState('sessions-to-file', 'running');
  await pane.show('sessions-to-file', 'file');
  await expect(pane.code).toHaveValue(/nowhere\.test/);
});

test('a file with a mistake that was put into the folder is shown with line and column, and leads to its place', async ({
  start,
  folder,
}) => {
  const home = join(folder, 'home', 'pipelines');
  await mkdir(home, { recursive: true });
  const text =
    'name: by-hand\nstages:\n  - stage: dns\n    out: found\n  - stage: export\n    in: fuond\n    sink: file\n    path: x.jsonl\n';
  await writeFile(join(home, 'by-hand.yaml'), text);
  const viewer = await start(null);
  const pane = await openPipelines(viewer);
  await pane.row('by-hand').click();
  const found = pane.details.getByTestId('pipeline-mistakes');
  const mistake = found.getByTestId('mistake').filter({ hasText: 'stages[1]' });
  await expect(mistake).toContainText('fuond');
  await expect(mistake.getByRole('button')).toHaveText(/^6:\d+$/);
  await mistake.getByRole('button').click();
  await expect(pane.code).toBeFocused();

  // Switched on, it says so, too, and keeps out of the way of others.
  await pane.turn('by-hand', true);
  await pane.expectState('by-hand', 'invalid');
  await expect(viewer.status.getByTestId('fact-pipelines')).toHaveText('by-hand kept out');
  await pane.code.fill(text.replace('fuond', 'found'));
  await pane.save();
  await pane.expectState('by-hand', 'running');
});

test('a health check finds what would keep a pipeline out', async ({ start, folder }) => {
  const viewer = await start(null);
  const pane = await openPipelines(viewer);
  await pane.begin('Sessions into a file');
  const text = await pane.code.inputValue();
  await pane.code.fill(text.replace('path: sessions.jsonl', `path: ${JSON.stringify(folder)}`));
  await pane.save();
  await pane.details.getByTestId('pipeline-health').click();
  await expect(pane.details.getByTestId('health-report')).toContainText('it is a folder');
  await pane.show('sessions-to-file', 'graph');
  await expect(pane.stages.last()).toHaveAccessibleName(/Not healthy/);

  await pane.turn('sessions-to-file', true);
  await pane.expectState('sessions-to-file', 'invalid');
  await expect(pane.details.getByTestId('pipeline-cause')).toContainText('it is a folder');
});

test('the panes are worked by keys alone, and everything in them has a name', async ({ start }) => {
  const viewer = await start(null);
  const { page } = viewer;
  await page.keyboard.press('8');
  const pane = new PipelinesPane(viewer);
  await expect(pane.view).toBeVisible();
  await page.getByRole('grid', { name: 'Pipelines' }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await pane.expectState(SHIPPED, 'running');

  // The graph leads to the right or downwards, as there is room.
  const [first, last] = await Promise.all([pane.stages.first().boundingBox(), pane.stages.last().boundingBox()]);
  const onwards = (last?.x ?? 0) > (first?.x ?? 0) + 300 ? 'ArrowRight' : 'ArrowDown';
  await pane.stages.first().focus();
  await page.keyboard.press(onwards);
  await expect(pane.stages.filter({ hasText: 'flatten' })).toBeFocused();
  await expect(pane.details.locator('[data-testid="stage-row"][data-selected="true"]')).toContainText('flatten');
  await page.keyboard.press(onwards);
  await page.keyboard.press(onwards);
  await expect(pane.stages.last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid', { name: 'Pipelines' })).toBeFocused();

  for (const view of ['pipelines', 'alerts'] as const) {
    await viewer.goTo(view);
    for (const role of ['button', 'switch', 'checkbox', 'textbox', 'tab', 'grid', 'list'] as const) {
      for (const element of await page.getByRole(role).all()) await expect(element).toHaveAccessibleName(/\S/);
    }
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  }
});

/** Raises an alert for each session of the sample: what an attacker might make others read, and more than one wants to hear of. */
const SHOUTER = `
let emit = () => undefined;
const known = new Set();
export function init(netloupe) {
  emit = (alert) => netloupe.emit_alert(alert);
}
export function receiver({ session_id, timestamp }) {
  if (known.has(session_id)) return;
  known.add(session_id);
  const title = 'photo\\u202Egnp.exe from <b>pay\\u200Bpal</b>';
  emit({ title, message: 'first\\nsecond', severity: 'high', session_id, timestamp });
}
`;

test('text of others hides nothing, and the system tells of serious alerts once that is switched on', async ({
  start,
  folder,
}) => {
  const viewer = await start(null);
  const { page } = viewer;
  // Instead of the system's: what was told, and a user who says yes when asked.
  await page.addInitScript(() => {
    const told: string[] = [];
    class Told extends EventTarget {
      static permission = 'default';
      static requestPermission(): Promise<string> {
        Told.permission = 'granted';
        return Promise.resolve('granted');
      }
      constructor(title: string, { body }: { readonly body: string }) {
        super();
        told.push(`${title} | ${body}`);
      }
    }
    Object.assign(window, { Notification: Told, told });
    // Who looks at the page is not told what is on it.
    document.hasFocus = () => false;
  });
  const { electron } = viewer.program;
  // There main tells.
  await electron?.evaluate(({ BrowserWindow, Notification }) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    BrowserWindow.getFocusedWindow = () => null;
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(): void {
      told.push(`${this.title} | ${this.body}`);
    };
  });
  await page.reload();
  const told = (): Promise<string[]> => {
    const read = (): string[] => (globalThis as unknown as { readonly told: string[] }).told;
    return electron === null ? page.evaluate(read) : electron.evaluate(read);
  };

  await viewer.goTo('plugins');
  const plugins = new PluginsPane(viewer);
  await plugins.choose(await scriptFile(folder, 'shouter.mjs', SHOUTER));
  await plugins.confirmInstall();
  await plugins.expectState('shouter', 'running');
  await viewer.goTo('alerts');
  const alerts = new AlertsPane(viewer);
  const notify = alerts.view.getByTestId('notify-switch');
  await expect(notify).not.toBeChecked();
  await notify.dispatchEvent('click');
  await expect(notify).toBeChecked();
  await viewer.open(SAMPLE);

  await expect(alerts.alerts.first()).toContainText('photoU+202Egnp.exe from <b>payU+200Bpal</b>');
  await expect(alerts.alerts.first()).toContainText('first\nsecond');
  await expect(alerts.alerts.locator('b')).toHaveCount(0);
  await expect(alerts.badge).toContainText(`${SESSIONS}`);
  // Of dozens of alerts at once: the first, and a few seconds later how many more there were.
  const heard = async (): Promise<number> =>
    (await told()).reduce((sum, text) => sum + 1 + Number(/ and (\d+) more · /.exec(text)?.[1] ?? 0), 0);
  await expect.poll(heard, 'alerts told of').toBe(SESSIONS);
  expect((await told()).length).toBeLessThan(5);
  for (const text of await told()) {
    expect(text).toMatch(
      /^photo‹U\+202E›gnp\.exe from [<‹]b[>›]pay‹U\+200B›pal[<‹]\/b[>›] \| (and \d+ more · )?shouter: first/,
    );
  }

  await alerts.view.getByTestId('severity-critical').click();
  await expect(alerts.alerts).toHaveCount(0);
  await alerts.view.getByTestId('severity-critical').click();
  await alerts.view.getByTestId('severity-high').click();
  await alerts.expectCount(SESSIONS);
});
