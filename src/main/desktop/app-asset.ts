/** Which file a URL of the custom scheme stands for. Pure: nothing is read here. */
import { extname, join, sep } from 'node:path';

export const APP_SCHEME = 'netloupe';
export const APP_HOST = 'app';
export const APP_URL: string = `${APP_SCHEME}://${APP_HOST}/`;

/** Types of what the build makes; anything else is not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

export interface AppAsset {
  readonly file: string;
  readonly contentType: string;
}

/** The file under `root` that `url` names, or null where it names none: other hosts, `..` in any disguise, other types. */
export function resolveAppAsset(root: string, url: string): AppAsset | null {
  if (!isAppUrl(url)) return null;
  const path = decodedPath(new URL(url).pathname);
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  const file = join(root, path === '/' ? 'index.html' : path);
  const contentType = CONTENT_TYPES[extname(file).toLowerCase()];
  if (!file.startsWith(root + sep) || contentType === undefined) return null;
  return { file, contentType };
}

/** True for pages of the application itself: the only senders that are listened to and the only place to be. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === '';
}

function decodedPath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // a stray percent sign: no file has such a name
  }
}
