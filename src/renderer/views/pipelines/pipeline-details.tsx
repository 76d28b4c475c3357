/** Everything about one pipeline: how it stands and what can be done about it, its graph and stages, and its file. */
import { words } from '../../display/words.ts';
import { Button, Tabs } from '@mantine/core';
import { IconBell, IconHeartbeat, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { formatCount } from '../../display/units.ts';
import type { ChannelStatus, PipelineStatus, StageStatus } from '#contract/pipelines/status.ts';
import { sourceKey } from '../../state/alert-facts.ts';
import { useApp } from '../../state/app-context.ts';
import { isEdited } from '../../state/pipeline-editor-store.ts';
import { NEW_PIPELINE, type PipelineTab } from '../../state/pipelines-store.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import shared from '../details-pane.module.css';
import { usePipelines } from '../use-store.ts';
import { PipelineEditor } from './pipeline-editor.tsx';
import { PipelineGraph } from './pipeline-graph.tsx';
import { PipelineStateMark, SampleBadge } from './pipeline-card.tsx';
import { PipelineNotes } from './pipeline-notes.tsx';
import classes from './pipelines.module.css';
import { RemovePipelineButton } from './remove-pipeline-button.tsx';
import { StageTable } from './stage-table.tsx';

const NO_STAGES: readonly StageStatus[] = [];
const NO_CHANNELS: readonly ChannelStatus[] = [];

export function PipelineDetails({ pipeline }: { readonly pipeline: PipelineStatus }): React.JSX.Element {
  const { pipelineEditor } = useApp();
  const { id, description, file, mistakes } = pipeline;
  const report = usePipelines((state) => state.reports[id] ?? null);
  const edited = useStore(pipelineEditor, (state) => {
    const own = state.files[id];
    return own !== undefined && isEdited(own);
  });
  // What was asked for last knows more of health than what runs; it is of the same file unless that was saved since.
  const checked = report?.check.stages.length === pipeline.stages.length ? report.check.stages : null;
  const stages = pipeline.stages.map((stage, at) => {
    const health = checked?.[at]?.health ?? stage.health;
    return { ...stage, health };
  });
  const shown = stages.length > 0 ? stages : (report?.check.stages ?? NO_STAGES);
  return (
    <>
      <header className={shared.head}>
        <div className={shared.headLine}>
          <h2 className={shared.title}>
            <ForeignText text={id} />
          </h2>
          {pipeline.origin === 'bundled' && <SampleBadge />}
          <span className={shared.state} data-testid="pipeline-state">
            <PipelineStateMark pipeline={pipeline} pill />
          </span>
        </div>
        {description !== '' && (
          <p className={classes.description}>
            <ForeignText text={description} />
          </p>
        )}
        <div className={classes.file}>
          <span className={`nl-mono ${classes.path}`} title={file} data-testid="pipeline-file">
            {file}
          </span>
          <CopyIcon value={file} label={words().pipelines.copyPath} />
        </div>
        <Actions pipeline={pipeline} />
      </header>
      <PipelineNotes pipeline={pipeline} />
      <DetailTabs edited={edited}>
        <Tabs.Panel value="graph" className={shared.scroll}>
          <Shape
            stages={shown}
            channels={pipeline.channels.length > 0 ? pipeline.channels : (report?.check.channels ?? NO_CHANNELS)}
            broken={mistakes.length > 0}
          />
        </Tabs.Panel>
        <Tabs.Panel value="file" className={shared.panel}>
          <PipelineEditor id={id} />
        </Tabs.Panel>
      </DetailTabs>
    </>
  );
}

/** A file that was never kept: its text, and the graph that it will be. */
export function NewPipelineDetails(): React.JSX.Element {
  const { pipelineEditor } = useApp();
  const check = useStore(pipelineEditor, (state) => state.files[NEW_PIPELINE]?.check ?? null);
  const [tab, setTab] = useState<PipelineTab>('file');
  return (
    <>
      <header className={shared.head}>
        <div className={shared.headLine}>
          <h2 className={shared.title}>{words().pipelines.newOne}</h2>
        </div>
        <p className={classes.description}>{words().pipelines.newHint}</p>
      </header>
      <DetailTabs edited tab={tab} onTab={setTab}>
        <Tabs.Panel value="graph" className={shared.scroll}>
          <Shape
            stages={check?.stages ?? NO_STAGES}
            channels={check?.channels ?? NO_CHANNELS}
            broken={check !== null && check.mistakes.length > 0}
          />
        </Tabs.Panel>
        <Tabs.Panel value="file" className={shared.panel}>
          <PipelineEditor id={NEW_PIPELINE} />
        </Tabs.Panel>
      </DetailTabs>
    </>
  );
}

function DetailTabs({
  edited,
  tab,
  onTab,
  children,
}: {
  readonly edited: boolean;
  /** Left out: the tab that all pipelines share. */
  readonly tab?: PipelineTab;
  readonly onTab?: (tab: PipelineTab) => void;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  const { pipelines } = useApp();
  const common = usePipelines((state) => state.tab);
  return (
    <Tabs
      className={shared.tabs}
      value={tab ?? common}
      onChange={(value) => (onTab ?? pipelines.getState().openTab)(value === 'file' ? 'file' : 'graph')}
    >
      <Tabs.List px={8}>
        <Tabs.Tab value="graph" fz={12} data-testid="pipeline-tab-graph">
          {words().pipelines.tabs.graph}
        </Tabs.Tab>
        <Tabs.Tab value="file" fz={12} data-testid="pipeline-tab-file">
          {words().pipelines.tabs.file}
          {edited && ' •'}
        </Tabs.Tab>
      </Tabs.List>
      {children}
    </Tabs>
  );
}

function Shape({
  stages,
  channels,
  broken,
}: {
  readonly stages: readonly StageStatus[];
  readonly channels: readonly ChannelStatus[];
  readonly broken: boolean;
}): React.JSX.Element {
  const [selected, setSelected] = useState<number | null>(null);
  if (stages.length === 0) {
    return <p className={classes.none}>{broken ? words().pipelines.graphLater : words().pipelines.graphSoon}</p>;
  }
  return (
    <>
      <PipelineGraph stages={stages} channels={channels} selected={selected} onSelect={setSelected} />
      <StageTable stages={stages} channels={channels} selected={selected} onSelect={setSelected} />
    </>
  );
}

function Actions({ pipeline }: { readonly pipeline: PipelineStatus }): React.JSX.Element {
  const { pipelines, alerts, layout } = useApp();
  const { id, state } = pipeline;
  const busy = usePipelines((value) => value.busy[id] ?? null);
  const paused = state === 'paused';
  const runs = paused || state === 'running' || state === 'failing';
  return (
    <div className={shared.actions}>
      <Button
        variant="default"
        leftSection={paused ? <IconPlayerPlay size={15} stroke={1.6} /> : <IconPlayerPause size={15} stroke={1.6} />}
        disabled={!runs}
        title={runs ? undefined : words().pipelines.actions.doesNotRun}
        loading={busy === 'pause'}
        onClick={() => void pipelines.getState().pause(id, !paused)}
        data-testid="pipeline-pause"
      >
        {paused ? words().pipelines.actions.resume : words().pipelines.actions.pause}
      </Button>
      <Button
        variant="default"
        leftSection={<IconHeartbeat size={15} stroke={1.6} />}
        loading={busy === 'health'}
        onClick={() => void pipelines.getState().checkHealth(id)}
        data-testid="pipeline-health"
      >
        {words().pipelines.actions.health}
      </Button>
      <Button
        variant="default"
        leftSection={<IconBell size={15} stroke={1.6} />}
        onClick={() => {
          alerts.getState().setFilter({ source: sourceKey({ source: 'pipeline', name: id }) });
          layout.getState().open('alerts');
        }}
        data-testid="pipeline-alerts"
      >
        {words().pipelines.actions.alerts(formatCount(pipeline.alerts), pipeline.alerts === 1)}
      </Button>
      <RemovePipelineButton pipeline={pipeline} />
    </div>
  );
}
