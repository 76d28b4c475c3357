/** Serves the built page under a scheme of its own, with the same headers that the headless server sends. */
import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { CONTENT_SECURITY_POLICY } from '#contract/content-security-policy.ts';
import { APP_SCHEME, resolveAppAsset } from './app-asset.ts';

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Must be called before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

export function serveApp(session: Session, rendererDirectory: string): void {
  session.protocol.handle(APP_SCHEME, (request) => respond(rendererDirectory, request));
}

async function respond(rendererDirectory: string, request: Request): Promise<Response> {
  if (request.method !== 'GET') return refusal(405);
  const asset = resolveAppAsset(rendererDirectory, request.url);
  if (asset === null) return refusal(404);
  try {
    const bytes = await readFile(asset.file);
    return new Response(new Uint8Array(bytes), { headers: { ...HEADERS, 'content-type': asset.contentType } });
  } catch (error) {
    console.error(`netloupe: cannot read ${asset.file}: ${String(error)}`);
    return refusal(404);
  }
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: HEADERS });
}
