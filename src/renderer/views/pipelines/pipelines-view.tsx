/** Every pipeline at the left, with how it does; the chosen one at the right: its graph, its stages, its file. */
import { words } from '../../display/words.ts';
import { Loader } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconPipeline, IconPlugConnectedX } from '@tabler/icons-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import { formatCount } from '../../display/units.ts';
import { useApp } from '../../state/app-context.ts';
import { PIPELINE_WIDTHS } from '../../state/layout-store.ts';
import { currentPipeline, NEW_PIPELINE } from '../../state/pipelines-store.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { ResizeHandle } from '../../widgets/resize-handle.tsx';
import shared from '../plugins/plugins.module.css';
import { useLayout, usePipelines } from '../use-store.ts';
import { NewPipelineButton } from './new-pipeline-button.tsx';
import { NewPipelineDetails, PipelineDetails } from './pipeline-details.tsx';
import { PipelineList } from './pipeline-list.tsx';
import classes from './pipelines.module.css';

export function PipelinesView(): React.JSX.Element {
  const { layout, pipelineEditor } = useApp();
  const pipelines = usePipelines((state) => state.pipelines);
  const current = usePipelines(currentPipeline);
  const isNew = useStore(pipelineEditor, (state) => state.files[NEW_PIPELINE] !== undefined);
  const showsNew = usePipelines((state) => state.selected === NEW_PIPELINE) && isNew;
  const width = useLayout((state) => state.pipelineWidth);
  const list = useRef<HTMLDivElement>(null);
  const details = useRef<HTMLElement>(null);
  const { ref: sized, width: measured } = useElementSize<HTMLElement>();
  const detailsRef = useMergedRef(details, sized);
  if (pipelines === null) return <Waiting />;
  if (pipelines.length === 0 && !isNew) return <None />;
  const id = showsNew ? NEW_PIPELINE : (current?.id ?? null);
  return (
    <div className={shared.view} data-testid="table-pipelines">
      <div className={classes.side}>
        <header className={shared.bar}>
          <h1 className={shared.barTitle}>{words().pipelines.title}</h1>
          <span className={shared.count}>{formatCount(pipelines.length)}</span>
          <span className={shared.space} />
          <NewPipelineButton />
        </header>
        <div className={shared.scroll}>
          <PipelineList
            ref={list}
            pipelines={pipelines}
            current={id}
            hasNew={isNew}
            onOpen={() => details.current?.focus()}
          />
          <About />
        </div>
      </div>
      {id !== null && (
        <>
          <ResizeHandle
            label={words().pipelines.detailsWidth}
            value={Math.round(measured)}
            min={PIPELINE_WIDTHS.min}
            max={PIPELINE_WIDTHS.max}
            onChange={(pixels) => layout.getState().setPipelineWidth(pixels)}
          />
          <aside
            ref={detailsRef}
            className={classes.details}
            style={width === null ? {} : { width }}
            tabIndex={-1}
            aria-label={showsNew ? words().pipelines.newOne : words().pipelines.details(id)}
            data-testid="details-panel"
            onKeyDown={(event) => {
              // Dialogs are children here, but not on the page; what is typed is not left by accident.
              if (!event.currentTarget.contains(event.target as Node)) return;
              if (event.key !== 'Escape' || event.defaultPrevented) return;
              event.stopPropagation();
              list.current?.focus();
            }}
          >
            {showsNew && <NewPipelineDetails />}
            {!showsNew && current !== null && <PipelineDetails key={current.id} pipeline={current} />}
          </aside>
        </>
      )}
    </div>
  );
}

/** While there are few, there is room to say what they are. */
function About(): React.JSX.Element | null {
  const few = usePipelines((state) => (state.pipelines?.length ?? 0) <= 3);
  if (!few) return null;
  return <p className={classes.about}>{words().pipelines.about}</p>;
}

function None(): React.JSX.Element {
  return (
    <div className={shared.view} data-testid="table-pipelines">
      <div className={shared.center}>
        <EmptyState icon={IconPipeline} title={words().pipelines.none} action={<NewPipelineButton primary />}>
          {words().pipelines.about}
        </EmptyState>
      </div>
    </div>
  );
}

/** Nothing is known yet: either it is on its way, or nobody is there to tell. */
function Waiting(): React.JSX.Element {
  const lost = useStore(useApp().link.state, (link) => link.phase === 'lost');
  return (
    <div className={shared.view} data-testid="table-pipelines">
      <div className={shared.center}>
        {lost ? (
          <EmptyState icon={IconPlugConnectedX} title={words().pipelines.lost} tone="trouble">
            {words().pipelines.lostWhy}
          </EmptyState>
        ) : (
          <Loader size="sm" color="gray" aria-label={words().pipelines.waiting} />
        )}
      </div>
    </div>
  );
}
