/** Removes something after a question. What cannot be removed keeps its button, which says why. */
import { Button, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Dialog } from '../widgets/dialog.tsx';
import classes from './remove-button.module.css';

export interface RemoveButtonProps {
  readonly label: string;
  readonly testId: string;
  readonly busy: boolean;
  /** Why it cannot be removed; null where it can. */
  readonly stays: string | null;
  readonly question: {
    readonly title: string;
    readonly text: string;
    readonly keep: string;
    readonly remove: string;
  };
  onRemove(): void;
}

export function RemoveButton({ label, testId, busy, stays, question, onRemove }: RemoveButtonProps): React.JSX.Element {
  const [asking, setAsking] = useState(false);
  const close = (): void => setAsking(false);
  return (
    <>
      <Tooltip label={stays} disabled={stays === null}>
        <Button
          variant="default"
          leftSection={<IconTrash size={15} stroke={1.6} />}
          {...(stays === null ? {} : { 'data-disabled': true })}
          aria-disabled={stays !== null}
          loading={busy}
          onClick={() => {
            if (stays === null) setAsking(true);
          }}
          data-testid={testId}
        >
          {label}
        </Button>
      </Tooltip>
      <Dialog opened={asking} onClose={close} title={question.title} size={440}>
        <p className={classes.question}>{question.text}</p>
        <div className={classes.answers}>
          <Button variant="default" onClick={close} data-autofocus>
            {question.keep}
          </Button>
          <Button
            color="red"
            onClick={() => {
              close();
              onRemove();
            }}
            data-testid="confirm-remove"
          >
            {question.remove}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
