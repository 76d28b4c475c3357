/**
 * Counts up in a plugin's record and in one that all share until it is killed; says each number once it is kept. A process of
 * its own for the test that kills it.
 */
import { randomBytes } from 'node:crypto';
import { pluginFolders } from './plugin-folders.ts';
import { recordOf, StateFile } from './plugin-state.ts';

const [home = '', id = ''] = process.argv.slice(2);
const file = new StateFile({
  folders: pluginFolders(home),
  randomName: () => randomBytes(6).toString('hex'),
});

for (;;) {
  const written = await file.change((state) => {
    const [own, shared] = [recordOf(state, id), recordOf(state, 'shared')];
    const next = (config: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
      count: Number(config['count'] ?? 0) + 1,
    });
    return { [id]: { ...own, config: next(own.config) }, shared: { ...shared, config: next(shared.config) } };
  });
  if (!written.ok) {
    process.stdout.write(`${written.failure.message}\n`);
    break;
  }
  process.stdout.write(`${String(recordOf(written.value, id).config['count'])}\n`);
}
