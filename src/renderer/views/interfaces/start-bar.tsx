/** Capture on all interfaces that are ticked, with the options of the capture dialog. */
import { Button, Switch, TextInput, Tooltip } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { InterfaceInfo } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { duplicatesAmong } from '../../state/interface-duplicates.ts';
import { DuplicatesNote } from './duplicates-note.tsx';
import classes from './interfaces.module.css';
import type { CaptureControl } from './use-start.ts';

export function StartBar({
  ticked,
  defaultRoute,
  control,
}: {
  readonly ticked: readonly InterfaceInfo[];
  readonly defaultRoute: string | null;
  readonly control: CaptureControl;
}): React.JSX.Element {
  const { interfaces, settings } = useApp();
  const preset =
    useStore(settings, ({ state }) => state?.settings.capture.promiscuous) ?? DEFAULT_SETTINGS.capture.promiscuous;
  const [bpf, setBpf] = useState('');
  const [promiscuous, setPromiscuous] = useState<boolean | null>(null);
  const { capture: say } = words().interfaces;
  const names = ticked.map(({ name }) => name);
  const only = (name: string): void => {
    for (const other of names) if (other !== name) interfaces.getState().tick(other, false);
  };
  return (
    <form
      className={classes.startBar}
      data-testid="start-bar"
      onSubmit={(event) => {
        event.preventDefault();
        control.start(names, { bpf, promiscuous });
      }}
    >
      <div className={classes.startHead}>
        <span>{say.ticked(names.length)}</span>
        <Button variant="subtle" size="compact-xs" onClick={() => interfaces.getState().tickNone()}>
          {say.clear}
        </Button>
      </div>
      <TextInput
        size="xs"
        label={say.filter}
        placeholder={say.filterExample}
        title={say.filterHint}
        value={bpf}
        onChange={(event) => setBpf(event.currentTarget.value)}
        classNames={{ input: 'nl-mono' }}
        spellCheck={false}
        autoComplete="off"
      />
      <Switch
        size="xs"
        label={say.promiscuous}
        title={say.promiscuousHint}
        checked={promiscuous ?? preset}
        onChange={(event) => setPromiscuous(event.currentTarget.checked)}
      />
      <DuplicatesNote duplicates={duplicatesAmong(ticked, defaultRoute)} onOnly={only} />
      <Tooltip label={say.replaces} disabled={control.running.length === 0}>
        <Button
          type="submit"
          fullWidth
          leftSection={<IconPlayerPlayFilled size={13} />}
          loading={control.starting}
          disabled={control.permitted !== true}
          data-testid="start-ticked"
        >
          {say.startTicked(names.length)}
        </Button>
      </Tooltip>
    </form>
  );
}
