/** Saves what a view shows, with the filter and the range: as CSV at once, or as something else by choice. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useStore } from 'zustand';
import type { ExportFormat, TableName } from '#contract/protocol.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { tableOfView, useLayout } from '../use-store.ts';
import { FORMAT_NAMES, FORMATS } from './commands/export-commands.ts';
import { ToolButton } from './tool-button.tsx';
import classes from './toolbar.module.css';
import { useExport } from './use-export.ts';

const TABLES: readonly TableName[] = ['sessions', 'packets', 'dns'];

export function ExportButton(): React.JSX.Element {
  const view = useLayout((layout) => layout.view);
  const table = tableOfView(view) ?? 'sessions';
  const exportTable = useExport();
  const say = words().shell;
  return (
    <Button.Group>
      <ToolButton
        icon={<IconDownload size={16} stroke={1.5} />}
        label={say.toolbar.export}
        hint={say.toolbar.exportHint(say.tables[table])}
        onClick={() => void exportTable(table)}
        testId="export-button"
        pr={6}
      />
      <Menu position="bottom-start" width={300}>
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            px={3}
            className={classes.more ?? ''}
            aria-label={say.toolbar.exportMenu}
          >
            <IconChevronDown size={14} stroke={1.8} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {TABLES.map((name) => (
            <Fragment key={name}>
              <Menu.Label>
                {sentence(say.tables[name])}
                <ShownCount table={name} />
              </Menu.Label>
              {FORMATS[name].map((format) => (
                <ExportItem key={format} table={name} format={format} onClick={() => void exportTable(name, format)} />
              ))}
            </Fragment>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

function ExportItem({
  table,
  format,
  onClick,
}: {
  readonly table: TableName;
  readonly format: ExportFormat;
  onClick(): void;
}): React.JSX.Element {
  return (
    <Menu.Item onClick={onClick} data-testid={format === 'csv' ? `export-${table}` : `export-${table}-${format}`}>
      {words().shell.toolbar.saveAs(FORMAT_NAMES[format])}
    </Menu.Item>
  );
}

/** As far as it is known: of tables that were on screen. */
function ShownCount({ table }: { readonly table: TableName }): React.JSX.Element | null {
  const { tables } = useApp();
  const matching = useStore(tables[table], (state) => state.frame?.matching ?? null);
  if (matching === null) return null;
  return <span className={classes.itemNote}>{words().shell.toolbar.matching(formatCount(matching))}</span>;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
