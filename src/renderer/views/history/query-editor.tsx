/** The text, what is wrong with it, and what can be done with it. */
import { Button, Menu } from '@mantine/core';
import {
  IconAlertOctagon,
  IconBookmark,
  IconChevronDown,
  IconFileExport,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react';
import { useCallback, useId, useRef, useState } from 'react';
import { EXCHANGE_FORMATS, type ExchangeFormat, type SqlMistake } from '#contract/history/answers.ts';
import type { HistoryStatusFrame } from '#contract/history/commands.ts';
import { formatCount, formatDuration } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { placeIn } from '../../state/sql-place.ts';
import { completeSql } from '../../state/sql-completion.ts';
import { CompletedCode, type CodeChoices } from '../../widgets/completed-code.tsx';
import { moveCursor } from '../../widgets/code-area.tsx';
import { ForeignText } from '../../widgets/foreign-text.tsx';
import { notifyFailure } from '../notify.tsx';
import classes from './history.module.css';
import { SaveQueryDialog } from './save-query-dialog.tsx';
import { useQuery } from './use-query.ts';

export function QueryEditor({ saved }: { readonly saved: HistoryStatusFrame['saved'] }): React.JSX.Element {
  const { query } = useApp();
  const say = words().history.console;
  const area = useRef<HTMLTextAreaElement>(null);
  const noteId = useId();
  const text = useQuery((state) => state.text);
  const mistake = useQuery((state) => state.mistake);
  const place = mistake === null || mistake.at === null ? null : placeIn(text, mistake.at);
  const complete = useCallback((sql: string, offset: number, asked: boolean): CodeChoices | null => {
    const found = completeSql(sql, offset, asked);
    const { kinds, marks } = words().history.console;
    if (found === null) return null;
    const options = found.options.map(({ text: option, kind, detail }) => ({
      text: option,
      mark: marks[kind],
      markTitle: kinds[kind],
      detail,
    }));
    return { from: found.from, options };
  }, []);
  return (
    <section
      className={classes.editor}
      aria-label={say.label}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
        event.preventDefault();
        void query.getState().run();
      }}
    >
      <CompletedCode
        area={area}
        value={text}
        label={say.label}
        listLabel={say.completions}
        marked={place === null ? NONE : new Set([place.line])}
        describedBy={noteId}
        invalid={mistake !== null}
        complete={complete}
        onChange={query.getState().edit}
      />
      <div id={noteId} className={classes.found} role="status" data-testid="sql-mistake">
        {mistake === null ? (
          <span className={classes.hint}>{say.hint}</span>
        ) : (
          <Mistake
            mistake={mistake}
            place={place}
            onGo={() => {
              if (area.current !== null && place !== null) moveCursor(area.current, mistake.at ?? 0, place.line);
            }}
          />
        )}
      </div>
      <Actions saved={saved} />
    </section>
  );
}

const NONE: ReadonlySet<number> = new Set();

function Mistake({
  mistake,
  place,
  onGo,
}: {
  readonly mistake: SqlMistake;
  readonly place: { readonly line: number; readonly column: number } | null;
  onGo(): void;
}): React.JSX.Element {
  const say = words().history.console;
  return (
    <span className={classes.mistake}>
      <IconAlertOctagon size={15} stroke={1.7} aria-hidden />
      {place !== null && (
        <button type="button" className={classes.place} aria-label={say.goTo(place.line, place.column)} onClick={onGo}>
          {say.mistakeAt(place.line, place.column)}
        </button>
      )}
      <ForeignText text={mistake.message} lines />
    </span>
  );
}

function Actions({ saved }: { readonly saved: HistoryStatusFrame['saved'] }): React.JSX.Element {
  const { query, exports } = useApp();
  const say = words().history;
  const running = useQuery((state) => state.running);
  const empty = useQuery((state) => state.text.trim() === '');
  const [saving, setSaving] = useState(false);
  const opened = useQuery((state) => state.opened);
  const name = opened?.kind === 'ready' ? opened.id : (saved.find(({ id }) => id === opened?.id)?.name ?? 'query');
  const exportAs = async (format: ExchangeFormat): Promise<void> => {
    const stem = `netloupe-${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`;
    const result = await exports.getState().startQuery(query.getState().text, format, stem);
    if (result !== null && !result.ok) notifyFailure(say.exporting.failed, result.failure);
  };
  return (
    <div className={classes.actions}>
      {running ? (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={15} stroke={1.7} />}
          onClick={() => query.getState().cancel()}
          data-testid="query-cancel"
        >
          {say.console.cancel}
        </Button>
      ) : (
        <Button
          leftSection={<IconPlayerPlay size={15} stroke={1.7} />}
          disabled={empty}
          onClick={() => void query.getState().run()}
          aria-keyshortcuts="Control+Enter"
          data-testid="query-run"
        >
          {say.console.run}
        </Button>
      )}
      <RunFacts />
      <span className={classes.space} />
      <Button
        variant="default"
        leftSection={<IconBookmark size={15} stroke={1.6} />}
        disabled={empty}
        onClick={() => setSaving(true)}
        data-testid="query-save"
      >
        {say.save.button}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconFileExport size={15} stroke={1.6} />}
            rightSection={<IconChevronDown size={14} stroke={1.8} />}
            disabled={empty}
            data-testid="query-export"
          >
            {say.exporting.button}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {EXCHANGE_FORMATS.map((format) => (
            <Menu.Item key={format} onClick={() => void exportAs(format)} data-testid={`query-export-${format}`}>
              {say.exporting[format]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {saving && <SaveQueryDialog saved={saved} onClose={() => setSaving(false)} />}
    </div>
  );
}

/** How long it took, and how much came. */
function RunFacts(): React.JSX.Element {
  const say = words().history.console;
  const running = useQuery((state) => state.running);
  const result = useQuery((state) => state.result);
  const failed = useQuery((state) => state.failure !== null);
  const text = ((): string => {
    if (running) return `${say.running} …`;
    if (result === null || failed) return '';
    const count = formatCount(result.rows.length);
    const rows = result.isCut ? say.cut(count) : say.rows(count, result.rows.length === 1);
    return `${rows} ${say.took(formatDuration(result.elapsedMs / 1000))}`;
  })();
  return (
    <span className={classes.facts} role="status" data-testid="query-facts">
      {text}
    </span>
  );
}
