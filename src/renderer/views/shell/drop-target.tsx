/** Captures and plugins dropped anywhere on the window, and the file inputs that a browser needs to choose one. */
import { IconFileDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { PLUGIN_INPUT_ID, PLUGIN_SUFFIXES, useInstall } from '../plugins/use-install.ts';
import classes from './drop-target.module.css';
import { droppedFiles } from './dropped-files.ts';
import { FILE_INPUT_ID, FOLDER_INPUT_ID, useOpen } from './use-open.ts';

export function DropTarget(): React.JSX.Element {
  const { host, pluginInstall } = useApp();
  const { openFiles } = useOpen();
  const { installFile } = useInstall();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child fires before leaving its parent: only when every enter was left is the pointer outside.
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const onOver = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const onLeave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer === null) return;
      void droppedFiles(event.dataTransfer, host.kind === 'desktop').then(({ purpose, files, isFolder }) => {
        const [first] = files;
        if (first === undefined) return;
        if (purpose === 'plugin') installFile(first, isFolder, null);
        else openFiles(files);
      });
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [host, openFiles, installFile]);
  return (
    <>
      <input
        id={FILE_INPUT_ID}
        type="file"
        hidden
        multiple
        accept=".pcap,.pcapng,.cap,.gz,.csv,.jsonl,.json,.parquet,.log,application/vnd.tcpdump.pcap"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) openFiles(files);
        }}
      />
      <input
        id={FOLDER_INPUT_ID}
        type="file"
        hidden
        ref={(input) => input?.setAttribute('webkitdirectory', '')}
        data-testid="folder-input"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          if (files.length > 0) openFiles(files);
        }}
      />
      <input
        id={PLUGIN_INPUT_ID}
        type="file"
        hidden
        accept={PLUGIN_SUFFIXES}
        data-testid="plugin-file-input"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file !== undefined) installFile(file, false, pluginInstall.getState().expected);
        }}
      />
      {over && (
        <div className={classes.overlay} role="status">
          <div className={classes.card}>
            <IconFileDownload size={30} stroke={1.4} aria-hidden />
            <strong>{words().shell.drop.title}</strong>
            <span>{words().shell.drop.says}</span>
          </div>
        </div>
      )}
    </>
  );
}
