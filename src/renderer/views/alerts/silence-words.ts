import { visibleText } from '#base/visible-text.ts';
import { words } from '../../display/words.ts';
import type { Silence } from '../../state/alert-silences.ts';

/** What a silence is about: `“Beacon” from watch`. */
export function silenceWords({ source, title }: Pick<Silence, 'source' | 'title'>): string {
  const say = words().alerts.silence;
  if (source === null) return say.everything;
  const name = visibleText(source.slice(source.indexOf(':') + 1));
  return title === null ? say.ofSource(name) : say.titleOf(visibleText(title), name);
}
