/** A value that narrows the open table to the rows that hold it. */
import { useApp } from '../../state/app-context.ts';
import classes from './details.module.css';

export function FilterLink({
  value,
  mono = false,
}: {
  readonly value: string;
  readonly mono?: boolean;
}): React.JSX.Element {
  const app = useApp();
  return (
    <button
      type="button"
      className={mono ? `${classes.filterLink} nl-mono` : classes.filterLink}
      title={`Show only rows with ${value}`}
      onClick={() => {
        app.scope.getState().setFilter(/\s/.test(value) ? `"${value}"` : value);
      }}
    >
      {value}
    </button>
  );
}
