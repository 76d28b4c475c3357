/** Does what the program was started for, once, and only where nothing runs yet: a second window joins what is there. */
import type { AppState } from './state/app-state.ts';
import { noteRecent } from './state/recent-files.ts';
import { DEFAULT_START } from './state/capture-store.ts';

export async function followStartIntent(app: AppState): Promise<void> {
  const intent = await app.host.startIntent().catch(() => ({ kind: 'none' }) as const);
  if (intent.kind === 'none') return;
  const isIdle = await new Promise<boolean>((resolve) => {
    const stop = app.capture.subscribe(({ status, busy }) => {
      // Whoever uses the view already was quicker: what they asked for stands.
      if (status === null && busy === null) return;
      stop();
      resolve(busy === null && status?.capture.state === 'idle');
    });
  });
  if (!isIdle) return;
  const capture = app.capture.getState();
  if (intent.kind === 'open') {
    const more = intent.more ?? [];
    const opened = await capture.open(intent.path, more);
    if (opened.ok && more.length === 0) noteRecent(app, intent.path);
  } else await capture.start({ ...DEFAULT_START, interfaces: intent.interfaces });
}
