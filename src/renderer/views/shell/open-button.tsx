/** Opens a capture: another one, or one of those that were opened before. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFile, IconFlask, IconFolderOpen, IconFolders, IconHistoryOff } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { KeyCaps } from './commands/key-caps.tsx';
import { ToolButton } from './tool-button.tsx';
import classes from './toolbar.module.css';
import { useOpen } from './use-open.ts';

export function OpenButton(): React.JSX.Element {
  const { link, recents } = useApp();
  const { choose, chooseFolder, openPath, forgetRecent } = useOpen();
  const say = words().shell.toolbar;
  const files = useStore(recents, (state) => state.files);
  const samplePath = useStore(link.state, (state) => state.hello?.samplePath ?? null);
  const hasMore = files.length > 0 || samplePath !== null;
  return (
    <Button.Group>
      <ToolButton
        icon={<IconFolderOpen size={16} stroke={1.5} />}
        label={say.open}
        hint={say.openHint}
        onClick={choose}
        testId="open-button"
        {...(hasMore && { pr: 6 })}
      />
      {hasMore && (
        <Menu position="bottom-start" width={340}>
          <Menu.Target>
            <Button
              variant="subtle"
              color="gray"
              px={3}
              className={classes.more ?? ''}
              aria-label={say.openMenu}
              data-testid="open-menu"
            >
              <IconChevronDown size={14} stroke={1.8} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconFolderOpen size={15} stroke={1.5} />}
              rightSection={<KeyCaps chord="Mod+O" />}
              onClick={choose}
            >
              {words().shell.commands.openFile}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconFolders size={15} stroke={1.5} />}
              onClick={chooseFolder}
              data-testid="open-folder"
            >
              {words().shell.commands.openFolder}
            </Menu.Item>
            {samplePath !== null && (
              <Menu.Item leftSection={<IconFlask size={15} stroke={1.5} />} onClick={() => openPath(samplePath)}>
                {words().shell.commands.sample}
              </Menu.Item>
            )}
            {files.length > 0 && <Menu.Label>{say.recentFiles}</Menu.Label>}
            {files.map(({ name, path }) => (
              <Menu.Item
                key={path}
                leftSection={<IconFile size={15} stroke={1.5} />}
                title={path}
                onClick={() => openPath(path)}
                data-testid="recent-file"
              >
                <span className={classes.file}>{name}</span>
                <span className={classes.path}>{path}</span>
              </Menu.Item>
            ))}
            {files.length > 0 && (
              <Menu.Item leftSection={<IconHistoryOff size={15} stroke={1.5} />} onClick={forgetRecent}>
                {say.forgetRecent}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </Button.Group>
  );
}
