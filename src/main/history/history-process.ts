/** The entry of the history process, under `child_process.fork` and Electron's `utilityProcess` alike. */
import { createKeeper } from './database/create-keeper.ts';
import { Dispatch } from './dispatch.ts';
import { createHandlers } from './handlers.ts';
import { openLink } from './link.ts';

const link = await openLink();
if (link === null) {
  process.stderr.write('This program is started by netloupe, to keep its history\n');
  process.exit(64);
}
// Whatever is made here is this user's alone.
process.umask(0o077);
// Ctrl+C reaches every process of a terminal's job. When to end is for netloupe to say, which closes the channel.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
new Dispatch(link, {
  createKeeper: (open, tell) => {
    const { keeper, handlers } = createKeeper(open, tell);
    return { keeper, handlers: createHandlers(handlers) };
  },
  exit: (code) => process.exit(code),
}).begin();
