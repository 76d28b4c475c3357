/** A pipeline's file as text: checked while it is typed, saved when asked to. */
import { words } from '../../display/words.ts';
import { Button, Loader } from '@mantine/core';
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useId, useRef } from 'react';
import { useStore } from 'zustand';
import type { PlacedMistake } from '#contract/pipelines/mistakes.ts';
import { useApp } from '../../state/app-context.ts';
import { isEdited, type EditedFile } from '../../state/pipeline-editor-store.ts';
import { inTextOrder, nameInText, offsetOf } from '../../state/pipeline-text.ts';
import { NEW_PIPELINE } from '../../state/pipelines-store.ts';
import { CodeArea, moveCursor } from '../../widgets/code-area.tsx';
import { Remedy } from '../../widgets/command-line.tsx';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { usePipelines } from '../use-store.ts';
import { MistakeList } from './mistake-list.tsx';
import classes from './pipeline-editor.module.css';

const NO_MISTAKES: readonly PlacedMistake[] = [];

export function PipelineEditor({ id }: { readonly id: string }): React.JSX.Element {
  const { pipelineEditor } = useApp();
  const file = useStore(pipelineEditor, (state) => state.files[id] ?? null);
  const unread = useStore(pipelineEditor, (state) => state.unread[id] ?? null);
  useEffect(() => {
    void pipelineEditor.getState().open(id);
  }, [pipelineEditor, id]);
  if (file !== null) return <Editor id={id} file={file} />;
  return (
    <div className={classes.center}>
      {unread === null ? (
        <Loader size="sm" color="gray" aria-label={words().pipelines.editor.reading} />
      ) : (
        <EmptyState icon={IconAlertTriangle} title={unread.message} tone="trouble">
          {unread.remedy}
        </EmptyState>
      )}
    </div>
  );
}

function Editor({ id, file }: { readonly id: string; readonly file: EditedFile }): React.JSX.Element {
  const { pipelineEditor } = useApp();
  const area = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const mistakes = inTextOrder(file.check?.mistakes ?? NO_MISTAKES);
  // While the next answer is on its way, lines may have moved.
  const marked = new Set(file.checking ? [] : mistakes.flatMap(({ line }) => (line === null ? [] : [line])));
  const edited = isEdited(file);
  const maySave = edited && !file.saving && !file.checking && file.check !== null && mistakes.length === 0;
  const go = ({ line, column }: PlacedMistake): void => {
    if (line !== null && area.current !== null) moveCursor(area.current, offsetOf(file.text, line, column ?? 1), line);
  };
  const wanted = useStore(pipelineEditor, (state) => (state.wantedPlace?.id === id ? state.wantedPlace : null));
  useEffect(() => {
    if (wanted === null || area.current === null) return;
    moveCursor(area.current, offsetOf(area.current.value, wanted.line, wanted.column), wanted.line);
    pipelineEditor.getState().goTo(null);
  }, [pipelineEditor, wanted]);
  return (
    <div
      className={classes.editor}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
        event.preventDefault();
        if (maySave) void pipelineEditor.getState().save(id, false);
      }}
    >
      <CodeArea
        ref={area}
        value={file.text}
        label={id === NEW_PIPELINE ? words().pipelines.editor.newFile : words().pipelines.editor.fileOf(id)}
        marked={marked}
        describedBy={listId}
        invalid={mistakes.length > 0}
        onChange={(text) => pipelineEditor.getState().edit(id, text)}
      />
      <div id={listId} className={classes.found} data-testid="editor-mistakes">
        <Verdict file={file} />
        {mistakes.length > 0 && (
          <div className={classes.list} data-stale={file.checking}>
            <MistakeList mistakes={mistakes} onGo={go} />
          </div>
        )}
      </div>
      <Footer id={id} file={file} edited={edited} maySave={maySave} />
    </div>
  );
}

/** `role="status"`: said when it changes. */
function Verdict({ file }: { readonly file: EditedFile }): React.JSX.Element {
  const count = file.check?.mistakes.length ?? 0;
  if (file.unchecked !== null) {
    return (
      <p className={classes.verdict} role="status" data-tone="trouble">
        <IconAlertTriangle size={15} stroke={1.7} aria-hidden />
        {words().pipelines.editor.notChecked(file.unchecked.message)}
      </p>
    );
  }
  if (file.check === null) return <p className={classes.verdict}>{words().pipelines.editor.checking}</p>;
  return (
    <p className={classes.verdict} role="status" data-tone={count === 0 ? 'good' : 'trouble'}>
      {count === 0 ? (
        <IconCircleCheck size={15} stroke={1.7} aria-hidden />
      ) : (
        <IconAlertOctagon size={15} stroke={1.7} aria-hidden />
      )}
      {words().pipelines.editor.mistakes(count)}
      {file.checking && <span className={classes.again}> · {words().pipelines.editor.checkingAgain}</span>}
    </p>
  );
}

function Footer({
  id,
  file,
  edited,
  maySave,
}: {
  readonly id: string;
  readonly file: EditedFile;
  readonly edited: boolean;
  readonly maySave: boolean;
}): React.JSX.Element {
  const { pipelineEditor } = useApp();
  const name = nameInText(file.text);
  const taken = usePipelines((state) => name !== id && (state.pipelines?.some((one) => one.id === name) ?? false));
  const enabled = usePipelines((state) => state.pipelines?.find((one) => one.id === id)?.enabled ?? false);
  const { save, revert } = pipelineEditor.getState();
  return (
    <div className={classes.footer}>
      <div className={classes.answer} role="status" data-tone={answerTone(file)} data-testid="editor-answer">
        {file.refusal !== null ? (
          <span>
            {words().pipelines.editor.notSaved(file.refusal.message)}
            {file.refusal.remedy !== undefined && (
              <>
                . <Remedy text={file.refusal.remedy} />
              </>
            )}
          </span>
        ) : (
          answerText(id, name, taken, enabled, edited, file)
        )}
      </div>
      <Button variant="default" disabled={!edited} onClick={() => revert(id)} data-testid="editor-revert">
        {id === NEW_PIPELINE ? words().pipelines.editor.discard : words().pipelines.editor.undo}
      </Button>
      {taken ? (
        <Button
          color="red"
          disabled={!maySave}
          loading={file.saving}
          onClick={() => void save(id, true)}
          data-testid="editor-replace"
        >
          {words().pipelines.editor.replace(name ?? '')}
        </Button>
      ) : (
        <Button
          disabled={!maySave}
          loading={file.saving}
          onClick={() => void save(id, false)}
          aria-keyshortcuts="Control+S"
          data-testid="editor-save"
        >
          {words().pipelines.editor.save}
        </Button>
      )}
    </div>
  );
}

function answerTone(file: EditedFile): 'trouble' | 'good' | undefined {
  if (file.refusal !== null) return 'trouble';
  return file.saved ? 'good' : undefined;
}

/** What saving would do, or what it did. */
function answerText(
  id: string,
  name: string | null,
  taken: boolean,
  enabled: boolean,
  edited: boolean,
  file: EditedFile,
): string {
  const say = words().pipelines.editor;
  if (file.saved) return enabled ? say.savedInUse : say.saved;
  if (!edited) return '';
  if (taken) return say.taken(name ?? '');
  if (id !== NEW_PIPELINE && name !== null && name !== id) return say.savedAsNew(name, id);
  return enabled ? say.takesOver : '';
}
