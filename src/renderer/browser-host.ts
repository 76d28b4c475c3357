/** A browser's side of `HostAccess`: a WebSocket, uploads and downloads, all to the origin that served the page. */
import { failure, success, type Failure, type Result } from '#base/result.ts';
import { webSocketTransport } from '#channel/web-socket.ts';
import type { StartIntent } from '#contract/desktop-bridge.ts';
import { createNoticePort } from './notices.ts';
import type { FilePurpose, HostAccess } from './state/host-access.ts';

export function createBrowserHost(origin: Location): HostAccess {
  return {
    kind: 'browser',
    openTransport: () => {
      const scheme = origin.protocol === 'https:' ? 'wss' : 'ws';
      return Promise.resolve(webSocketTransport(new WebSocket(`${scheme}://${origin.host}/channel`)));
    },
    startIntent: async () => {
      const answer = await fetch('/start');
      return answer.ok ? ((await answer.json()) as StartIntent) : { kind: 'none' };
    },
    chooseCapture: null,
    choosePlugin: null,
    provideFile: upload,
    chooseExportTarget: () => Promise.resolve({ path: null }),
    download: (exportId, suggestedName) => follow(`/exports/${encodeURIComponent(exportId)}`, suggestedName),
    saveText: (suggestedName, text) => {
      const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      follow(url, suggestedName);
      // By then the browser has read it.
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      return Promise.resolve(success(null));
    },
    mini: null,
    showMain: () => undefined,
    setAppearance: () => undefined,
    viewPaused: () => undefined,
    desktop: null,
    noteRecent: () => undefined,
    clearRecent: () => undefined,
    crashes: null,
    updates: null,
    notices: createNoticePort(),
    onOpenFiles: () => undefined,
    onMenuCommand: () => undefined,
  };
}

/** A download, as a click on a link begins it. */
function follow(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

const UPLOADS: Readonly<Record<FilePurpose, { readonly address: string; readonly byPath: string }>> = {
  capture: { address: '/captures', byPath: 'Open the file where it is instead: netloupe serve --read FILE' },
  plugin: { address: '/packages', byPath: 'Install the file where it is instead: netloupe plugin install FILE' },
};

/** `fetch` tells no progress of an upload, so this is an XMLHttpRequest. */
function upload(
  file: File,
  purpose: FilePurpose,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
  group?: string,
): Promise<Result<string>> {
  const { address, byPath } = UPLOADS[purpose];
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const together = group === undefined ? '' : `&group=${encodeURIComponent(group)}`;
    request.open('PUT', `${address}?name=${encodeURIComponent(file.name)}${together}`);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => resolve(readAnswer(file.name, request, byPath)));
    request.addEventListener('error', () =>
      resolve(
        failure('disconnected', `${file.name} could not be sent: the connection broke`, {
          remedy: 'Check that netloupe serve is still running, then try again',
        }),
      ),
    );
    request.addEventListener('abort', () => resolve(failure('cancelled', `Sending ${file.name} was cancelled`)));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function readAnswer(name: string, request: XMLHttpRequest, byPath: string): Result<string> {
  const answer = request.response as { readonly path?: unknown; readonly failure?: Failure } | null;
  if (request.status < 300 && typeof answer?.path === 'string') return success(answer.path);
  if (answer?.failure !== undefined) return { ok: false, failure: answer.failure };
  return failure('unreadable', `${name} was refused (HTTP ${request.status})`, {
    remedy: byPath,
  });
}
