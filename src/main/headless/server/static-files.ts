/**
 * The built page. The list of files is made once from the folder itself and a request can only name one of them, so no
 * path that a client writes ever reaches the file system.
 */
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { failure, success, type Result } from '#base/result.ts';
import { sendText, writeHead } from './responses.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

export interface StaticFiles {
  /** Answers the request if the path names a file of the page; else false and nothing was sent. */
  serve(pathname: string, request: IncomingMessage, response: ServerResponse): boolean;
}

export function createStaticFiles(folder: string): Result<StaticFiles> {
  if (!existsSync(path.join(folder, 'index.html'))) {
    return failure('not-found', 'The view is not built', { remedy: 'Run: npm run build' });
  }
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const type = CONTENT_TYPES[path.extname(file).toLowerCase()];
    if (type !== undefined) files.set(`/${path.relative(folder, file).split(path.sep).join('/')}`, type);
  }
  return success({
    serve(pathname: string, request: IncomingMessage, response: ServerResponse): boolean {
      const name = pathname === '/' ? '/index.html' : pathname;
      const type = files.get(name);
      if (type === undefined) return false;
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        sendText(response, 405, 'This address only answers GET', { allow: 'GET, HEAD' });
        return true;
      }
      void send(path.join(folder, name), type, request, response);
      return true;
    },
  });
}

async function send(file: string, type: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    writeHead(response, 200, {
      'content-type': type,
      'content-length': statSync(file).size,
      // The build puts a hash of the content into the names of everything in assets.
      ...(file.includes(`${path.sep}assets${path.sep}`) && { 'cache-control': 'private, max-age=31536000, immutable' }),
    });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(file), response);
  } catch {
    // Rebuilt while serving, or the browser went away: the connection is all there is to tell it by.
    response.destroy();
  }
}
