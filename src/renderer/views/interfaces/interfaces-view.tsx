/** Every interface at the left, with what it does right now; the chosen one at the right, over ten minutes. */
import { Loader } from '@mantine/core';
import { IconServer2 } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { InterfaceSample } from '#contract/protocol.ts';
import { formatRate } from '../../display/units.ts';
import { useApp } from '../../state/app-context.ts';
import { byRelevance } from '../../state/interface-order.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { Sparkline } from '../../widgets/sparkline.tsx';
import { InterfaceDetails } from './interface-details.tsx';
import { InterfaceState } from './interface-state.tsx';
import classes from './interfaces.module.css';

export function InterfacesView(): React.JSX.Element {
  const { interfaces, capture } = useApp();
  const unordered = useStore(interfaces, (state) => state.samples);
  const selected = useStore(interfaces, (state) => state.selected);
  const defaultRoute = useStore(capture, (state) => state.choice?.defaultRoute ?? null);
  const samples = useMemo(
    () => (unordered === null ? null : byRelevance(unordered, (sample) => sample.info, defaultRoute)),
    [unordered, defaultRoute],
  );
  useEffect(() => {
    void capture.getState().listInterfaces();
  }, [capture]);
  const current =
    samples?.find((sample) => sample.info.name === selected) ??
    samples?.find((sample) => sample.info.name === defaultRoute) ??
    samples?.[0];
  const step = (by: number): void => {
    if (samples === null || current === undefined) return;
    const next = samples[Math.min(samples.length - 1, Math.max(0, samples.indexOf(current) + by))];
    if (next !== undefined) interfaces.getState().select(next.info.name);
  };
  return (
    <div className={classes.view} data-testid="table-interfaces">
      {samples === null ? (
        <div className={classes.center}>
          <Loader size="sm" color="gray" aria-label="Reading interfaces" />
        </div>
      ) : current === undefined ? (
        <div className={classes.center}>
          <EmptyState icon={IconServer2} title="This machine has no interfaces">
            They appear here as soon as the system knows them.
          </EmptyState>
        </div>
      ) : (
        <>
          <div
            className={classes.list}
            role="listbox"
            aria-label="Interfaces"
            tabIndex={0}
            aria-activedescendant={`interface-${current.info.name}`}
            onKeyDown={(event) => {
              const by =
                event.key === 'ArrowDown' || event.key === 'j'
                  ? 1
                  : event.key === 'ArrowUp' || event.key === 'k'
                    ? -1
                    : 0;
              if (by === 0) return;
              event.preventDefault();
              step(by);
            }}
          >
            {samples.map((sample) => (
              <InterfaceCard
                key={sample.info.name}
                sample={sample}
                isDefault={sample.info.name === defaultRoute}
                selected={sample === current}
                onSelect={() => interfaces.getState().select(sample.info.name)}
              />
            ))}
          </div>
          <InterfaceDetails sample={current} isDefault={current.info.name === defaultRoute} />
        </>
      )}
    </div>
  );
}

function InterfaceCard({
  sample,
  isDefault,
  selected,
  onSelect,
}: {
  readonly sample: InterfaceSample;
  readonly isDefault: boolean;
  readonly selected: boolean;
  onSelect(): void;
}): React.JSX.Element {
  const { info } = sample;
  const address = info.addresses[0];
  return (
    <div
      id={`interface-${info.name}`}
      className={classes.card}
      role="option"
      aria-selected={selected}
      data-testid="row"
      data-key={info.name}
      data-present={sample.present}
      onClick={onSelect}
    >
      <div className={classes.cardMain}>
        <div className={classes.cardHead}>
          <span className={classes.name}>{info.name}</span> <InterfaceState sample={sample} />
          {isDefault && <span className={classes.tag}>default route</span>}
        </div>{' '}
        <span className={`${classes.address} nl-mono`}>
          {address === undefined ? 'no address' : `${address.address}/${address.prefixLength}`}
          {info.addresses.length > 1 && ` +${info.addresses.length - 1}`}
        </span>
      </div>{' '}
      <div className={classes.cardRates}>
        <span>↓ {sample.rx_bytes_per_s === null ? '–' : formatRate(sample.rx_bytes_per_s)}</span>{' '}
        <span>↑ {sample.tx_bytes_per_s === null ? '–' : formatRate(sample.tx_bytes_per_s)}</span>
      </div>
      <Sparkline above={sample.history.rx} below={sample.history.tx} span={120} width={84} height={34} />
    </div>
  );
}
