/** Removes a pipeline after a question, and offers to bring it back. */
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
  const stays = origin === 'bundled' ? 'It ships with Netloupe and stays; it can be switched off' : null;
  const remove = async (): Promise<void> => {
    setAsking(false);
    const removed = await pipelines.getState().remove(id);
    if (removed !== null) offerUndo(removed, () => void restore(removed));
  };
  const restore = async (removed: RemovedPipeline): Promise<void> => {
    const result = await pipelines.getState().restore(removed);
    if (!result.ok) notifyFailure(`${removed.id} was not brought back`, result.failure);
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
          Remove…
        </Button>
      </Tooltip>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Remove ${id}?`} size={440}>
        <p className={shared.question}>
          The pipeline is stopped and its file is deleted. What it wrote stays. If it took the place of one that ships
          with Netloupe, that one is there again.
        </p>
        <div className={shared.answers}>
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            Keep it
          </Button>
          <Button color="red" onClick={() => void remove()} data-testid="confirm-remove">
            Remove
          </Button>
        </div>
      </Modal>
    </>
  );
}

function offerUndo(removed: RemovedPipeline, undo: () => void): void {
  const notice = notifications.show({
    title: `${removed.id} was removed`,
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
        Bring it back
      </Button>
    ),
    autoClose: 20_000,
    withBorder: true,
  });
}
