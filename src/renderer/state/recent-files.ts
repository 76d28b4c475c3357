/** Which captures count as recent, for the view and for the system's own list of documents. */
import type { AppState } from './app-state.ts';

/** A capture was opened from a path that can be opened again. The sample is always there and needs no remembering. */
export function noteRecent({ recents, host, link }: Pick<AppState, 'recents' | 'host' | 'link'>, path: string): void {
  if (path === link.state.getState().hello?.samplePath) return;
  recents.getState().note(path);
  host.noteRecent(path);
}
