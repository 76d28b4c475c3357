/** What can be chosen: of the engine and of the view. */
import { words } from '../../display/words.ts';
import { DoctorChecks } from './doctor-checks.tsx';

export function SettingsView(): React.JSX.Element {
  return (
    <section data-testid="table-settings">
      <h1>{words().settings.title}</h1>
      <DoctorChecks />
    </section>
  );
}
