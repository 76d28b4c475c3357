/** A value that narrows the open table to the rows that hold it. */
import { useApp } from '../../state/app-context.ts';
import { tableOfView, useLayout } from '../use-store.ts';
import classes from './details.module.css';

export function FilterLink({
  value,
  mono = false,
}: {
  readonly value: string;
  readonly mono?: boolean;
}): React.JSX.Element {
  const app = useApp();
  const table = tableOfView(useLayout((layout) => layout.view));
  return (
    <button
      type="button"
      className={mono ? `${classes.filterLink} nl-mono` : classes.filterLink}
      title={`Show only rows with ${value}`}
      onClick={() => {
        if (table !== null) app.tables[table].getState().setFilter(/\s/.test(value) ? `"${value}"` : value);
      }}
    >
      {value}
    </button>
  );
}
