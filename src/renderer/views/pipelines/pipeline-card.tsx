/** A pipeline in the list: whether it is on, how it does, and why. */
import { Switch } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { visibleText } from '#base/visible-text.ts';
import type { PlacedMistake } from '#contract/pipelines/mistakes.ts';
import type { PipelineStatus } from '#contract/pipelines/status.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { isEdited } from '../../state/pipeline-editor-store.ts';
import { NEW_PIPELINE } from '../../state/pipelines-store.ts';
import { Card } from '../../widgets/card-list.tsx';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { SourceBadge } from '../../widgets/mark.tsx';
import { StateSince } from '../state-since.tsx';
import { usePipelines } from '../use-store.ts';
import { pipelineCounters, pipelineStateWord } from './pipeline-words.ts';
import classes from './pipelines.module.css';

export const PIPELINE_PREFIX = 'pipeline';

/** A file that was never kept. */
export function NewPipelineCard({ selected }: { readonly selected: boolean }): React.JSX.Element {
  const { pipelines } = useApp();
  return (
    <Card
      id={NEW_PIPELINE}
      prefix={PIPELINE_PREFIX}
      selected={selected}
      testId="new-row"
      lead={
        <span className={classes.newIcon}>
          <IconPencil size={15} stroke={1.6} aria-hidden />
        </span>
      }
      name={words().pipelines.newOne}
      line={words().pipelines.notSavedYet}
      onSelect={pipelines.getState().select}
    />
  );
}

export function PipelineCard({
  pipeline,
  selected,
}: {
  readonly pipeline: PipelineStatus;
  readonly selected: boolean;
}): React.JSX.Element {
  const { pipelines, pipelineEditor } = useApp();
  const { id, state, mistakes } = pipeline;
  const enabled = usePipelines((value) => value.wanted[id] ?? pipeline.enabled);
  const edited = useStore(pipelineEditor, (value) => {
    const file = value.files[id];
    return file !== undefined && isEdited(file);
  });
  const [mistake] = mistakes;
  const cause = mistake === undefined ? pipeline.cause : mistakeLine(mistake);
  const line = cause ?? pipeline.description;
  const { tone } = pipelineStateWord(pipeline);
  return (
    <Card
      id={id}
      prefix={PIPELINE_PREFIX}
      selected={selected}
      dataState={state}
      lead={
        <Switch
          checked={enabled}
          onChange={(event) => void pipelines.getState().setEnabled(id, event.currentTarget.checked)}
          aria-label={words().pipelines.switchedOn(id)}
          tabIndex={selected ? 0 : -1}
          data-testid="pipeline-switch"
        />
      }
      name={
        <>
          <ForeignText text={id} />
          {edited && <span title={words().pipelines.changed}> •</span>}
        </>
      }
      badges={pipeline.origin === 'bundled' && <SampleBadge />}
      state={<PipelineStateMark pipeline={pipeline} />}
      line={<ForeignText text={line} />}
      lineTitle={visibleText(line)}
      lineTone={cause === null ? null : tone === 'quiet' ? 'warning' : tone}
      counters={enabled && state !== 'disabled' && state !== 'invalid' ? pipelineCounters(pipeline) : null}
      onSelect={pipelines.getState().select}
    />
  );
}

export function SampleBadge(): React.JSX.Element {
  return <SourceBadge text={words().pipelines.sample} title={words().pipelines.sampleHint} />;
}

/** The state's word and since when. */
export function PipelineStateMark({
  pipeline,
  pill = false,
}: {
  readonly pipeline: PipelineStatus;
  readonly pill?: boolean;
}): React.JSX.Element {
  const { state, since_ms: sinceMs } = pipeline;
  return <StateSince word={pipelineStateWord(pipeline)} sinceMs={state === 'disabled' ? null : sinceMs} pill={pill} />;
}

function mistakeLine({ line, path, message }: PlacedMistake): string {
  return `${line === null ? '' : words().pipelines.mistakeLine(line)}${path} ${message}`.trim();
}
