/** What is captured, the few things to do with it, the filter, and how things are shown. */
import { ActionIcon, Menu, Tooltip, UnstyledButton, useComputedColorScheme } from '@mantine/core';
import {
  IconCommand,
  IconDots,
  IconEyeOff,
  IconKeyboard,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconSun,
} from '@tabler/icons-react';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { usePaused, usePreferences } from '../use-store.ts';
import { ariaChord, isMacPlatform } from './commands/chords.ts';
import { KeyCaps } from './commands/key-caps.tsx';
import { ExportButton } from './export-button.tsx';
import { FilterBar } from './filter/filter-bar.tsx';
import { OpenButton } from './open-button.tsx';
import { SourceButton, StopButton } from './source-buttons.tsx';
import { ToolButton } from './tool-button.tsx';
import classes from './toolbar.module.css';

export function Toolbar(): React.JSX.Element {
  return (
    <header className={classes.toolbar}>
      <SourceButton />
      <StopButton />
      <OpenButton />
      <PauseButton />
      <ExportButton />
      <span className={classes.space} />
      <FilterBar />
      <span className={classes.wide}>
        <RedactButton />
        <PaletteButton />
        <ThemeToggle />
      </span>
      <MoreMenu />
    </header>
  );
}

function PauseButton(): React.JSX.Element {
  const { pause } = useApp();
  const paused = usePaused();
  const { toolbar, commands } = words().shell;
  return (
    <ToolButton
      icon={paused ? <IconPlayerPlay size={16} stroke={1.5} /> : <IconPlayerPause size={16} stroke={1.5} />}
      label={paused ? toolbar.resume : toolbar.pause}
      hint={paused ? toolbar.resumeHint : toolbar.pauseHint}
      chord={commands.key.Space}
      pressed={paused}
      onClick={() => pause.getState().toggle()}
      testId="pause-button"
      {...(paused && { variant: 'light', color: 'yellow', 'data-paused': true })}
    />
  );
}

function useRedact(): { readonly on: boolean; readonly label: string; toggle(): void } {
  const { preferences } = useApp();
  const on = usePreferences(({ redact }) => redact);
  const say = words().shell.toolbar;
  return {
    on,
    label: on ? say.redactOff : say.redactOn,
    toggle: () => preferences.getState().change({ redact: !on }),
  };
}

/** While it is on it says so in words: nobody shall take replaced addresses for real ones. */
function RedactButton(): React.JSX.Element {
  const { on, label, toggle } = useRedact();
  return (
    <Tooltip label={label}>
      <ActionIcon
        className={classes.redact}
        aria-label={label}
        aria-pressed={on}
        data-on={on}
        onClick={toggle}
        data-testid="redact-toggle"
      >
        <IconEyeOff size={17} stroke={1.5} />
        {on && <span className={classes.redacted}>{words().shell.toolbar.redacted}</span>}
      </ActionIcon>
    </Tooltip>
  );
}

function PaletteButton(): React.JSX.Element {
  const { panels } = useApp();
  const { open } = words().shell.commands;
  return (
    <Tooltip label={open}>
      <UnstyledButton
        className={classes.palette}
        aria-keyshortcuts={ariaChord('Mod+K', isMacPlatform())}
        onClick={() => panels.getState().open('palette')}
        data-testid="palette-button"
      >
        <span className="nl-hidden">{open} </span>
        <KeyCaps chord="Mod+K" />
      </UnstyledButton>
    </Tooltip>
  );
}

function useThemeSwitch(): { readonly isDark: boolean; readonly label: string; toggle(): void } {
  const { preferences } = useApp();
  const isDark = useComputedColorScheme('light') === 'dark';
  const say = words().shell.toolbar;
  return {
    isDark,
    label: isDark ? say.toLight : say.toDark,
    toggle: () => preferences.getState().change({ theme: isDark ? 'light' : 'dark' }),
  };
}

/** Follows the system until it is used; then the choice is remembered. */
function ThemeToggle(): React.JSX.Element {
  const { isDark, label, toggle } = useThemeSwitch();
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={toggle} data-testid="theme-toggle">
        {isDark ? <IconSun size={17} stroke={1.5} /> : <IconMoon size={17} stroke={1.5} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** What narrow windows have no room for. */
function MoreMenu(): React.JSX.Element {
  const { panels } = useApp();
  const redact = useRedact();
  const theme = useThemeSwitch();
  const { toolbar, commands } = words().shell;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon className={classes.narrow} aria-label={toolbar.more} data-on={redact.on} data-testid="more-button">
          <IconDots size={17} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconCommand size={15} stroke={1.5} />}
          onClick={() => panels.getState().open('palette')}
        >
          {commands.open}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={15} stroke={1.5} />} onClick={() => panels.getState().open('keys')}>
          {toolbar.keys}
        </Menu.Item>
        <Menu.Item leftSection={<IconEyeOff size={15} stroke={1.5} />} onClick={redact.toggle}>
          {redact.label}
        </Menu.Item>
        <Menu.Item
          leftSection={theme.isDark ? <IconSun size={15} stroke={1.5} /> : <IconMoon size={15} stroke={1.5} />}
          onClick={theme.toggle}
        >
          {theme.label}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
