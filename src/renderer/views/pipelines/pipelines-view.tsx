/** Every pipeline at the left, with how it does; the chosen one at the right: its graph, its stages, its file. */
import { IconPipeline } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { PIPELINE_WIDTHS } from '../../state/layout-store.ts';
import { currentPipeline, NEW_PIPELINE } from '../../state/pipelines-store.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { Centered, ListAndDetails } from '../list-and-details.tsx';
import { NotKnown } from '../not-known.tsx';
import { useLayout, usePipelines } from '../use-store.ts';
import { NewPipelineButton } from './new-pipeline-button.tsx';
import { NewPipelineCard, PIPELINE_PREFIX, PipelineCard } from './pipeline-card.tsx';
import { NewPipelineDetails, PipelineDetails } from './pipeline-details.tsx';
import classes from './pipelines.module.css';

/** While there are few, there is room to say what they are. */
const FEW = 3;

export function PipelinesView(): React.JSX.Element {
  const { layout, pipelineEditor } = useApp();
  const select = usePipelines((state) => state.select);
  const pipelines = usePipelines((state) => state.pipelines);
  const current = usePipelines(currentPipeline);
  const isNew = useStore(pipelineEditor, (state) => state.files[NEW_PIPELINE] !== undefined);
  const showsNew = usePipelines((state) => state.selected === NEW_PIPELINE) && isNew;
  const width = useLayout((state) => state.pipelineWidth);
  const say = words().pipelines;
  if (pipelines === null || (pipelines.length === 0 && !isNew)) {
    return (
      <Centered testId="table-pipelines">
        {pipelines === null ? (
          <NotKnown loading={say.waiting} lost={say.lost} lostWhy={say.lostWhy} />
        ) : (
          <EmptyState icon={IconPipeline} title={say.none} action={<NewPipelineButton primary />}>
            {say.about}
          </EmptyState>
        )}
      </Centered>
    );
  }
  const id = showsNew ? NEW_PIPELINE : (current?.id ?? null);
  return (
    <ListAndDetails
      testId="table-pipelines"
      title={say.title}
      count={formatCount(pipelines.length)}
      action={<NewPipelineButton />}
      wide
      details={
        id === null
          ? null
          : {
              label: showsNew ? say.newOne : say.details(id),
              resizeLabel: say.detailsWidth,
              width,
              widths: PIPELINE_WIDTHS,
              onResize: layout.getState().setPipelineWidth,
              children: (
                <>
                  {showsNew && <NewPipelineDetails />}
                  {!showsNew && current !== null && <PipelineDetails key={current.id} pipeline={current} />}
                </>
              ),
            }
      }
      list={{
        ids: [...(isNew ? [NEW_PIPELINE] : []), ...pipelines.map((pipeline) => pipeline.id)],
        prefix: PIPELINE_PREFIX,
        current: id,
        onSelect: select,
        children: (
          <>
            {isNew && <NewPipelineCard selected={showsNew} />}
            {pipelines.map((pipeline) => (
              <PipelineCard key={pipeline.id} pipeline={pipeline} selected={pipeline.id === id} />
            ))}
          </>
        ),
      }}
    >
      {pipelines.length <= FEW && <p className={classes.about}>{say.about}</p>}
    </ListAndDetails>
  );
}
