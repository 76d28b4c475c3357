/** The chooser of columns of one table, in the words of the view. */
import { words } from '../display/words.ts';
import { ColumnChooser, type ChoosableColumn } from '../widgets/column-chooser.tsx';
import type { ChoosableBy, ChosenColumns as Chosen } from './use-columns.ts';

type Column = ChoosableBy & Omit<ChoosableColumn, 'heading'>;

export function ChosenColumns({
  chosen,
}: {
  readonly chosen: Omit<Chosen<unknown>, 'columns' | 'hidden'> & {
    readonly columns: readonly Column[];
    readonly hidden: readonly Column[];
  };
}): React.JSX.Element {
  const { groups, received, sent } = words().common.columns;
  const choosable = ({ id, title, hint, group }: Column): ChoosableColumn => ({
    id,
    title: title === '↓' ? received : title === '↑' ? sent : title,
    hint,
    heading: group !== undefined && Object.hasOwn(groups, group) ? groups[group as keyof typeof groups] : '',
  });
  return (
    <ColumnChooser
      shown={chosen.columns.map(choosable)}
      hidden={chosen.hidden.map(choosable)}
      onShown={chosen.show}
      onMove={chosen.move}
      onReset={chosen.reset}
    />
  );
}
