/** One interface in the list: what it is, what it does right now, and a press to capture on it. */
import { ActionIcon, Checkbox, Tooltip, UnstyledButton } from '@mantine/core';
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import type { InterfaceSample } from '#contract/protocol.ts';
import { formatRate } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { Sparkline } from '../../widgets/sparkline.tsx';
import { InterfaceState } from './interface-state.tsx';
import { InterfaceTags, RunningMark } from './interface-tags.tsx';
import classes from './interfaces.module.css';
import type { CaptureControl } from './use-start.ts';

const SPARK_SECONDS = 120;

export interface InterfaceRowProps {
  readonly sample: InterfaceSample;
  readonly isDefault: boolean;
  readonly selected: boolean;
  readonly ticked: boolean;
  readonly control: CaptureControl;
  onSelect(): void;
  onTick(ticked: boolean): void;
}

export function InterfaceRow(props: InterfaceRowProps): React.JSX.Element {
  const { sample, isDefault, selected, ticked, control, onSelect, onTick } = props;
  const { info, present } = sample;
  const say = words().interfaces;
  const address = info.addresses[0];
  const running = control.running.includes(info.name);
  const rate = (bytes: number | null): string => (bytes === null ? '–' : formatRate(bytes));
  return (
    <li
      className={classes.card}
      data-testid="row"
      data-key={info.name}
      data-present={present}
      data-selected={selected}
      data-running={running}
      onClick={onSelect}
    >
      <Checkbox
        size="xs"
        checked={ticked}
        disabled={!present || control.permitted === false}
        aria-label={say.tick(info.name)}
        onClick={(event) => event.stopPropagation()}
        onChange={(event) => onTick(event.currentTarget.checked)}
      />
      <div className={classes.cardMain}>
        <div className={classes.cardHead}>
          <UnstyledButton
            className={classes.name}
            aria-current={selected ? 'true' : undefined}
            data-testid="interface-name"
            onClick={onSelect}
          >
            {info.name}
          </UnstyledButton>{' '}
          <InterfaceState sample={sample} />
          <RunningMark running={running} />
        </div>{' '}
        <div className={classes.cardSub}>
          <span className={`${classes.address} nl-mono`}>
            {address === undefined ? say.noAddress : `${address.address}/${address.prefixLength}`}
          </span>
          {info.addresses.length > 1 && (
            <span
              title={info.addresses
                .slice(1)
                .map((each) => each.address)
                .join('\n')}
            >
              {say.moreAddresses(info.addresses.length - 1)}
            </span>
          )}
          <InterfaceTags info={info} isDefault={isDefault} />
        </div>
      </div>{' '}
      <div className={classes.cardRates}>
        <span>↓ {rate(sample.rx_bytes_per_s)}</span> <span>↑ {rate(sample.tx_bytes_per_s)}</span>
      </div>
      <Sparkline above={sample.history.rx} below={sample.history.tx} span={SPARK_SECONDS} width={84} height={34} />
      {running ? (
        <StopButton control={control} />
      ) : (
        <StartButton name={info.name} present={present} control={control} />
      )}
    </li>
  );
}

function StartButton({
  name,
  present,
  control,
}: {
  readonly name: string;
  readonly present: boolean;
  readonly control: CaptureControl;
}): React.JSX.Element {
  const say = words().interfaces.capture;
  return (
    <Tooltip label={say.startOn(name)}>
      <ActionIcon
        size={28}
        className={classes.play}
        aria-label={say.startOn(name)}
        disabled={!present || control.permitted !== true || control.starting}
        data-testid="capture-here"
        onClick={(event) => {
          event.stopPropagation();
          control.start([name]);
        }}
      >
        <IconPlayerPlayFilled size={14} />
      </ActionIcon>
    </Tooltip>
  );
}

function StopButton({ control }: { readonly control: CaptureControl }): React.JSX.Element {
  const say = words().interfaces.capture;
  return (
    <Tooltip label={say.stop}>
      <ActionIcon
        size={28}
        aria-label={say.stop}
        data-testid="stop-here"
        onClick={(event) => {
          event.stopPropagation();
          control.stop();
        }}
      >
        <IconPlayerStopFilled size={14} />
      </ActionIcon>
    </Tooltip>
  );
}
