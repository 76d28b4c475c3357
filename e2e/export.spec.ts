/** What the view exports is what the command line writes, but for the ids, which are new in each run. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { netloupe, withoutIds } from './kit/cli.ts';

for (const table of ['sessions', 'packets', 'dns'] as const) {
  for (const filter of ['', 'udp']) {
    test(`exports ${table} as the command line does, ${filter === '' ? 'all' : `filtered by "${filter}"`}`, async ({
      start,
      folder,
    }) => {
      const expected = join(folder, `expected-${table}.csv`);
      const { status, stderr } = await netloupe('read', SAMPLE, `--${table}`, expected, '--filter', filter);
      expect(status, stderr).toBe(0);

      const viewer = await start(SAMPLE);
      await viewer.goTo(table);
      await expect(viewer.rows(table).first()).toBeVisible();
      const all = await viewer.rowCount(table);
      if (filter !== '') {
        await viewer.filter(filter);
        await expect.poll(() => viewer.rowCount(table)).toBeLessThan(all);
      }
      const shown = await viewer.rowCount(table);
      const exported = await viewer.exportTable(folder);
      expect(exported.split('\r\n')).toHaveLength(shown + 2); // the header, and nothing after the last line's end
      expect(withoutIds(exported)).toBe(withoutIds(await readFile(expected, 'utf8')));
    });
  }
}
