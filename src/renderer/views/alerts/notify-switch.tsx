/** Whether the system tells of alerts, from which severity on, and why not where it cannot. */
import { Select, Switch, Tooltip } from '@mantine/core';
import { ALERT_SEVERITIES, type AlertSeverity } from '#contract/plugins/status.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { severityWord } from '../plugins/plugin-words.ts';
import { useAlerts } from '../use-store.ts';

export function NotifySwitch(): React.JSX.Element {
  const { alerts } = useApp();
  const permission = useAlerts((state) => state.permission);
  const notify = useAlerts((state) => state.notify) && permission === 'granted';
  const from = useAlerts((state) => state.notifyFrom);
  const asking = useAlerts((state) => state.asking);
  const say = words().alerts.notify;
  const why = permission === 'denied' ? say.denied : permission === 'unsupported' ? say.unsupported : say.what;
  return (
    <>
      {notify && (
        <Select
          size="xs"
          w={140}
          aria-label={say.from}
          value={from}
          allowDeselect={false}
          onChange={(value) => alerts.getState().setNotifyFrom((value ?? 'high') as AlertSeverity)}
          data={ALERT_SEVERITIES.map((value) => ({ value, label: say.fromSeverity(severityWord(value).text) }))}
          data-testid="notify-from"
        />
      )}
      <Tooltip label={why} multiline maw={300}>
        <Switch
          label={permission === 'denied' ? say.deniedLabel : say.label}
          checked={notify}
          disabled={asking || permission === 'unsupported'}
          onChange={(event) => void alerts.getState().setNotify(event.currentTarget.checked)}
          data-testid="notify-switch"
        />
      </Tooltip>
    </>
  );
}
