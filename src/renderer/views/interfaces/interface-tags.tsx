/** What kind of interface it is, and whether packets are taken from it. */
import { IconCircleFilled } from '@tabler/icons-react';
import type { InterfaceInfo } from '#contract/protocol.ts';
import { words } from '../../display/words.ts';
import { interfaceKind } from '../../state/interface-duplicates.ts';
import classes from './interfaces.module.css';

export function InterfaceTags({
  info,
  isDefault,
}: {
  readonly info: InterfaceInfo;
  readonly isDefault: boolean;
}): React.JSX.Element {
  const { tags } = words().interfaces;
  const kind = interfaceKind(info);
  return (
    <>
      {isDefault && (
        <span className={classes.tag} title={tags.defaultRouteHint}>
          {tags.defaultRoute}
        </span>
      )}
      {kind === 'loopback' && <span className={classes.tag}>{tags.loopback}</span>}
      {kind === 'tunnel' && <span className={classes.tag}>{tags.tunnel}</span>}
      {kind === 'bridge' && <span className={classes.tag}>{tags.bridge}</span>}
    </>
  );
}

export function RunningMark({ running }: { readonly running: boolean }): React.JSX.Element | null {
  const { capture } = words().interfaces;
  return !running ? null : (
    <span className={classes.running} title={capture.runningHint}>
      <IconCircleFilled size={8} aria-hidden />
      {capture.running}
    </span>
  );
}
