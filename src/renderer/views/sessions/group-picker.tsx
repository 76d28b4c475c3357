/** By what sessions are grouped, and the way back from a group that was opened. */
import { Button, Menu } from '@mantine/core';
import { IconArrowLeft, IconCheck, IconChevronDown, IconChevronRight, IconStack2 } from '@tabler/icons-react';
import { DIMENSIONS } from '#contract/views/sums.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { groupName } from './group-columns.tsx';
import classes from './sessions.module.css';
import { useGroups } from './use-groups.ts';

export function GroupPicker(): React.JSX.Element {
  const { groups, tables } = useApp();
  const by = useGroups((state) => state.by);
  const say = words().sessions;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button
          variant={by === null ? 'default' : 'light'}
          leftSection={<IconStack2 size={15} stroke={1.6} />}
          rightSection={<IconChevronDown size={13} stroke={1.8} />}
          title={say.groupByHint}
          data-testid="group-button"
        >
          {by === null ? say.groupBy : say.dimensions[by]}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={say.groupByHint}>
        {[null, ...DIMENSIONS].map((dimension) => (
          <Menu.Item
            key={dimension ?? 'none'}
            role="menuitemradio"
            aria-checked={dimension === by}
            rightSection={dimension === by ? <IconCheck size={14} aria-hidden /> : undefined}
            data-testid={`group-by-${dimension ?? 'none'}`}
            onClick={() => {
              tables.sessions.getState().select(null);
              groups.getState().groupBy(dimension);
            }}
          >
            {dimension === null ? say.groupByNone : say.dimensions[dimension]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Nothing while no group is open. */
export function OpenedGroup(): React.JSX.Element | null {
  const { groups } = useApp();
  const opened = useGroups((state) => state.opened);
  if (opened === null) return null;
  const say = words().sessions;
  return (
    <span className={classes.crumb}>
      <Button
        variant="subtle"
        leftSection={<IconArrowLeft size={14} stroke={1.8} />}
        onClick={() => groups.getState().back()}
        title={say.backToGroups(say.dimensionPlurals[opened.by])}
        data-testid="back-to-groups"
      >
        {say.dimensionPlurals[opened.by]}
      </Button>
      <IconChevronRight size={13} stroke={1.8} className={classes.crumbMark} aria-hidden />
      <span
        className={classes.crumbName}
        title={say.groupOf(say.dimensions[opened.by], groupName(opened.by, opened.label))}
      >
        {groupName(opened.by, opened.label)}
      </span>
    </span>
  );
}
