/** Begins a new file: a small one that does something, or like one that is there. */
import { words } from '../../display/words.ts';
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconCopy, IconFilePlus, IconPlus } from '@tabler/icons-react';
import type { PipelineStatus } from '#contract/pipelines/status.ts';
import { useApp } from '../../state/app-context.ts';
import { FIRST_PIPELINE, freeName, renamed } from '../../state/pipeline-text.ts';
import { notifyFailure } from '../notify.tsx';
import { usePipelines } from '../use-store.ts';

const NONE: readonly PipelineStatus[] = [];

export function NewPipelineButton({ primary = false }: { readonly primary?: boolean }): React.JSX.Element {
  const { link, pipelineEditor } = useApp();
  const pipelines = usePipelines((state) => state.pipelines ?? NONE);
  const taken = pipelines.map(({ id }) => id);
  const begin = (text: string): void => pipelineEditor.getState().startNew(text);
  const beginLike = async (id: string): Promise<void> => {
    const read = await link.call('pipelines.read', { id });
    if (read.ok) begin(renamed(read.value.text, freeName(id, taken)));
    else notifyFailure(words().pipelines.begin.notRead(id), read.failure);
  };
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button
          variant={primary ? 'filled' : 'default'}
          leftSection={<IconPlus size={15} stroke={1.8} />}
          rightSection={<IconChevronDown size={14} stroke={1.8} />}
          data-testid="new-pipeline"
        >
          {words().pipelines.newOne}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconFilePlus size={15} stroke={1.5} />}
          onClick={() => begin(renamed(FIRST_PIPELINE, freeName('sessions-to-file', taken)))}
        >
          {words().pipelines.begin.sessionsToFile}
        </Menu.Item>
        {pipelines.length > 0 && <Menu.Label>{words().pipelines.begin.likeOne}</Menu.Label>}
        {pipelines.map(({ id }) => (
          <Menu.Item key={id} leftSection={<IconCopy size={15} stroke={1.5} />} onClick={() => void beginLike(id)}>
            {id}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
