/** What the colours and patterns of the chart stand for, with what it adds up to; a click shows only that. */
import { formatBytes } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { CategorySwatch } from '../../widgets/category-fill.tsx';
import classes from './legend.module.css';
import type { ShownSeries } from './shown-series.ts';
import { useOnly } from './use-overview.ts';

export function Legend({ series }: { readonly series: readonly ShownSeries[] }): React.JSX.Element {
  const say = words().overview;
  const only = useOnly();
  return (
    <ul className={classes.legend} aria-label={say.chart.series} data-testid="overview-legend">
      {series.map(({ key, name, filter, fill, bytesIn, bytesOut }) => (
        <li key={key}>
          <button
            type="button"
            className={classes.entry}
            disabled={filter === null}
            title={filter === null ? `${name}\n${say.chart.noFilter}` : say.chart.only(name)}
            onClick={() => {
              if (filter !== null) only(filter);
            }}
          >
            <CategorySwatch fill={fill} />
            <span className={classes.name}>{name}</span>
            <span className="nl-hidden">, {say.lists.bytes(formatBytes(bytesIn), formatBytes(bytesOut))}</span>
            <span className={classes.bytes} aria-hidden>
              <span data-way="in">↓ {formatBytes(bytesIn)}</span>
              <span data-way="out">↑ {formatBytes(bytesOut)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
