/** Starts a plugin's process that loops for ever, says its id and waits: for the test that kills this one. */
import { createChildSpawner } from './child-spawner.ts';

const [processFile = '', folder = ''] = process.argv.slice(2);
const spawner = createChildSpawner({ processFile, programFolders: [processFile] });
const child = spawner.spawn({ id: 'demo', language: 'js', folder, writableFolders: [], memoryMb: 64, network: false });
child.onControl(() => process.stdout.write(`${child.pid}\n`));
child.sendControl({ t: 'loop' } as never);
setInterval(() => undefined, 60_000);
