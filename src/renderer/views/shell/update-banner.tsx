/** There is a newer version, and where it is told about. */
import { Button, CloseButton } from '@mantine/core';
import { IconPackage } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Banner } from './banner.tsx';

export function UpdateBanner(): React.JSX.Element | null {
  const { updates, layout, settings } = useApp();
  const version = useStore(updates, ({ state }) => state?.offer?.version ?? null);
  const dismissed = useStore(updates, (state) => state.dismissed);
  if (version === null || version === dismissed) return null;
  const say = words().updates;
  return (
    <Banner
      icon={IconPackage}
      tone="quiet"
      testId="update-banner"
      actions={
        <>
          <Button
            variant="default"
            onClick={() => {
              settings.getState().setPane({ section: 'about', search: '' });
              layout.getState().open('settings');
              updates.getState().dismiss();
            }}
          >
            {say.show}
          </Button>
          <CloseButton aria-label={words().shell.banners.dismiss} onClick={() => updates.getState().dismiss()} />
        </>
      }
    >
      <strong>{say.available(version)}.</strong>
    </Banner>
  );
}
