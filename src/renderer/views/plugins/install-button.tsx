import { words } from '../../display/words.ts';
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFileZip, IconFolder, IconPlus } from '@tabler/icons-react';
import { useApp } from '../../state/app-context.ts';
import { useInstall } from './use-install.ts';

/** Asks for a plugin; in the desktop app also for the folder of one. */
export function InstallButton({ primary = false }: { readonly primary?: boolean }): React.JSX.Element {
  const { host } = useApp();
  const { choose } = useInstall();
  const variant = primary ? 'filled' : 'default';
  const button = (
    <Button
      variant={variant}
      leftSection={<IconPlus size={15} stroke={1.8} />}
      onClick={() => choose('file', null)}
      data-testid={primary ? undefined : 'install-button'}
    >
      {words().plugins.install.button}
    </Button>
  );
  if (host.choosePlugin === null) return button;
  return (
    <Button.Group>
      {button}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button variant={variant} px={5} aria-label={words().plugins.install.where}>
            <IconChevronDown size={14} stroke={1.8} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFileZip size={15} stroke={1.5} />} onClick={() => choose('file', null)}>
            {words().plugins.install.fromFile}
          </Menu.Item>
          <Menu.Item leftSection={<IconFolder size={15} stroke={1.5} />} onClick={() => choose('folder', null)}>
            {words().plugins.install.fromFolder}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}
