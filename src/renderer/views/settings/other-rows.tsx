/** What is not kept by the settings but belongs among them: notifications, ways to other views, what this program is. */
import { Button, Switch } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { LocalApi } from '../plugins/local-api.tsx';
import { useAlerts, usePlugins } from '../use-store.ts';
import classes from './settings-view.module.css';
import { SettingRow } from './setting-row.tsx';

export function NotifyRow(): React.JSX.Element {
  const { alerts } = useApp();
  const permission = useAlerts((state) => state.permission);
  const notify = useAlerts((state) => state.notify);
  const asking = useAlerts((state) => state.asking);
  const said = words().settings;
  const why =
    permission === 'denied'
      ? ` ${said.notifications.denied}`
      : permission === 'unsupported'
        ? ` ${said.notifications.unsupported}`
        : '';
  return (
    <SettingRow
      path="notify"
      label={said.notifications.label}
      help={said.notifications.help + why}
      usual={said.off}
      changed={notify && permission === 'granted'}
      onReset={() => void alerts.getState().setNotify(false)}
      control={({ labelId, helpId }) => (
        <Switch
          aria-labelledby={labelId}
          aria-describedby={helpId}
          checked={notify && permission === 'granted'}
          disabled={asking || permission === 'unsupported'}
          onChange={(event) => void alerts.getState().setNotify(event.currentTarget.checked)}
        />
      )}
    />
  );
}

const LINKED = ['plugins', 'pipelines', 'alerts'] as const;

export function LinkRows(): React.JSX.Element {
  const { layout } = useApp();
  const said = words().settings.links;
  return (
    <>
      {LINKED.map((view) => (
        <SettingRow
          key={view}
          path={`link.${view}`}
          label={said[view].label}
          help={said[view].help}
          usual={null}
          changed={false}
          onReset={() => undefined}
          control={({ helpId }) => (
            <Button
              variant="default"
              rightSection={<IconArrowRight size={15} stroke={1.6} />}
              aria-describedby={helpId}
              onClick={() => layout.getState().open(view)}
            >
              {said[view].button}
            </Button>
          )}
        />
      ))}
    </>
  );
}

export function ApiCard(): React.JSX.Element | null {
  const { plugins } = useApp();
  useEffect(() => plugins.getState().attach(), [plugins]);
  const api = usePlugins((state) => state.frame?.api ?? null);
  if (api === null) return null;
  return (
    <div className={classes.api}>
      <LocalApi api={api} />
    </div>
  );
}

export function AboutFacts(): React.JSX.Element {
  const { link, settings } = useApp();
  const hello = useStore(link.state, (state) => state.hello);
  const path = useStore(settings, ({ state }) => state?.path ?? null);
  const said = words().settings.about;
  const facts: readonly (readonly [string, string, boolean])[] = [
    [said.version, hello?.version ?? '', false],
    [said.host, hello === null ? '' : said.hosts[hello.host], false],
    [said.platform, hello?.platform ?? '', false],
    [said.protocol, hello === null ? '' : String(hello.protocol), false],
    [said.settingsFile, path ?? said.nowhere, path !== null],
    ...(path === null ? [] : [[said.dataFolder, path.replace(/[/\\][^/\\]*$/, ''), true] as const]),
    [said.licence, said.licenceText, false],
    [said.borrowed, said.borrowedText, false],
  ];
  return (
    <dl className={classes.facts} data-testid="about">
      {facts.map(([name, value, copied]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd className={copied ? classes.path : undefined}>
            <span className={copied ? 'nl-mono' : undefined}>{value}</span>
            {copied && <CopyIcon value={value} label={words().common.copy} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
