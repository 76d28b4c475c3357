/** Removes a pipeline after a question, and offers to bring it back. */
import { words } from '../../display/words.ts';
import { Button, Modal, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { PipelineStatus } from '#contract/pipelines/status.ts';
import { useApp } from '../../state/app-context.ts';
import type { RemovedPipeline } from '../../state/pipelines-store.ts';
import { notifyFailure } from '../notify.tsx';
import shared from '../plugins/plugin-details.module.css';
import { usePipelines } from '../use-store.ts';
import classes from './pipelines.module.css';

export function RemoveButton({ pipeline }: { readonly pipeline: PipelineStatus }): React.JSX.Element {
  const { pipelines } = useApp();
  const { id, origin } = pipeline;
  const busy = usePipelines((state) => state.busy[id] === 'remove');
  const [asking, setAsking] = useState(false);
  const stays = origin === 'bundled' ? words().pipelines.actions.stays : null;
  const remove = async (): Promise<void> => {
    setAsking(false);
    const removed = await pipelines.getState().remove(id);
    if (removed !== null) offerUndo(removed, () => void restore(removed));
  };
  const restore = async (removed: RemovedPipeline): Promise<void> => {
    const result = await pipelines.getState().restore(removed);
    if (!result.ok) notifyFailure(words().pipelines.removing.notBroughtBack(removed.id), result.failure);
  };
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
          data-testid="pipeline-remove"
        >
          {words().pipelines.actions.remove}
        </Button>
      </Tooltip>
      <Modal opened={asking} onClose={() => setAsking(false)} title={words().pipelines.removing.title(id)} size={440}>
        <p className={shared.question}>{words().pipelines.removing.what}</p>
        <div className={shared.answers}>
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {words().pipelines.removing.keep}
          </Button>
          <Button color="red" onClick={() => void remove()} data-testid="confirm-remove">
            {words().pipelines.removing.remove}
          </Button>
        </div>
      </Modal>
    </>
  );
}

function offerUndo(removed: RemovedPipeline, undo: () => void): void {
  const notice = notifications.show({
    title: words().pipelines.removing.removed(removed.id),
    message: (
      <Button
        className={classes.undo}
        variant="default"
        onClick={() => {
          notifications.hide(notice);
          undo();
        }}
        data-testid="undo-remove"
      >
        {words().pipelines.removing.bringBack}
      </Button>
    ),
    autoClose: 20_000,
    withBorder: true,
  });
}
