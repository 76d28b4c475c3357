/** What is captured or read, and how to begin and end it. */
import { Button, Popover } from '@mantine/core';
import { IconAntenna, IconChevronDown, IconFile, IconPlayerPlay, IconPlayerStopFilled } from '@tabler/icons-react';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { captureTitle } from '../capture-title.ts';
import { useCapture, usePanel, useStatus } from '../use-store.ts';
import { InterfacePicker } from './interface-picker.tsx';
import { ToolButton } from './tool-button.tsx';
import classes from './toolbar.module.css';

export function SourceButton(): React.JSX.Element {
  const { panels } = useApp();
  const opened = usePanel('capture');
  const { open, close } = panels.getState();
  const say = words().shell.toolbar;
  const title = useStatus(captureTitle) ?? '';
  const kind = useStatus((capture) => capture.kind);
  const IconShape = kind === 'file' ? IconFile : IconAntenna;
  return (
    <Popover
      opened={opened}
      onChange={(next) => (next ? open('capture') : close('capture'))}
      position="bottom-start"
      width={460}
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconShape size={16} stroke={1.5} />}
          rightSection={<IconChevronDown size={14} stroke={1.8} />}
          onClick={() => (opened ? close('capture') : open('capture'))}
          aria-haspopup="dialog"
          aria-expanded={opened}
          data-testid="capture-button"
          classNames={{ root: classes.source ?? '', label: classes.sourceLabel ?? '' }}
          title={title === '' ? say.chooseCapture : title}
        >
          {title === '' ? say.capture : title}
        </Button>
      </Popover.Target>
      <Popover.Dropdown
        p={16}
        className={classes.dialog ?? ''}
        data-testid="capture-dialog"
        aria-label={say.chooseCapture}
      >
        <InterfacePicker onStarted={() => close('capture')} />
      </Popover.Dropdown>
    </Popover>
  );
}

export function StopButton(): React.JSX.Element | null {
  const { capture } = useApp();
  const running = useStatus((status) => status.state === 'running' || status.state === 'opening') ?? false;
  const busy = useCapture((state) => state.busy);
  const lastStart = useCapture((state) => state.lastStart);
  const kind = useStatus((status) => status.kind);
  const { toolbar, commands } = words().shell;
  if (running) {
    return (
      <ToolButton
        variant="default"
        icon={<IconPlayerStopFilled size={13} />}
        label={toolbar.stop}
        hint={kind === 'file' ? commands.stopReading : commands.stop}
        loading={busy === 'stopping'}
        onClick={() => void capture.getState().stop()}
        testId="stop-button"
      />
    );
  }
  if (kind !== 'live' || lastStart === null) return null;
  return (
    <ToolButton
      variant="light"
      color="teal"
      icon={<IconPlayerPlay size={15} stroke={1.6} />}
      label={toolbar.start}
      hint={toolbar.startAgain(lastStart.interfaces.join(', '))}
      loading={busy === 'starting'}
      onClick={() => void capture.getState().start(lastStart)}
      testId="start-again-button"
    />
  );
}
