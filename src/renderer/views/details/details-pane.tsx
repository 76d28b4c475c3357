/** The pane at the right that shows one row in full. Its width is remembered. */
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { ResizeHandle } from '../../widgets/resize-handle.tsx';
import { useLayout } from '../use-store.ts';
import classes from './details.module.css';

export function DetailsPane({
  label,
  children,
}: {
  readonly label: string;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  const { layout } = useApp();
  const width = useLayout((state) => state.detailsWidth);
  return (
    <>
      <ResizeHandle
        label={words().details.width(label)}
        value={width}
        min={320}
        max={900}
        onChange={(pixels) => layout.getState().setDetailsWidth(pixels)}
      />
      <aside className={classes.pane} style={{ width }} aria-label={label} data-testid="details-panel">
        {children}
      </aside>
    </>
  );
}
