/** Every interface at the left, with what it does right now; the chosen one at the right, over ten minutes. */
import { Loader } from '@mantine/core';
import { IconServer2 } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { InterfaceSample } from '#contract/protocol.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { byRelevance } from '../../state/interface-order.ts';
import { duplicatesAmong } from '../../state/interface-duplicates.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import { DuplicatesNote } from './duplicates-note.tsx';
import { InterfaceDetails } from './interface-details.tsx';
import { InterfaceRow } from './interface-row.tsx';
import classes from './interfaces.module.css';
import { PermissionBar } from './permission-bar.tsx';
import { StartBar } from './start-bar.tsx';
import { useCaptureControl } from './use-start.ts';

export function InterfacesView(): React.JSX.Element {
  const { interfaces, capture } = useApp();
  const unordered = useStore(interfaces, (state) => state.samples);
  const choice = useStore(capture, (state) => state.choice);
  const defaultRoute = choice?.defaultRoute ?? null;
  const samples = useMemo(
    () => (unordered === null ? null : byRelevance(unordered, (sample) => sample.info, defaultRoute)),
    [unordered, defaultRoute],
  );
  useEffect(() => {
    void capture.getState().listInterfaces();
  }, [capture]);
  const say = words().interfaces;
  const refused = choice?.permission.how === 'none' ? choice.permission.failure : null;
  return (
    <div className={classes.view} data-testid="table-interfaces">
      {refused !== null && <PermissionBar failure={refused} />}
      {samples === null ? (
        <div className={classes.center}>
          <Loader size="sm" color="gray" aria-label={say.reading} />
        </div>
      ) : samples.length === 0 ? (
        <div className={classes.center}>
          <EmptyState icon={IconServer2} title={say.none}>
            {say.noneWhy}
          </EmptyState>
        </div>
      ) : (
        <Interfaces samples={samples} defaultRoute={defaultRoute} />
      )}
    </div>
  );
}

function Interfaces({
  samples,
  defaultRoute,
}: {
  readonly samples: readonly InterfaceSample[];
  readonly defaultRoute: string | null;
}): React.JSX.Element {
  const { interfaces } = useApp();
  const selected = useStore(interfaces, (state) => state.selected);
  const ticked = useStore(interfaces, (state) => state.ticked);
  const control = useCaptureControl();
  const say = words().interfaces;
  const current = samples.find(({ info }) => info.name === selected) ?? samples[0];
  const infos = samples.map(({ info }) => info);
  const chosen = infos.filter(({ name }) => ticked.has(name));
  const step = (by: number): void => {
    const at = current === undefined ? 0 : samples.indexOf(current);
    const next = samples[Math.min(samples.length - 1, Math.max(0, at + by))];
    if (next !== undefined) interfaces.getState().select(next.info.name);
  };
  return (
    <div className={classes.columns}>
      <div className={classes.side}>
        <header className={classes.sideHead}>
          <h1 className={classes.sideTitle}>{say.title}</h1>
          <span className={classes.subtitle}>{say.count(formatCount(samples.length))}</span>
        </header>
        <ul
          className={classes.list}
          aria-label={say.list}
          onKeyDown={(event) => {
            const by = BY_KEY[event.key] ?? 0;
            if (by === 0) return;
            event.preventDefault();
            step(by);
          }}
        >
          {samples.map((sample) => (
            <InterfaceRow
              key={sample.info.name}
              sample={sample}
              isDefault={sample.info.name === defaultRoute}
              selected={sample === current}
              ticked={ticked.has(sample.info.name)}
              control={control}
              onSelect={() => interfaces.getState().select(sample.info.name)}
              onTick={(is) => interfaces.getState().tick(sample.info.name, is)}
            />
          ))}
        </ul>
        {chosen.length > 0 ? (
          <StartBar ticked={chosen} defaultRoute={defaultRoute} control={control} />
        ) : (
          <DuplicatesNote
            duplicates={duplicatesAmong(
              infos.filter(({ name }) => control.running.includes(name)),
              defaultRoute,
            )}
          />
        )}
      </div>
      {current !== undefined && (
        <InterfaceDetails sample={current} isDefault={current.info.name === defaultRoute} control={control} />
      )}
    </div>
  );
}

const BY_KEY: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
