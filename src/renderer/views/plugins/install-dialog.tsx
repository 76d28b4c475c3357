/** The question before a plugin is installed or updated: what it is, what it wants to be allowed. */
import { words } from '../../display/words.ts';
import { Button, Checkbox, Loader, Progress } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck, IconShieldQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { Failure } from '#base/result.ts';
import { formatBytes, formatCount } from '../../display/units.ts';
import type { PluginInspection } from '#contract/plugins/status.ts';
import { useApp } from '../../state/app-context.ts';
import type { InstallStep } from '../../state/plugin-install-store.ts';
import { Facts } from '../../widgets/facts.tsx';
import { FailureLine } from '../failure-note.tsx';
import { Note } from '../note.tsx';
import { usePlugins } from '../use-store.ts';
import classes from './install-dialog.module.css';
import { givenText, installTitle, LANGUAGES, replacesText, trustText } from './plugin-words.ts';
import { Dialog } from '../../widgets/dialog.tsx';

export function InstallDialog(): React.JSX.Element {
  const { pluginInstall } = useApp();
  const current = useStore(pluginInstall, (state) => state.current);
  // What was last shown stays while the dialog fades out.
  const [shown, setShown] = useState<InstallStep | null>(null);
  if (current !== null && current !== shown) setShown(current);
  const step = current ?? shown;
  const installing = current?.step === 'installing';
  return (
    <Dialog
      opened={current !== null}
      onClose={() => {
        if (!installing) pluginInstall.getState().cancel();
      }}
      title={titleOf(step)}
      size={520}
      closeButtonProps={{ disabled: installing }}
      data-testid="install-dialog"
    >
      {step !== null && <Step step={step} />}
    </Dialog>
  );
}

function titleOf(step: InstallStep | null): string {
  switch (step?.step) {
    case 'asking':
    case 'installing':
      return installTitle(step.inspection);
    case 'refused':
      return words().plugins.install.notInstalled(step.name);
    default:
      return words().plugins.install.title;
  }
}

function Step({ step }: { readonly step: InstallStep }): React.JSX.Element {
  const { pluginInstall } = useApp();
  const cancel = (): void => pluginInstall.getState().cancel();
  switch (step.step) {
    case 'sending':
      return (
        <Busy text={words().plugins.install.handingOver(step.name)} onCancel={cancel}>
          <Progress
            value={step.fraction * 100}
            size={4}
            transitionDuration={0}
            aria-label={words().plugins.install.progress}
          />
        </Busy>
      );
    case 'inspecting':
      return (
        <Busy text={words().plugins.install.lookingInto(step.name)} onCancel={cancel}>
          <Loader size="xs" color="gray" aria-hidden />
        </Busy>
      );
    case 'refused':
      return (
        <>
          <FailureLine failure={step.failure} flush />
          <div className={classes.actions}>
            <Button variant="default" onClick={cancel} data-autofocus>
              {words().common.close}
            </Button>
          </div>
        </>
      );
    case 'asking':
    case 'installing':
      return (
        <Question
          key={step.source}
          inspection={step.inspection}
          failure={step.failure}
          installing={step.step === 'installing'}
        />
      );
  }
}

function Busy({
  text,
  onCancel,
  children,
}: {
  readonly text: string;
  readonly children: React.ReactNode;
  onCancel(): void;
}): React.JSX.Element {
  return (
    <>
      <div className={classes.busy} role="status">
        <span>{text}</span>
        {children}
      </div>
      <div className={classes.actions}>
        <Button variant="default" onClick={onCancel}>
          {words().plugins.install.cancel}
        </Button>
      </div>
    </>
  );
}

function Question({
  inspection,
  failure,
  installing,
}: {
  readonly inspection: PluginInspection;
  readonly failure: Failure | null;
  readonly installing: boolean;
}): React.JSX.Element {
  const { pluginInstall } = useApp();
  // A new one is installed to be used; one that is switched off is not switched on by an update alone.
  const [enable, setEnable] = useState(inspection.installed_version === null);
  const isOn = usePlugins(
    (state) => state.frame?.plugins.find(({ id }) => id === inspection.manifest.name)?.enabled ?? false,
  );
  const expected = useStore(pluginInstall, (state) => state.expected);
  const { manifest, permissions, installed_version: installed } = inspection;
  const known = usePlugins(
    (state) =>
      state.frame?.plugins.find(
        ({ manifest: other, enforcement }) => other.language === manifest.language && enforcement !== null,
      )?.enforcement ?? null,
  );
  const { about } = words().plugins;
  const replaces = replacesText(inspection);
  return (
    <>
      {expected !== null && expected !== manifest.name && (
        <Note icon={IconAlertTriangle} tone="warning" role="alert" flush>
          {words().plugins.install.another(manifest.name, expected)}
        </Note>
      )}
      {manifest.description !== '' && <p className={classes.description}>{manifest.description}</p>}
      <Facts
        facts={[
          { name: words().plugins.install.name, value: manifest.name },
          {
            name: about.version,
            value: installed === null ? manifest.version : `${installed} → ${manifest.version}`,
          },
          { name: about.author, value: manifest.author === '' ? about.notNamed : manifest.author },
          { name: about.language, value: LANGUAGES[manifest.language].name },
          {
            name: words().plugins.install.size,
            value: words().plugins.install.sizeOf(
              formatBytes(inspection.bytes),
              formatCount(inspection.files),
              inspection.files === 1,
            ),
          },
        ]}
      />
      {replaces !== null && <p className={classes.replaces}>{replaces}</p>}
      <section
        className={classes.permissions}
        aria-label={words().plugins.about.permissions}
        data-testid="install-permissions"
      >
        <h3 className={classes.permissionsTitle}>
          {permissions.length === 0 ? words().plugins.install.noPermissions : words().plugins.install.asksTo}
        </h3>
        {permissions.length > 0 && (
          <ul className={classes.list}>
            {permissions.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <p className={classes.always}>{givenText(manifest)}</p>
        <p className={classes.trust}>
          {manifest.language === 'lua' ? (
            <IconShieldCheck size={16} stroke={1.6} aria-hidden />
          ) : (
            <IconShieldQuestion size={16} stroke={1.6} aria-hidden />
          )}
          <span>{trustText(manifest.language, known)}</span>
        </p>
      </section>
      {failure !== null && <FailureLine failure={failure} flush />}
      <div className={classes.actions}>
        {isOn ? (
          <span className={classes.staysOn}>{words().plugins.install.staysOn}</span>
        ) : (
          <Checkbox
            className={classes.enable ?? ''}
            label={words().plugins.actions.switchOn}
            checked={enable}
            onChange={(event) => setEnable(event.currentTarget.checked)}
            disabled={installing}
            data-testid="install-enable"
          />
        )}
        <Button
          variant="default"
          disabled={installing}
          onClick={() => pluginInstall.getState().cancel()}
          data-autofocus
        >
          {words().plugins.install.cancel}
        </Button>
        <Button
          loading={installing}
          onClick={() => void pluginInstall.getState().confirm(enable || isOn)}
          data-testid="install-confirm"
        >
          {installed === null
            ? words().plugins.install.install
            : installed === manifest.version
              ? words().plugins.install.installAgain
              : words().plugins.install.updateIt}
        </Button>
      </div>
    </>
  );
}
