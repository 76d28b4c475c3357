/** What not to hear of, and for how long; each choice can be taken back at once. */
import { Menu } from '@mantine/core';
import { IconBellOff, IconBellZ } from '@tabler/icons-react';
import { visibleText } from '#base/visible-text.ts';
import type { AlertRow } from '#contract/pipelines/commands.ts';
import { words } from '../../display/words.ts';
import { sourceKey } from '../../state/alert-facts.ts';
import { tomorrowMs, type Silence } from '../../state/alert-silences.ts';
import { useApp } from '../../state/app-context.ts';
import { notifyUndo } from '../notify.tsx';
import { silenceWords } from './silence-words.ts';

const HOURS = [1, 8, 24] as const;
const HOUR_MS = 3_600_000;

/** Sets a silence and offers to take it back: to what was before. */
export function useSilence(): (silence: Silence) => void {
  const { alerts, preferences } = useApp();
  return (silence) => {
    const before = alerts.getState().silences;
    alerts.getState().silence(silence);
    const say = words().alerts.silence;
    const what = silenceWords(
      silence,
      alerts.getState().frame?.alerts ?? [],
      preferences.getState().preferences.redact,
    );
    notifyUndo(silence.untilMs === null ? say.muted(what) : say.snoozed(what), () =>
      alerts.getState().setSilences(before),
    );
  };
}

/** `source` null: of every alert. */
export function SnoozeItems({ source }: { readonly source: string | null }): React.JSX.Element {
  const silence = useSilence();
  const say = words().alerts.silence;
  const snooze = (until: (nowMs: number) => number): void =>
    silence({ source, topic: null, title: null, untilMs: until(Date.now()) });
  return (
    <>
      {HOURS.map((hours) => (
        <Menu.Item
          key={hours}
          leftSection={<IconBellZ size={15} stroke={1.5} />}
          onClick={() => snooze((nowMs) => nowMs + hours * HOUR_MS)}
          data-testid={`snooze-${hours}`}
        >
          {say.forHours(hours)}
        </Menu.Item>
      ))}
      <Menu.Item
        leftSection={<IconBellZ size={15} stroke={1.5} />}
        onClick={() => snooze(tomorrowMs)}
        data-testid="snooze-tomorrow"
      >
        {say.untilTomorrow}
      </Menu.Item>
    </>
  );
}

/** What can be silenced about one alert. */
export function SilenceItems({ alert }: { readonly alert: AlertRow }): React.JSX.Element {
  const silence = useSilence();
  const say = words().alerts.silence;
  const source = sourceKey(alert);
  return (
    <>
      <Menu.Item
        leftSection={<IconBellOff size={15} stroke={1.5} />}
        onClick={() => silence({ source, topic: alert.topic, title: alert.title, untilMs: null })}
        title={say.muteHint}
        data-testid="mute-alert"
      >
        {say.mute(visibleText(alert.title))}
      </Menu.Item>
      <Menu.Label>{say.snoozeSource(visibleText(alert.name))}</Menu.Label>
      <SnoozeItems source={source} />
    </>
  );
}
