/** Pictures of every view, light and dark: for the documentation when asked, else beside the test results. */
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { ROOT } from './kit/executables.ts';
import type { ViewName } from './kit/viewer.ts';

const folder =
  process.env['NETLOUPE_SCREENSHOTS'] === '1'
    ? join(ROOT, 'docs', 'screenshots')
    : join(ROOT, 'test-results', 'screenshots');
const views: readonly ViewName[] = ['sessions', 'packets', 'dns', 'interfaces'];

for (const scheme of ['light', 'dark'] as const) {
  test(`every view can be seen, ${scheme}`, async ({ start }) => {
    const viewer = await start(SAMPLE);
    await viewer.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await expect(viewer.rows('sessions').first()).toBeVisible();
    for (const view of views) {
      await viewer.goTo(view);
      if (view === 'sessions') {
        await viewer.rows('sessions').nth(4).click();
        await expect(viewer.details).toBeVisible();
      } else if (view !== 'interfaces') {
        await expect(viewer.rows(view).first()).toBeVisible();
      }
      await viewer.page.mouse.move(720, 2);
      await viewer.page.screenshot({ path: join(folder, `${view}-${scheme}.png`), animations: 'disabled' });
    }
  });
}
