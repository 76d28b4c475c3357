import { expect, it } from 'vitest';
import { dataHome } from './data-home.ts';

it.each([
  [{}, 'linux', '/home/ada', '/home/ada/.local/share/netloupe'],
  [{ XDG_DATA_HOME: '/data' }, 'linux', '/home/ada', '/data/netloupe'],
  [{ XDG_DATA_HOME: 'relative' }, 'linux', '/home/ada', '/home/ada/.local/share/netloupe'],
  [{ NETLOUPE_HOME: '/own', XDG_DATA_HOME: '/data' }, 'linux', '/home/ada', '/own'],
  [{ NETLOUPE_HOME: '' }, 'darwin', '/Users/ada', '/Users/ada/Library/Application Support/Netloupe'],
  [{ APPDATA: 'C:\\Roaming' }, 'win32', 'C:\\Users\\ada', 'C:\\Roaming\\Netloupe'],
  [{}, 'win32', 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Roaming\\Netloupe'],
] as const)('the data folder with %j on %s in %s is %s', (environment, platform, home, expected) => {
  expect(dataHome(environment, platform, home)).toBe(expected);
});
