/** Removes a pipeline after a question, and offers to bring it back. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { PipelineStatus } from '#contract/pipelines/status.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import type { RemovedPipeline } from '../../state/pipelines-store.ts';
import { notifyFailure } from '../notify.tsx';
import { RemoveButton } from '../remove-button.tsx';
import { usePipelines } from '../use-store.ts';
import classes from './pipelines.module.css';

export function RemovePipelineButton({ pipeline }: { readonly pipeline: PipelineStatus }): React.JSX.Element {
  const { pipelines } = useApp();
  const { id, origin } = pipeline;
  const busy = usePipelines((state) => state.busy[id] === 'remove');
  const { actions, removing } = words().pipelines;
  const remove = async (): Promise<void> => {
    const removed = await pipelines.getState().remove(id);
    if (removed !== null) offerUndo(removed, () => void restore(removed));
  };
  const restore = async (removed: RemovedPipeline): Promise<void> => {
    const result = await pipelines.getState().restore(removed);
    if (!result.ok) notifyFailure(words().pipelines.removing.notBroughtBack(removed.id), result.failure);
  };
  return (
    <RemoveButton
      label={actions.remove}
      testId="pipeline-remove"
      busy={busy}
      stays={origin === 'bundled' ? actions.stays : null}
      question={{ title: removing.title(id), text: removing.what, keep: removing.keep, remove: removing.remove }}
      onRemove={() => void remove()}
    />
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
