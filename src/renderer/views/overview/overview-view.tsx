/** First on screen: how much, when, and who. */
import { words } from '../../display/words.ts';

export function OverviewView(): React.JSX.Element {
  return (
    <section data-testid="table-overview">
      <h1>{words().overview.title}</h1>
    </section>
  );
}
