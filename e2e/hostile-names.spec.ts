/**
 * Names that somebody chose in order to do harm, in packets, files, exports of others, plugins and pipelines: whatever view they come out
 * in, nothing of them is run, nothing of them is an element, and what cannot be seen is written out.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { netloupe } from './kit/cli.ts';
import { hostileCapture, hostileSessions } from './kit/hostile-capture.ts';
import { HOSTILE_TEXTS, NEVER_RAW, OWNED } from './kit/hostile-texts.ts';
import { packageFile } from './kit/plugin-packages.ts';
import { PluginsPane } from './kit/plugins-pane.ts';
import { SqlConsole } from './kit/sql-console.ts';
import type { Viewer, ViewName } from './kit/viewer.ts';

/** Together, as one name; of a file, without the slash. */
const WORST = ['element', 'turned', 'colours', 'unseen'].map((name) => HOSTILE_TEXTS[name]!).join('');
const FILE_NAME = `${WORST.replaceAll('/', '_')}`;

/** From now on, every text and attribute that comes into the page is looked at. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(
    ({ source, flags }) => {
      const raw = new RegExp(source, flags);
      const found = new Set<string>();
      Object.assign(window, { hostileFound: found });
      const attributes = ['title', 'alt', 'placeholder', 'aria-label', 'aria-description', 'aria-valuetext'];
      const look = (node: Node): void => {
        if (node instanceof CharacterData && node.parentElement?.closest('style, script, textarea') === null) {
          if (raw.test(node.data)) found.add(`text in ${path(node.parentElement)}: ${JSON.stringify(node.data)}`);
        }
        if (!(node instanceof Element)) return;
        if (/^(?:script|iframe|object|embed|base)$/i.test(node.tagName)) found.add(`element ${path(node)}`);
        if (node instanceof HTMLImageElement && node.getAttribute('src') === 'x') found.add(`element ${path(node)}`);
        for (const { name, value } of node.attributes) {
          if (/^on/i.test(name)) found.add(`handler ${name} of ${path(node)}`);
          if (/^(?:href|src|action|formaction|xlink:href)$/i.test(name) && /^\s*(?:javascript|file):/i.test(value)) {
            found.add(`${name} of ${path(node)}: ${value}`);
          }
          if (attributes.includes(name) && raw.test(value)) {
            found.add(`${name} of ${path(node)}: ${JSON.stringify(value)}`);
          }
        }
        for (const child of node.childNodes) look(child);
      };
      const path = (node: Element | null): string =>
        node === null ? '?' : `${node.closest('[data-testid]')?.getAttribute('data-testid') ?? ''} ${node.tagName}`;
      new MutationObserver((records) => {
        for (const { target, addedNodes, type } of records) {
          if (type !== 'childList') look(target);
          for (const node of addedNodes) look(node);
        }
        if (raw.test(document.title)) found.add(`title ${JSON.stringify(document.title)}`);
      }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      look(document.body);
    },
    { source: NEVER_RAW.source, flags: NEVER_RAW.flags },
  );
}

async function expectHarmless(page: Page, where: string): Promise<void> {
  const { found, owned } = await page.evaluate(
    (name) => ({
      found: [...(window as unknown as { hostileFound: Set<string> }).hostileFound],
      owned: name in window,
    }),
    OWNED,
  );
  expect(found, where).toEqual([]);
  expect(owned, where).toBe(false);
}

async function openNamed(viewer: Viewer, folder: string, extension: string, bytes: Buffer | string): Promise<void> {
  const path = join(folder, `${FILE_NAME}.${extension}`);
  await writeFile(path, bytes);
  await viewer.open(path);
}

const VIEWS: readonly ViewName[] = ['overview', 'packets', 'dns', 'interfaces', 'alerts', 'history', 'sessions'];

test('in packets and names of files and interfaces', async ({ start, folder }) => {
  test.slow();
  const viewer = await start(null);
  const { page } = viewer;
  await watch(page);
  await openNamed(viewer, folder, 'pcapng', hostileCapture(WORST));
  await expect.poll(() => viewer.rowCount('sessions')).toBeGreaterThan(100);
  // As it was sent, but for what cannot be seen, which decoders write as `\DDD`.
  await viewer.filter('dns');
  await expect(viewer.rows('sessions').first()).toBeVisible();
  await viewer.filter('');
  for (const view of VIEWS) {
    await viewer.goTo(view);
    await expectHarmless(page, view);
  }
  for (const table of ['sessions', 'packets', 'dns'] as const) {
    await viewer.goTo(table);
    for (const at of [0, 3, 6]) {
      await viewer.rows(table).nth(at).click();
      await expect(viewer.details).toBeVisible();
      await expectHarmless(page, `details of ${table}`);
    }
    // The menu of a value, and the filter that it makes.
    await viewer.rows(table).nth(1).locator('[data-column]').nth(2).click({ button: 'right' });
    await expect(page.getByTestId('value-menu')).toBeVisible();
    await expectHarmless(page, `menu in ${table}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  }
  const input = page.getByTestId('filter-input');
  for (const text of ['interface = ', 'host ~ ', WORST]) {
    await input.fill(text);
    await expectHarmless(page, `suggestions for ${text}`);
  }
  await viewer.filter('');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('pcapng');
  await expectHarmless(page, 'palette');
  await page.keyboard.press('Escape');
  await expect.poll(() => page.title()).toContain('U+202E');
  expect(await page.title()).not.toMatch(NEVER_RAW);

  // And whoever looks on would have seen it.
  await page.evaluate(() => document.body.append('\u202E'));
  await expect(expectHarmless(page, 'control')).rejects.toThrow('control');
});

test('in exports that others made', async ({ start, folder }) => {
  test.slow();
  const viewer = await start(null);
  const { page } = viewer;
  await watch(page);
  const capture = join(folder, 'read.pcapng');
  await writeFile(capture, hostileCapture('eth0'));
  const exported = join(folder, 'read.jsonl');
  expect((await netloupe('read', capture, '--sessions', exported)).status).toBe(0);
  await openNamed(viewer, folder, 'jsonl', hostileSessions(await readFile(exported, 'utf8')));
  await viewer.expectRowCount('sessions', Object.keys(HOSTILE_TEXTS).length);
  for (const view of VIEWS) {
    await viewer.goTo(view);
    await expectHarmless(page, view);
  }
});

test('in plugins: manifest, what they say, alerts and configuration', async ({ start, folder }) => {
  test.slow();
  const viewer = await start(null);
  const { page } = viewer;
  await watch(page);
  await viewer.goTo('plugins');
  const pane = new PluginsPane(viewer);
  const file = await packageFile(
    folder,
    {
      name: 'harmful',
      version: '1.0.0',
      language: 'js',
      author: WORST.slice(0, 190),
      description: WORST,
      config: {
        type: 'object',
        properties: { key: { type: 'string', title: WORST, description: WORST, default: WORST } },
      },
    },
    {
      'main.mjs': `
const texts = ${JSON.stringify(Object.values(HOSTILE_TEXTS))};
export function init(context) {
  for (const text of texts) {
    console.log(text);
    context.alert?.({ severity: 'high', title: text, message: text });
  }
}
export function test() { return ${JSON.stringify(WORST)}; }
export function receiver() {}
`,
    },
  );
  const named = join(folder, `${FILE_NAME}.zip`);
  await rename(file, named);
  await pane.choose(named);
  await expect(pane.dialog).toContainText('U+202E');
  await expectHarmless(page, 'the question');
  await pane.confirmInstall();
  await expect(page.getByText('U+202E').first()).toBeVisible();
  await expectHarmless(page, 'plugins');
  await viewer.goTo('alerts');
  await expectHarmless(page, 'alerts');
});

test('in answers of SQL', async ({ start }) => {
  const viewer = await start(null);
  await watch(viewer.page);
  await viewer.goTo('history');
  const sql = new SqlConsole(viewer);
  const codes = [...WORST].map((character) => character.codePointAt(0)!);
  await sql.ask(
    `SELECT list_aggregate([chr(c) FOR c IN [${codes.join(', ')}]], 'string_agg', '') AS answer, 'x' AS "${WORST.replaceAll('"', '""')}"`,
  );
  await expect(sql.facts).toBeVisible();
  await expectHarmless(viewer.page, 'history');
});
