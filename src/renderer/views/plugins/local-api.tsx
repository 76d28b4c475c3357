/** The local HTTP API through which plugins answer: whether it is on, where, and with which key. */
import { words } from '../../display/words.ts';
import { NumberInput, PasswordInput, Switch } from '@mantine/core';
import { IconAlertOctagon, IconApi } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApiStatus } from '#contract/plugins/commands.ts';
import { useApp } from '../../state/app-context.ts';
import { isNumber, recall, remember } from '../../state/remembered.ts';
import { CopyIcon, Remedy } from '../../widgets/command-line.tsx';
import { usePlugins } from '../use-store.ts';
import classes from './local-api.module.css';
import { apiPort } from './plugin-words.ts';

/** Beside the one at which the view in a browser is served. */
const USUAL_PORT = 4681;

export function LocalApi({ api }: { readonly api: ApiStatus }): React.JSX.Element | null {
  const { plugins } = useApp();
  const busy = usePlugins((state) => state.apiBusy);
  const refusal = usePlugins((state) => state.apiRefusal);
  const [port, setPort] = useState(() => apiPort(api) ?? recall('api-port', isNumber) ?? USUAL_PORT);
  // An engine without plugins serves nothing and has nothing to switch.
  if (!api.switchable && !api.enabled) return null;
  const problem = refusal?.message ?? api.problem;
  const configure = (enabled: boolean): void => {
    remember('api-port', port);
    void plugins.getState().configureApi(enabled, port);
  };
  return (
    <section className={classes.api} aria-label={words().plugins.api.title} data-testid="local-api">
      <div className={classes.head}>
        <IconApi size={17} stroke={1.5} aria-hidden />
        <h2 className={classes.title}>{words().plugins.api.title}</h2>
        {api.url !== null && (
          <span className={classes.url}>
            <code className="nl-mono">{api.url}</code>
            <CopyIcon value={api.url} label={words().plugins.api.copyAddress} />
          </span>
        )}
        <span className={classes.space} />
        {api.switchable && !api.enabled && (
          <NumberInput
            className={classes.port ?? ''}
            value={port}
            onChange={(value) => {
              if (typeof value === 'number') setPort(value);
            }}
            min={0}
            max={65_535}
            allowDecimal={false}
            hideControls
            aria-label={words().plugins.api.port}
            leftSection={<span className={classes.portLabel}>{words().plugins.api.portLabel}</span>}
            leftSectionWidth={40}
          />
        )}
        {api.switchable && (
          <Switch
            // Where it is going to, until the engine has answered.
            checked={busy ? !api.enabled : api.enabled}
            disabled={busy}
            onChange={(event) => configure(event.currentTarget.checked)}
            aria-label={words().plugins.api.switchedOn}
            data-testid="api-switch"
          />
        )}
      </div>
      {api.key !== null && (
        <div className={classes.key}>
          <span className={classes.keyName}>Authorization: Bearer</span>
          <PasswordInput
            className={classes.keyInput ?? ''}
            classNames={{ innerInput: 'nl-mono' }}
            value={api.key}
            readOnly
            size="xs"
            aria-label={words().plugins.api.key}
          />
          <CopyIcon value={api.key} label={words().plugins.api.copyKey} />
        </div>
      )}
      {api.key === null && <p className={classes.text}>{textOf(api)}</p>}
      {problem !== null && (
        <div className={classes.problem} role="alert">
          <IconAlertOctagon size={15} stroke={1.6} aria-hidden />
          <div>
            {problem}
            {refusal?.remedy !== undefined && (
              <div>
                <Remedy text={refusal.remedy} />
              </div>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function textOf(api: ApiStatus): string {
  if (!api.switchable) return words().plugins.api.byView;
  return api.enabled ? words().plugins.api.on : words().plugins.api.off;
}
