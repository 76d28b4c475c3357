/** What works on this machine, what does not, and what to do about that: in groups, of which those with trouble are open. */
import { Button, Loader } from '@mantine/core';
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconChevronRight,
  IconCircleCheck,
  IconHelpCircle,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { CheckState, DoctorCheck } from '#contract/settings-commands.ts';
import { words } from '../../display/words.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { groupChecks, type CheckGroup, type GroupedChecks } from './check-groups.ts';
import classes from './doctor-checks.module.css';
import { useDoctor, type DoctorResult } from './use-doctor.ts';

const ICONS: Readonly<Record<CheckState, Icon>> = {
  ok: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconAlertOctagon,
  unknown: IconHelpCircle,
};

/** Runs the checks itself. */
export function DoctorChecks(): React.JSX.Element {
  return <CheckList doctor={useDoctor()} />;
}

/** `folded`: groups in which everything works show that alone, until they are opened. */
export function CheckList({
  doctor: { checks, running, failure, run },
  folded = false,
}: {
  readonly doctor: DoctorResult;
  readonly folded?: boolean;
}): React.JSX.Element {
  const said = words().settings.doctor;
  const groups = groupChecks(checks ?? []);
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
      {groups.length > 0 && (
        <ul className={classes.groups} aria-label={said.list}>
          {groups.map((group) => (
            <Group key={group.group} group={group} folded={folded} />
          ))}
        </ul>
      )}
      <div className={classes.foot}>
        {checks !== null && groups.every(({ state }) => state === 'ok') && (
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

function Group({
  group: { group, state, checks },
  folded,
}: {
  readonly group: GroupedChecks;
  readonly folded: boolean;
}): React.JSX.Element {
  const said = words().settings.doctor;
  const id = useId();
  // Null: nobody has opened or closed it, and it follows what is found.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? (!folded || isInTheWay(group, state));
  const [whole, setWhole] = useState(!folded);
  const trouble = checks.filter((check) => check.state !== 'ok');
  const shown = whole || trouble.length === 0 ? checks : trouble;
  const hidden = checks.length - shown.length;
  const IconShape = ICONS[state];
  return (
    <li className={classes.group} data-state={state} data-testid={`checks-${group}`}>
      <button
        type="button"
        className={classes.groupHead}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setChosen(!open)}
      >
        <IconShape className={classes.icon} size={18} stroke={1.6} aria-hidden />
        <span className={classes.groupTitle}>{said.groups[group]}</span>
        <span className={classes.tally}>{tallyOf(checks)}</span>
        <IconChevronRight className={classes.chevron} size={15} stroke={1.8} aria-hidden data-open={open} />
      </button>
      <ul id={id} className={classes.list} hidden={!open} aria-label={said.groups[group]}>
        {open && shown.map((check) => <CheckLine key={check.id} check={check} />)}
        {open && hidden > 0 && (
          <li className={classes.rest}>
            <button type="button" className={classes.restButton} onClick={() => setWhole(true)}>
              {said.rest(hidden)}
            </button>
          </li>
        )}
      </ul>
    </li>
  );
}

/** What is odd about the program itself keeps nobody from capturing. */
function isInTheWay(group: CheckGroup, state: CheckState): boolean {
  return group === 'program' ? state === 'failed' : state !== 'ok';
}

function tallyOf(checks: readonly DoctorCheck[]): string {
  const { well, tally } = words().settings.doctor;
  const parts = (['failed', 'warning', 'unknown'] as const).flatMap((state) => {
    const count = checks.filter((check) => check.state === state).length;
    return count === 0 ? [] : [tally[state](count)];
  });
  return parts.length === 0 ? well(checks.length) : parts.join(', ');
}

function CheckLine({ check }: { readonly check: DoctorCheck }): React.JSX.Element {
  const { id, state, says, remedy, commands } = check;
  const { states, titles, copyCommand } = words().settings.doctor;
  const IconShape = ICONS[state];
  return (
    <li className={classes.check} data-state={state} data-testid={`check-${id}`}>
      <IconShape className={classes.icon} size={16} stroke={1.6} aria-hidden />
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
