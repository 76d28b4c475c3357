/** A line across the window: icon, what happened, what can be done. */
import { CloseButton } from '@mantine/core';
import { IconAlertOctagon, type Icon } from '@tabler/icons-react';
import type { CaptureFailure } from '#contract/health.ts';
import { words } from '../../display/words.ts';
import { CopyIcon, Remedy } from '../../widgets/command-line.tsx';
import classes from './banners.module.css';

export interface BannerProps {
  readonly icon: Icon;
  readonly tone: 'trouble' | 'warning' | 'quiet';
  readonly children: React.ReactNode;
  readonly actions?: React.ReactNode;
  readonly testId?: string;
}

/** Trouble interrupts whoever listens; the rest is told by the announcer or by itself when it is reached. */
export function Banner({ icon: IconShape, tone, children, actions, testId }: BannerProps): React.JSX.Element {
  return (
    <div
      className={classes.banner}
      data-tone={tone}
      data-testid={testId}
      {...(tone === 'trouble' && { role: 'alert' })}
    >
      <IconShape size={17} stroke={1.6} aria-hidden />
      <div className={classes.text}>{children}</div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

export function FailureBanner({
  failure,
  onDismiss,
}: {
  readonly failure: CaptureFailure;
  onDismiss(): void;
}): React.JSX.Element {
  const say = words().shell.banners;
  const { offset, message, remedy } = failure;
  const told = offset === null || message.includes(String(offset));
  return (
    <Banner
      icon={IconAlertOctagon}
      tone="trouble"
      actions={
        <>
          <CopyIcon value={[message, remedy].filter((part) => part !== null).join('\n')} label={say.copy} />
          <CloseButton aria-label={say.dismiss} onClick={onDismiss} />
        </>
      }
    >
      <strong>{message}</strong>
      {!told && say.atByte(offset)}
      {remedy !== null && (
        <div className={classes.remedy}>
          <Remedy text={remedy} />
        </div>
      )}
    </Banner>
  );
}
