/** Everything about one plugin: how it stands and what can be done about it, then a tab for each question. */
import { words } from '../../display/words.ts';
import { Button, Tabs } from '@mantine/core';
import { IconFlask, IconLoader2, IconRefresh, IconRotateClockwise2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { formatCount } from '../../display/units.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { useApp } from '../../state/app-context.ts';
import type { PluginTab } from '../../state/plugins-store.ts';
import { SourceBadge } from '../../widgets/mark.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Note } from '../note.tsx';
import { RemoveButton } from '../remove-button.tsx';
import { usePlugins } from '../use-store.ts';
import { PluginAbout } from './plugin-about.tsx';
import { PluginAlerts } from './plugin-alerts.tsx';
import { PluginConfig } from './plugin-config.tsx';
import { PluginCountersPanel } from './plugin-counters.tsx';
import classes from '../details-pane.module.css';
import { PluginStateMark, Restart } from './plugin-card.tsx';
import { PluginOutput } from './plugin-output.tsx';
import { PluginTrialPanel } from './plugin-trial.tsx';
import { LANGUAGES, pluginStateWord } from './plugin-words.ts';
import { useInstall } from './use-install.ts';

export function PluginDetails({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const { plugins, pluginConfig } = useApp();
  const tab = usePlugins((state) => state.tab);
  const edited = useStore(pluginConfig, (state) => state.drafts[plugin.id] !== undefined);
  const { id, manifest, counters } = plugin;
  const language = LANGUAGES[manifest.language];
  return (
    <>
      <header className={classes.head}>
        <div className={classes.headLine}>
          <h2 className={classes.title}>
            {id} <span className={classes.version}>{manifest.version}</span>
          </h2>
          <SourceBadge text={language.badge} title={words().plugins.writtenIn(language.name)} />
          <span className={classes.state} data-testid="plugin-state">
            <PluginStateMark plugin={plugin} pill />
          </span>
        </div>
        <Actions plugin={plugin} />
      </header>
      <Notes plugin={plugin} />
      <Tabs
        className={classes.tabs}
        value={tab}
        onChange={(value) => plugins.getState().openTab((value ?? 'output') as PluginTab)}
      >
        <Tabs.List px={8}>
          <Tab value="output">{words().plugins.tabs.output}</Tab>
          <Tab value="alerts">
            {words().plugins.tabs.alerts}
            {counters.alerts > 0 && ` ${formatCount(counters.alerts)}`}
          </Tab>
          <Tab value="configuration">
            {words().plugins.tabs.configuration}
            {edited && ' •'}
          </Tab>
          <Tab value="test">{words().plugins.tabs.test}</Tab>
          <Tab value="counters">{words().plugins.tabs.counters}</Tab>
          <Tab value="about">{words().plugins.tabs.about}</Tab>
        </Tabs.List>
        <Tabs.Panel value="output" className={classes.panel}>
          <PluginOutput plugin={plugin} />
        </Tabs.Panel>
        <Tabs.Panel value="alerts" className={classes.scroll}>
          <PluginAlerts plugin={plugin} />
        </Tabs.Panel>
        <Tabs.Panel value="configuration" className={classes.panel}>
          <PluginConfig plugin={plugin} />
        </Tabs.Panel>
        <Tabs.Panel value="test" className={classes.panel}>
          <PluginTrialPanel plugin={plugin} />
        </Tabs.Panel>
        <Tabs.Panel value="counters" className={classes.scroll}>
          <PluginCountersPanel plugin={plugin} />
        </Tabs.Panel>
        <Tabs.Panel value="about" className={classes.scroll}>
          <PluginAbout plugin={plugin} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Tab({
  value,
  children,
}: {
  readonly value: PluginTab;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  return (
    <Tabs.Tab value={value} fz={12} data-testid={`plugin-tab-${value}`}>
      {children}
    </Tabs.Tab>
  );
}

function Actions({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const { plugins } = useApp();
  const { choose } = useInstall();
  const { id, origin } = plugin;
  const busy = usePlugins((state) => state.busy[id] ?? null);
  const testing = usePlugins((state) => state.trials[id]?.state === 'running');
  const { removing } = words().plugins;
  return (
    <div className={classes.actions}>
      <Button
        variant="default"
        leftSection={<IconFlask size={15} stroke={1.6} />}
        loading={testing}
        onClick={() => {
          plugins.getState().openTab('test');
          void plugins.getState().startTrial(id);
        }}
        data-testid="plugin-test"
      >
        {words().plugins.actions.test}
      </Button>
      <Button
        variant="default"
        leftSection={<IconRotateClockwise2 size={15} stroke={1.6} />}
        disabled={!plugin.enabled}
        title={plugin.enabled ? undefined : words().plugins.actions.isOff}
        loading={busy === 'restart'}
        onClick={() => void plugins.getState().restart(id)}
        data-testid="plugin-restart"
      >
        {words().plugins.actions.restart}
      </Button>
      <Button
        variant="default"
        leftSection={<IconRefresh size={15} stroke={1.6} />}
        onClick={() => choose('file', id)}
        data-testid="plugin-update"
      >
        {words().plugins.actions.update}
      </Button>
      <RemoveButton
        label={words().plugins.actions.remove}
        testId="plugin-remove"
        busy={busy === 'remove'}
        stays={origin === 'bundled' ? words().plugins.actions.stays : null}
        question={{
          title: removing.title(id),
          text: origin === 'linked' ? removing.linked : removing.installed,
          keep: removing.keep,
          remove: removing.remove,
        }}
        onRemove={() => void plugins.getState().remove(id)}
      />
    </div>
  );
}

/** What needs saying before anything else: why it is not fine, what is under way, what was refused. */
function Notes({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element | null {
  const { plugins } = useApp();
  const { id, cause, state, restart_at_ms: restartAt, updating_to: updating, last_update: update } = plugin;
  const refusal = usePlugins((value) => value.refusals[id] ?? null);
  const [seen, setSeen] = useState<number | null>(null);
  const word = pluginStateWord(state);
  return (
    <>
      {cause !== null && (
        <Note
          icon={word.icon}
          tone={word.tone}
          testId="plugin-cause"
          actions={
            state === 'quarantined' && (
              <Button variant="default" onClick={() => void plugins.getState().restart(id)}>
                {words().plugins.actions.tryAgain}
              </Button>
            )
          }
        >
          {cause}
          <Restart atMs={restartAt} />
        </Note>
      )}
      {updating !== null && (
        <Note icon={IconLoader2} role="status">
          {words().plugins.updating(updating, plugin.manifest.version)}
        </Note>
      )}
      {update !== null && update.failure !== null && update.time_ms !== seen && (
        <FailureNote
          title={words().plugins.updateFailed(update.version, plugin.manifest.version)}
          failure={update.failure}
          onDismiss={() => setSeen(update.time_ms)}
        />
      )}
      {refusal !== null && (
        <FailureNote
          title={words().plugins.refused[refusal.action]}
          failure={refusal.failure}
          onDismiss={() => plugins.getState().dismissRefusal(id)}
        >
          {refusal.failure.code === 'in-use' && (
            <Button
              variant="default"
              onClick={() =>
                void (refusal.action === 'remove'
                  ? plugins.getState().remove(id, true)
                  : plugins.getState().setEnabled(id, false, true))
              }
              data-testid="plugin-force"
            >
              {refusal.action === 'remove'
                ? words().plugins.actions.removeAnyway
                : words().plugins.actions.switchOffAnyway}
            </Button>
          )}
        </FailureNote>
      )}
    </>
  );
}
