/** What works on this machine, what does not, and what to do about that; trouble first. */
import { Button, Loader } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconCircleCheck,
  IconHelpCircle,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react';
import type { CheckState, DoctorCheck } from '#contract/settings-commands.ts';
import { words } from '../../display/words.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import classes from './doctor-checks.module.css';
import { useDoctor } from './use-doctor.ts';

const ICONS: Readonly<Record<CheckState, Icon>> = {
  ok: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconAlertOctagon,
  unknown: IconHelpCircle,
};
const ORDER: readonly CheckState[] = ['failed', 'warning', 'unknown', 'ok'];

/** `troubleOnly`: nothing is drawn of what works, and nothing at all while everything does. */
export function DoctorChecks({ troubleOnly = false }: { readonly troubleOnly?: boolean }): React.JSX.Element | null {
  const { checks, running, failure, run } = useDoctor();
  const said = words().settings.doctor;
  const sorted = (checks ?? []).toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const shown = troubleOnly ? sorted.filter(({ state }) => state !== 'ok') : sorted;
  if (troubleOnly && shown.length === 0) return null;
  return (
    <div className={classes.checks} data-testid="doctor-checks" aria-busy={running}>
      {checks === null && running && (
        <p className={classes.waiting} role="status">
          <Loader size="xs" color="gray" aria-hidden /> {said.checking}
        </p>
      )}
      {failure !== null && (
        <p className={classes.refused} role="alert">
          <IconAlertOctagon size={15} stroke={1.6} aria-hidden />
          {said.failed}: {failure.message}
        </p>
      )}
      {shown.length > 0 && (
        <ul className={classes.list} aria-label={said.list}>
          {shown.map((check) => (
            <CheckLine key={check.id} check={check} />
          ))}
        </ul>
      )}
      <div className={classes.foot}>
        {checks !== null && sorted.every(({ state }) => state === 'ok') && (
          <p className={classes.allWell}>{said.allWell}</p>
        )}
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} stroke={1.6} />}
          loading={running && checks !== null}
          disabled={running && checks === null}
          onClick={run}
          data-testid="doctor-again"
        >
          {said.again}
        </Button>
      </div>
    </div>
  );
}

function CheckLine({ check }: { readonly check: DoctorCheck }): React.JSX.Element {
  const { id, state, says, remedy, commands } = check;
  const { states, titles, copyCommand } = words().settings.doctor;
  const IconShape = ICONS[state];
  return (
    <li className={classes.check} data-state={state} data-testid={`check-${id}`}>
      <IconShape className={classes.icon} size={17} stroke={1.6} aria-hidden />
      <div className={classes.what}>
        <div className={classes.head}>
          <span className={classes.title}>
            {Object.hasOwn(titles, id) ? titles[id as keyof typeof titles] : check.title}
          </span>
          <span className={classes.state}>{states[state]}</span>
        </div>
        <p className={classes.says}>{says}</p>
        {remedy !== null && <p className={classes.remedy}>{remedy}</p>}
        {commands.map((command) => (
          <span key={command} className={classes.command}>
            <code className={classes.code}>{command}</code>
            <CopyIcon value={command} label={copyCommand} />
          </span>
        ))}
      </div>
    </li>
  );
}
