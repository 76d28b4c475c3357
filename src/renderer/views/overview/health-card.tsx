/** What was lost and what is in trouble, so that nobody trusts the numbers above more than they deserve. */
import { UnstyledButton } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconCircleCheck,
  IconHeartbeat,
  IconInfoCircle,
  type Icon,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { healthFacts } from '../../state/health-facts.ts';
import { pipelineFact } from '../../state/pipeline-facts.ts';
import { pluginFact } from '../../state/plugin-facts.ts';
import { useCapture, usePipelines, usePlugins } from '../use-store.ts';
import { Card } from './card.tsx';
import classes from './notes.module.css';

interface Note {
  readonly id: string;
  readonly level: 'quiet' | 'warning' | 'trouble';
  readonly text: string;
  readonly title: string;
  readonly detail: string;
  open?(): void;
}

const ICONS: Readonly<Record<Note['level'], Icon>> = {
  quiet: IconInfoCircle,
  warning: IconAlertTriangle,
  trouble: IconAlertOctagon,
};
const ORDER = ['trouble', 'warning', 'quiet'] as const;

export function HealthCard({ bytesNotHeld }: { readonly bytesNotHeld: number }): React.JSX.Element {
  const say = words().overview.health;
  const notes = useNotes(bytesNotHeld);
  const isWell = notes.every(({ level }) => level === 'quiet');
  return (
    <Card id="health" icon={IconHeartbeat} title={say.title}>
      <ul className={classes.notes}>
        {isWell && (
          <li className={classes.fact} data-level="good">
            <IconCircleCheck size={16} stroke={1.7} aria-hidden />
            <span className={classes.text}>
              <strong>{say.well}</strong>
              <span className={classes.detail}>{say.wellWhy}</span>
            </span>
          </li>
        )}
        {notes.map((note) => (
          <li key={note.id}>
            <HealthNote note={note} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function HealthNote({ note: { level, text, title, detail, open } }: { readonly note: Note }): React.JSX.Element {
  const IconShape = ICONS[level];
  const content = (
    <>
      <IconShape size={16} stroke={1.7} aria-hidden />
      <span className={classes.text}>
        {text}
        {level !== 'quiet' && <span className={classes.detail}>{title}</span>}
      </span>
    </>
  );
  const hint = [title, detail].filter((part) => part !== '').join('\n');
  return open === undefined ? (
    <div className={classes.fact} data-level={level} title={hint}>
      {content}
    </div>
  ) : (
    <UnstyledButton className={classes.fact} data-level={level} title={hint} onClick={open}>
      {content}
    </UnstyledButton>
  );
}

/** Worst first. */
function useNotes(bytesNotHeld: number): readonly Note[] {
  const { layout, plugins, pipelines } = useApp();
  const say = words().overview.health;
  const capture = useCapture((state) => state.status?.capture ?? null);
  const pluginFrame = usePlugins((state) => state.frame);
  const pipelineList = usePipelines((state) => state.pipelines);
  const facts = useMemo(() => (capture === null ? [] : healthFacts(capture)), [capture]);
  const plugin = useMemo(() => pluginFact(pluginFrame), [pluginFrame]);
  const pipeline = useMemo(() => pipelineFact(pipelineList), [pipelineList]);
  const notes: Note[] = facts.map(({ id, level, text, title, explanation, parts }) => ({
    id,
    level,
    text,
    title,
    detail: [explanation, ...parts.map(([name, count]) => `${name}: ${formatCount(count)}`)].join('\n'),
  }));
  if (bytesNotHeld > 0) {
    const text = say.notHeld(formatBytes(bytesNotHeld));
    notes.push({ id: 'not-held', level: 'warning', text, title: say.notHeldTitle, detail: say.notHeldWhy });
  }
  if (plugin !== null) {
    const open = (): void => {
      if (plugin.plugin !== null) plugins.getState().select(plugin.plugin);
      layout.getState().open('plugins');
    };
    notes.push({ ...plugin, id: 'plugins', detail: '', open });
  }
  if (pipeline !== null) {
    const open = (): void => {
      if (pipeline.pipeline !== null) pipelines.getState().select(pipeline.pipeline);
      layout.getState().open('pipelines');
    };
    notes.push({ ...pipeline, id: 'pipelines', detail: '', open });
  }
  return notes.toSorted((left, right) => ORDER.indexOf(left.level) - ORDER.indexOf(right.level));
}
