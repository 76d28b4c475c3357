/** The commands of the window, and what they need of it. */
import { useCallback, useMemo } from 'react';
import { useApp } from '../../../state/app-context.ts';
import { useInstall } from '../../plugins/use-install.ts';
import { FILTER_INPUT_ID } from '../filter/filter-bar.tsx';
import { useExport } from '../use-export.ts';
import { useOpen } from '../use-open.ts';
import { useScopeActions } from '../use-scope-actions.ts';
import { allCommands } from './all-commands.ts';
import type { Command, CommandActions } from './command.ts';

/** Answers what can be done at the moment it is asked. */
export function useCommands(): () => readonly Command[] {
  const app = useApp();
  const { choose, chooseFolder, openPath, forgetRecent } = useOpen();
  const exportTable = useExport();
  const { choose: choosePlugin } = useInstall();
  const { clearFilter } = useScopeActions();
  const actions = useMemo((): CommandActions => {
    const { open } = app.panels.getState();
    return {
      openPalette: () => open('palette'),
      openKeys: () => open('keys'),
      openCaptureDialog: () => open('capture'),
      openFilterLibrary: () => open('filters'),
      get chooseColumns() {
        const button = document.querySelector<HTMLElement>('main [data-testid="columns-button"]');
        return button === null ? null : () => button.click();
      },
      chooseCaptureFile: choose,
      chooseCaptureFolder: chooseFolder,
      openPath,
      forgetRecentFiles: forgetRecent,
      focusFilter: () => document.getElementById(FILTER_INPUT_ID)?.focus(),
      choosePlugin: () => {
        app.layout.getState().open('plugins');
        choosePlugin('file', null);
      },
      exportTable: (table, format) => void exportTable(table, format),
      clearFilter,
    };
  }, [app, choose, chooseFolder, openPath, forgetRecent, choosePlugin, exportTable, clearFilter]);
  return useCallback(() => allCommands(app, actions), [app, actions]);
}
