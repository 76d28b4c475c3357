/**
 * What can be done with a value, wherever it is shown: only this, add, exclude, copy. `ValueMenu` opens at a place (cells of tables),
 * `ValueButton` is a value that opens it itself.
 */
import { Menu } from '@mantine/core';
import {
  IconBraces,
  IconChevronsDown,
  IconChevronsUp,
  IconCopy,
  IconFilter,
  IconFilterMinus,
  IconFilterPlus,
  IconFileTypeCsv,
  IconNetwork,
  type Icon,
} from '@tabler/icons-react';
import { Fragment, useEffect } from 'react';
import { words } from '../display/words.ts';
import { useApp } from '../state/app-context.ts';
import { narrowed, type FilterValue, type Narrowing } from '../state/filter-text.ts';
import { copyText } from './copy-text.tsx';
import { menuValue, type MenuValue } from './row-values.ts';
import classes from './value-menu.module.css';

/** A row in the forms in which it can be copied; a form is null where the row has none. */
export interface RowCopies {
  readonly csv: string;
  readonly json: string;
  readonly wireshark: string | null;
}

export interface ValueMenuProps {
  /** Null: closed. */
  readonly at: DOMRect | null;
  readonly values: readonly MenuValue[];
  readonly copies: RowCopies | null;
  onClose(): void;
}

export function ValueMenu({ at, ...props }: ValueMenuProps): React.JSX.Element | null {
  return at === null ? null : <OpenMenu at={at} {...props} />;
}

function OpenMenu({ at, values, copies, onClose }: ValueMenuProps & { readonly at: DOMRect }): React.JSX.Element {
  // It is gone with its closing, so that what had the focus has to be given it back from here.
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      const { activeElement, body } = document;
      if (before instanceof HTMLElement && (activeElement === null || activeElement === body)) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  const { x, y, width, height } = at;
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      withinPortal
      width={248}
      // The key that opened it is not one outside of it.
      clickOutsideEvents={['mousedown', 'touchstart']}
    >
      <Menu.Target>
        {/* A place, not a button that could be expanded. */}
        <span className={classes.anchor} style={{ left: x, top: y, width, height }} aria-hidden />
      </Menu.Target>
      <ValueMenuDropdown values={values} copies={copies} />
    </Menu>
  );
}

export interface ValueButtonProps {
  readonly field: string;
  readonly value: FilterValue['value'];
  /** As it is shown, where that is not the value itself. */
  readonly children?: React.ReactNode;
  readonly mono?: boolean;
  /** Sizes and times can also be bounds. */
  readonly measured?: boolean;
}

export function ValueButton({ field, value, children, mono, measured = false }: ValueButtonProps): React.JSX.Element {
  const item = menuValue({ field, value }, measured, typeof children === 'string' ? children : undefined);
  return (
    <Menu position="bottom-start" withinPortal width={248}>
      <Menu.Target>
        <button
          type="button"
          className={mono === true ? `${classes.value} nl-mono` : classes.value}
          title={words().common.valueMenu.open}
          data-testid="value-button"
        >
          {children ?? item.label}
        </button>
      </Menu.Target>
      <ValueMenuDropdown values={[item]} copies={null} />
    </Menu>
  );
}

function ValueMenuDropdown({
  values,
  copies,
}: {
  readonly values: readonly MenuValue[];
  readonly copies: RowCopies | null;
}): React.JSX.Element {
  const say = words().common.valueMenu;
  return (
    <Menu.Dropdown data-testid="value-menu" aria-label={say.label(values[0]?.label ?? '')}>
      {values.map((value, at) => (
        // Values have no identity but their place.
        <Fragment key={at}>
          {at > 0 && <Menu.Divider />}
          <ValueItems value={value} />
        </Fragment>
      ))}
      {copies !== null && (
        <>
          <Menu.Divider />
          <Menu.Label>{say.copyRow}</Menu.Label>
          <CopyItem icon={IconFileTypeCsv} text={copies.csv} label={say.csv} name="csv" />
          <CopyItem icon={IconBraces} text={copies.json} label={say.json} name="json" />
          {copies.wireshark !== null && (
            <CopyItem icon={IconNetwork} text={copies.wireshark} label={say.wireshark} name="wireshark" />
          )}
        </>
      )}
    </Menu.Dropdown>
  );
}

function ValueItems({ value }: { readonly value: MenuValue }): React.JSX.Element {
  const say = words().common.valueMenu;
  const { condition, text, bounds } = value;
  return (
    <>
      <Menu.Label className={classes.label} title={value.label}>
        {condition === null ? value.label || say.nothing : condition}
      </Menu.Label>
      {condition !== null && (
        <>
          <FilterItem icon={IconFilter} how="only" condition={condition} label={say.only} />
          <FilterItem icon={IconFilterPlus} how="add" condition={condition} label={say.add} />
          <FilterItem icon={IconFilterMinus} how="exclude" condition={condition} label={say.exclude} />
        </>
      )}
      {bounds !== undefined && (
        <>
          <FilterItem icon={IconChevronsUp} how="add" condition={bounds.atLeast} label={say.atLeast} name="at-least" />
          <FilterItem icon={IconChevronsDown} how="add" condition={bounds.atMost} label={say.atMost} name="at-most" />
        </>
      )}
      {text !== null && <CopyItem icon={IconCopy} text={text} label={say.copyValue} name="value" />}
    </>
  );
}

function FilterItem({
  icon: IconShape,
  how,
  condition,
  label,
  name = how,
}: {
  readonly icon: Icon;
  readonly how: Narrowing;
  readonly condition: string;
  readonly label: string;
  readonly name?: string;
}): React.JSX.Element {
  const { scope } = useApp();
  const next = narrowed(scope.getState().filter, condition, how);
  return (
    <Menu.Item
      leftSection={<IconShape size={15} stroke={1.6} />}
      disabled={next === null}
      title={next ?? words().common.valueMenu.tooLong}
      data-testid={`filter-${name}`}
      onClick={() => {
        if (next !== null) scope.getState().setFilter(next);
      }}
    >
      {label}
    </Menu.Item>
  );
}

function CopyItem({
  icon: IconShape,
  text,
  label,
  name,
}: {
  readonly icon: Icon;
  readonly text: string;
  readonly label: string;
  readonly name: string;
}): React.JSX.Element {
  return (
    <Menu.Item
      leftSection={<IconShape size={15} stroke={1.6} />}
      data-testid={`copy-${name}`}
      onClick={() => void copyText(text)}
    >
      {label}
    </Menu.Item>
  );
}
