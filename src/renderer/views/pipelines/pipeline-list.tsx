/** The pipelines, one card each. Arrow keys choose, Enter goes to the details, the switch of the chosen one is next. */
import { words } from '../../display/words.ts';
import { Switch } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { visibleText } from '#base/visible-text.ts';
import type { PlacedMistake } from '#contract/pipelines/mistakes.ts';
import type { PipelineStatus } from '#contract/pipelines/status.ts';
import { useApp } from '../../state/app-context.ts';
import { isEdited } from '../../state/pipeline-editor-store.ts';
import { NEW_PIPELINE } from '../../state/pipelines-store.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { Mark, SourceBadge } from '../../widgets/mark.tsx';
import { sinceText } from '../plugins/plugin-words.ts';
import shared from '../plugins/plugins.module.css';
import { useNow } from '../plugins/use-now.ts';
import { usePipelines } from '../use-store.ts';
import { pipelineCounters, pipelineStateWord } from './pipeline-words.ts';
import classes from './pipelines.module.css';

export function PipelineList({
  ref,
  pipelines: shown,
  current,
  hasNew,
  onOpen,
}: {
  readonly ref: React.Ref<HTMLDivElement>;
  readonly pipelines: readonly PipelineStatus[];
  readonly current: string | null;
  /** A file that was never kept is written. */
  readonly hasNew: boolean;
  onOpen(): void;
}): React.JSX.Element {
  const { pipelines } = useApp();
  const ids = [...(hasNew ? [NEW_PIPELINE] : []), ...shown.map(({ id }) => id)];
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && event.target === event.currentTarget) {
      event.preventDefault();
      onOpen();
      return;
    }
    const at = ids.indexOf(current ?? '');
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      Home: 0,
      g: 0,
      End: ids.length - 1,
      G: ids.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = ids[Math.min(ids.length - 1, Math.max(0, target))];
    if (next === undefined) return;
    pipelines.getState().select(next);
    document.getElementById(rowId(next))?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div
      ref={ref}
      className={shared.list}
      role="grid"
      aria-label={words().pipelines.title}
      aria-rowcount={ids.length}
      {...(current === null ? {} : { 'aria-activedescendant': rowId(current) })}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {hasNew && <NewCard selected={current === NEW_PIPELINE} />}
      {shown.map((pipeline) => (
        <PipelineCard key={pipeline.id} pipeline={pipeline} selected={pipeline.id === current} />
      ))}
    </div>
  );
}

function rowId(id: string): string {
  return `pipeline-${id}`;
}

function NewCard({ selected }: { readonly selected: boolean }): React.JSX.Element {
  const { pipelines } = useApp();
  return (
    <div
      id={rowId(NEW_PIPELINE)}
      className={shared.card}
      role="row"
      aria-selected={selected}
      data-testid="new-row"
      onClick={() => pipelines.getState().select(NEW_PIPELINE)}
    >
      <div className={classes.newIcon} role="gridcell">
        <IconPencil size={15} stroke={1.6} aria-hidden />
      </div>
      <div className={shared.cardMain} role="gridcell">
        <div className={shared.cardHead}>
          <span className={shared.name}>{words().pipelines.newOne}</span>
        </div>
        <div className={shared.cause}>{words().pipelines.notSavedYet}</div>
      </div>
    </div>
  );
}

function PipelineCard({
  pipeline,
  selected,
}: {
  readonly pipeline: PipelineStatus;
  readonly selected: boolean;
}): React.JSX.Element {
  const { pipelines, pipelineEditor } = useApp();
  const { id, state } = pipeline;
  const enabled = usePipelines((value) => value.wanted[id] ?? pipeline.enabled);
  const edited = useStore(pipelineEditor, (value) => {
    const file = value.files[id];
    return file !== undefined && isEdited(file);
  });
  return (
    // Keys are the grid's own; the row only takes the pointer.
    <div
      id={rowId(id)}
      className={shared.card}
      role="row"
      aria-selected={selected}
      data-testid="row"
      data-key={id}
      data-state={state}
      onClick={() => pipelines.getState().select(id)}
    >
      <div className={shared.cardSwitch} role="gridcell">
        <Switch
          checked={enabled}
          onChange={(event) => void pipelines.getState().setEnabled(id, event.currentTarget.checked)}
          aria-label={words().pipelines.switchedOn(id)}
          tabIndex={selected ? 0 : -1}
          data-testid="pipeline-switch"
        />
      </div>
      <div className={shared.cardMain}>
        <div className={shared.cardHead}>
          <span className={shared.name} role="gridcell">
            <ForeignText text={id} />
            {edited && <span title={words().pipelines.changed}> •</span>}
          </span>{' '}
          {pipeline.origin === 'bundled' && <SampleBadge />}
          <span className={shared.space} />
          <span className={shared.cardState} role="gridcell">
            <PipelineStateMark pipeline={pipeline} />
          </span>
        </div>
        <CauseLine pipeline={pipeline} />
        {enabled && state !== 'disabled' && state !== 'invalid' && (
          <div role="gridcell">
            <dl className={shared.cardCounters}>
              {pipelineCounters(pipeline).map((counter) => (
                <div key={counter.name} title={counter.title} data-level={counter.level}>
                  <dt>{counter.name}</dt> <dd>{counter.value}</dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </div>
    </div>
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
  const word = pipelineStateWord(pipeline);
  const now = useNow(60_000);
  return (
    <>
      <Mark icon={word.icon} text={word.text} tone={word.tone} title={word.title} pill={pill} />{' '}
      {pipeline.state !== 'disabled' && <span className={shared.since}>{sinceText(pipeline.since_ms, now)}</span>}
    </>
  );
}

/** Why it is not fine, or what it is for. */
function CauseLine({ pipeline }: { readonly pipeline: PipelineStatus }): React.JSX.Element {
  const { tone } = pipelineStateWord(pipeline);
  const [mistake] = pipeline.mistakes;
  const cause = mistake === undefined ? pipeline.cause : mistakeLine(mistake);
  const text = cause ?? pipeline.description;
  return (
    <div
      className={shared.cause}
      role="gridcell"
      {...(cause === null ? {} : { 'data-tone': tone === 'quiet' ? 'warning' : tone })}
      title={visibleText(text)}
    >
      <ForeignText text={text} />
    </div>
  );
}

function mistakeLine({ line, path, message }: PlacedMistake): string {
  return `${line === null ? '' : words().pipelines.mistakeLine(line)}${path} ${message}`.trim();
}
