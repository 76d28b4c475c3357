/** Everything about one plugin: how it stands and what can be done about it, then a tab for each question. */
import { words } from '../../display/words.ts';
import { Button, Modal, Tabs, Tooltip } from '@mantine/core';
import { IconFlask, IconLoader2, IconRefresh, IconRotateClockwise2, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { formatCount } from '../../display/units.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { useApp } from '../../state/app-context.ts';
import type { PluginTab } from '../../state/plugins-store.ts';
import { SourceBadge } from '../../widgets/mark.tsx';
import { FailureNote } from '../failure-note.tsx';
import notes from '../note.module.css';
import { usePlugins } from '../use-store.ts';
import { PluginAbout } from './plugin-about.tsx';
import { PluginAlerts } from './plugin-alerts.tsx';
import { PluginConfig } from './plugin-config.tsx';
import { PluginCountersPanel } from './plugin-counters.tsx';
import classes from './plugin-details.module.css';
import { PluginStateMark, Restart } from './plugin-list.tsx';
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
  const [removing, setRemoving] = useState(false);
  const stays = origin === 'bundled' ? words().plugins.actions.stays : null;
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
      <Tooltip label={stays} disabled={stays === null}>
        <Button
          variant="default"
          leftSection={<IconTrash size={15} stroke={1.6} />}
          {...(stays === null ? {} : { 'data-disabled': true })}
          aria-disabled={stays !== null}
          loading={busy === 'remove'}
          onClick={() => {
            if (stays === null) setRemoving(true);
          }}
          data-testid="plugin-remove"
        >
          {words().plugins.actions.remove}
        </Button>
      </Tooltip>
      <RemoveDialog plugin={plugin} opened={removing} onClose={() => setRemoving(false)} />
    </div>
  );
}

function RemoveDialog({
  plugin,
  opened,
  onClose,
}: {
  readonly plugin: PluginStatus;
  readonly opened: boolean;
  onClose(): void;
}): React.JSX.Element {
  const { plugins } = useApp();
  const { id, origin } = plugin;
  return (
    <Modal opened={opened} onClose={onClose} title={words().plugins.removing.title(id)} size={440}>
      <p className={classes.question}>
        {origin === 'linked' ? words().plugins.removing.linked : words().plugins.removing.installed}
      </p>
      <div className={classes.answers}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {words().plugins.removing.keep}
        </Button>
        <Button
          color="red"
          onClick={() => {
            onClose();
            void plugins.getState().remove(id);
          }}
          data-testid="confirm-remove"
        >
          {words().plugins.removing.remove}
        </Button>
      </div>
    </Modal>
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
        <div className={notes.note} data-tone={word.tone} data-testid="plugin-cause">
          <word.icon size={16} stroke={1.6} aria-hidden />
          <div className={notes.noteText}>
            {cause}
            <Restart atMs={restartAt} />
          </div>
          {state === 'quarantined' && (
            <Button variant="default" onClick={() => void plugins.getState().restart(id)}>
              {words().plugins.actions.tryAgain}
            </Button>
          )}
        </div>
      )}
      {updating !== null && (
        <div className={notes.note} role="status">
          <IconLoader2 size={16} stroke={1.6} aria-hidden />
          <div className={notes.noteText}>{words().plugins.updating(updating, plugin.manifest.version)}</div>
        </div>
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
