/** What the desktop app keeps is for its user alone, whatever the umask and whoever made its folders. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { SAMPLE } from './kit/captures.ts';
import { desktopCommand } from './kit/hosts.ts';

/** Below `folder`, what others may get at, with its permissions. */
async function openToOthers(folder: string): Promise<string[]> {
  const open: string[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const stat = await lstat(path);
    // The permissions of a link are nobody's; a folder that is closed closes what is in it.
    if (stat.isSymbolicLink() || (stat.mode & 0o077) === 0) continue;
    open.push(`${(stat.mode & 0o777).toString(8)} ${path}`);
    if (stat.isDirectory()) open.push(...(await openToOthers(path)));
  }
  return open;
}

test('nothing that the desktop app keeps is readable for others, with umask 000', async ({ host, folder }) => {
  test.skip(host !== 'desktop', 'the server is in test/private-files.test.ts');
  const [userData, home] = [join(folder, 'user-data'), join(folder, 'home')];
  for (const path of [userData, home]) {
    await mkdir(path);
    await chmod(path, 0o777);
  }
  const { executablePath, args, cwd } = desktopCommand(SAMPLE, userData);
  const child = spawn('sh', ['-c', 'umask 000; exec "$@"', 'sh', executablePath, ...args], {
    cwd,
    env: { ...process.env, NETLOUPE_HOME: home },
    stdio: 'ignore',
  });
  const names = async (): Promise<string[]> => [...(await readdir(userData)), ...(await readdir(home))];
  await expect
    .poll(names, { timeout: 45_000 })
    .toEqual(expect.arrayContaining(['Preferences', 'Local Storage', 'history']));
  expect([...(await openToOthers(userData)), ...(await openToOthers(home))]).toEqual([]);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  expect([...(await openToOthers(userData)), ...(await openToOthers(home))]).toEqual([]);
});
