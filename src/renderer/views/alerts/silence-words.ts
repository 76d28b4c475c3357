import { visibleText } from '#base/visible-text.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { words } from '../../display/words.ts';
import { titleAmong, type Silence } from '../../state/alert-silences.ts';

/**
 * What a silence is about: `“Beacon” from watch`. The title is that of `alerts`, so that none is told which is to be redacted; `redact` keeps
 * back the one that was kept, too.
 */
export function silenceWords(silence: Silence, alerts: readonly AlertRow[], redact: boolean): string {
  const say = words().alerts.silence;
  const { source, topic } = silence;
  if (source === null) return say.everything;
  const name = visibleText(source.slice(source.indexOf(':') + 1));
  if (topic === null) return say.ofSource(name);
  const title = titleAmong(alerts, silence) ?? (redact ? null : silence.title);
  return title === null ? say.oneTopicOf(name) : say.titleOf(visibleText(title), name);
}
