/** Captures dropped anywhere on the window, and the file input that a browser needs to choose one. */
import { IconFileDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import classes from './drop-target.module.css';
import { FILE_INPUT_ID, useOpen } from './use-open.ts';

export function DropTarget(): React.JSX.Element {
  const { openFile } = useOpen();
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
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) openFile(file);
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
  }, [openFile]);
  return (
    <>
      <input
        id={FILE_INPUT_ID}
        type="file"
        hidden
        accept=".pcap,.pcapng,.cap,.gz,application/vnd.tcpdump.pcap"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file !== undefined) openFile(file);
        }}
      />
      {over && (
        <div className={classes.overlay} role="status">
          <div className={classes.card}>
            <IconFileDownload size={30} stroke={1.4} aria-hidden />
            <strong>Drop to open the capture</strong>
            <span>pcap or pcapng, also compressed with gzip</span>
          </div>
        </div>
      )}
    </>
  );
}
