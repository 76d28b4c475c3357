/** What needs saying before anything else: why it is not fine, what is wrong with its file, what a health check found. */
import { words } from '../../display/words.ts';
import { ActionIcon } from '@mantine/core';
import { IconAlertOctagon, IconCircleCheck, IconHourglass, IconX } from '@tabler/icons-react';
import type { PipelineStatus } from '#contract/pipelines/status.ts';
import { useApp } from '../../state/app-context.ts';
import { pipelineTotals } from '../../state/pipeline-facts.ts';
import { inTextOrder } from '../../state/pipeline-text.ts';
import type { HealthReport } from '../../state/pipelines-store.ts';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { clockTextOf } from '../../display/times.ts';
import { FailureNote } from '../failure-note.tsx';
import { Note } from '../note.tsx';
import { usePipelines } from '../use-store.ts';
import { MistakeList } from './mistake-list.tsx';
import { pipelineStateWord } from './pipeline-words.ts';

export function PipelineNotes({ pipeline }: { readonly pipeline: PipelineStatus }): React.JSX.Element {
  const { pipelines, pipelineEditor } = useApp();
  const { id, cause, mistakes } = pipeline;
  const tab = usePipelines((state) => state.tab);
  const refusal = usePipelines((state) => state.refusals[id] ?? null);
  const report = usePipelines((state) => state.reports[id] ?? null);
  const word = pipelineStateWord(pipeline);
  return (
    <>
      {cause !== null && mistakes.length === 0 && (
        <Note icon={word.icon} tone={word.tone} testId="pipeline-cause">
          <ForeignText text={cause} lines />
        </Note>
      )}
      {mistakes.length > 0 && tab !== 'file' && (
        // The editor lists them, too, and as they are while the file is changed.
        <Note icon={IconAlertOctagon} tone="trouble" testId="pipeline-mistakes">
          <strong>{words().pipelines.notes.mistakes(mistakes.length)}</strong>
          <MistakeList
            mistakes={inTextOrder(mistakes)}
            onGo={({ line, column }) => {
              pipelines.getState().openTab('file');
              if (line !== null) pipelineEditor.getState().goTo({ id, line, column: column ?? 1 });
            }}
          />
        </Note>
      )}
      {pipeline.state === 'running' && pipelineTotals(pipeline).in === 0 && (
        <Note icon={IconHourglass} role="status" testId="pipeline-waits">
          {words().pipelines.notes.nothingYet}
        </Note>
      )}
      {report !== null && <ReportNote report={report} onDismiss={() => pipelines.getState().dismissReport(id)} />}
      {refusal !== null && (
        <FailureNote
          title={words().pipelines.refused[refusal.action]}
          failure={refusal.failure}
          onDismiss={() => pipelines.getState().dismissRefusal(id)}
        />
      )}
    </>
  );
}

function ReportNote({ report, onDismiss }: { readonly report: HealthReport; onDismiss(): void }): React.JSX.Element {
  const { stages, mistakes } = report.check;
  const sick = stages.filter(({ health }) => health !== null && !health.ok);
  const well = sick.length === 0 && mistakes.length === 0;
  return (
    <Note
      icon={well ? IconCircleCheck : IconAlertOctagon}
      tone={well ? 'good' : 'trouble'}
      role="status"
      testId="health-report"
      actions={
        <ActionIcon size={22} aria-label={words().pipelines.notes.dismiss} onClick={onDismiss}>
          <IconX size={14} stroke={1.6} />
        </ActionIcon>
      }
    >
      {reportText(stages.length, sick.length, mistakes.length)}{' '}
      {words().pipelines.notes.checkedAt(clockTextOf(report.timeMs))}
      {sick.map(({ name, health }) => (
        <div key={name}>
          <strong>
            <ForeignText text={name} />
          </strong>
          : <ForeignText text={health?.message ?? words().pipelines.notes.didNotSay} lines />
        </div>
      ))}
    </Note>
  );
}

function reportText(stages: number, sick: number, mistakes: number): string {
  const say = words().pipelines.notes;
  if (mistakes > 0) return say.untestable;
  return sick === 0 ? say.allWell(stages) : say.someSick(sick, stages);
}
