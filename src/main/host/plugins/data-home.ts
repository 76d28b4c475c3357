/** Where this program keeps what outlives it, for one user. */
import { homedir } from 'node:os';
import path from 'node:path';

/** `NETLOUPE_HOME`, else the place that the system has for such data. */
export function dataHome(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { NETLOUPE_HOME: own, XDG_DATA_HOME: xdg, APPDATA: roaming } = environment;
  const { join, resolve, isAbsolute } = platform === 'win32' ? path.win32 : path.posix;
  if (own !== undefined && own !== '') return resolve(own);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Netloupe');
  if (platform === 'win32') {
    return join(roaming === undefined || roaming === '' ? join(home, 'AppData', 'Roaming') : roaming, 'Netloupe');
  }
  // The XDG specification: a relative path is to be ignored.
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.local', 'share'), 'netloupe');
}
