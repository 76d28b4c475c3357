/** Tells screen readers what changed that matters, one thing at a time and never a number that only counts on. */
import { useEffect, useState } from 'react';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import type { AppState } from '../../state/app-state.ts';
import { healthFacts } from '../../state/health-facts.ts';
import { captureTitle } from '../capture-title.ts';
import { tableOfView } from '../use-store.ts';
import { captureWord } from './capture-word.ts';

/** Rows that pass a new filter are told once they stand still. */
const SETTLE_MS = 900;

export function Announcer(): React.JSX.Element {
  const app = useApp();
  const [text, setText] = useState('');
  useEffect(() => followWhatMatters(app, setText), [app]);
  return (
    <div className="nl-hidden" role="status" aria-live="polite" data-testid="announcer">
      {text}
    </div>
  );
}

function followWhatMatters(app: AppState, say: (text: string) => void): () => void {
  const { status: spoken } = words().shell;
  const told = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const stops = [
    app.link.state.subscribe((now, before) => {
      if (now.phase === 'lost' && before.phase === 'open') say(spoken.said.lost);
      if (now.phase === 'open' && before.phase === 'lost') say(spoken.said.back);
    }),
    app.pause.subscribe((now, before) => {
      if (now.paused !== before.paused) say(now.paused ? spoken.said.paused : spoken.said.resumed);
    }),
    app.capture.subscribe(({ status: now }, { status: before }) => {
      if (now === null) return;
      if (now.capture.state !== before?.capture.state) {
        told.clear();
        say([captureWord(now.capture).text, captureTitle(now.capture)].filter(Boolean).join(': '));
      }
      for (const fact of healthFacts(now.capture)) {
        if (fact.level !== 'trouble' || told.has(fact.id)) continue;
        told.add(fact.id);
        say(spoken.said.trouble(fact.title));
      }
    }),
    app.scope.subscribe(() => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => {
        const table = tableOfView(app.layout.getState().view);
        const frame = table === null ? null : app.tables[table].getState().frame;
        if (frame !== null) say(spoken.said.shown(formatCount(frame.matching), formatCount(frame.held)));
      }, SETTLE_MS);
    }),
  ];
  return () => {
    if (timer !== null) clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
