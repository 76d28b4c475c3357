/** A command to be run elsewhere, exactly as it must be typed, with a button that copies it. */
import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { words } from '../display/words.ts';
import classes from './command-line.module.css';

export function CommandLine({ command }: { readonly command: string }): React.JSX.Element {
  return (
    <span className={classes.line}>
      <code className={classes.code}>{command}</code>
      <CopyIcon value={command} label={words().common.copy} />
    </span>
  );
}

export function CopyIcon({ value, label }: { readonly value: string; readonly label: string }): React.JSX.Element {
  const { copied: done } = words().common;
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? done : label}>
          <ActionIcon size={22} onClick={copy} aria-label={copied ? done : label}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} stroke={1.6} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/**
 * A remedy's text with the command in it made copyable: by convention it stands after `: ` at the end, e.g.
 * `Give netloupe the right to capture: sudo setcap …`.
 */
export function Remedy({ text }: { readonly text: string }): React.JSX.Element {
  const match = /^(.{3,}?:)\s+((?:sudo|npm|npx|node|netloupe|setcap|apt|apt-get|usermod|\.?\/)\S*.*)$/s.exec(text);
  if (match === null) return <span>{text}</span>;
  return (
    <span className={classes.remedy}>
      <span>{match[1]}</span>
      <CommandLine command={match[2] ?? ''} />
    </span>
  );
}
