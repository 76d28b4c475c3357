/** One interface: what it does now and did over ten minutes, its addresses, what went wrong, and how much of it is captured. */
import { Button } from '@mantine/core';
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import type { InterfaceSample } from '#contract/protocol.ts';
import { formatBytes, formatCount, formatRate } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { historyPoints } from '../../state/traffic.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { Facts, type Fact } from '../../widgets/facts.tsx';
import { CaptureShare } from './capture-share.tsx';
import { InterfaceState } from './interface-state.tsx';
import { InterfaceTags, RunningMark } from './interface-tags.tsx';
import classes from './interfaces.module.css';
import type { CaptureControl } from './use-start.ts';

/** The library of charts is large, and this is the one place that needs it. */
const RateChart = lazy(() => import('../../widgets/rate-chart.tsx').then((widget) => ({ default: widget.RateChart })));

export function InterfaceDetails({
  sample,
  isDefault,
  control,
}: {
  readonly sample: InterfaceSample;
  readonly isDefault: boolean;
  readonly control: CaptureControl;
}): React.JSX.Element {
  const { info } = sample;
  const say = words().interfaces.details;
  const running = control.running.includes(info.name);
  return (
    <section className={classes.details} aria-label={say.label(info.name)} data-testid="interface-details">
      <header className={classes.detailsHead}>
        <div>
          <div className={classes.titleLine}>
            <h2 className={classes.title}>{info.name}</h2>
            <InterfaceState sample={sample} />
            <RunningMark running={running} />
            <InterfaceTags info={info} isDefault={isDefault} />
          </div>
          <p className={classes.subtitle}>{info.loopback ? say.loopback : info.description}</p>
        </div>
        <CaptureHere sample={sample} running={running} control={control} />
      </header>
      <div className={classes.now}>
        <Figure
          way="in"
          name={`↓ ${say.in}`}
          value={rateOf(sample.rx_bytes_per_s)}
          note={packetsOf(sample.rx_packets_per_s)}
        />
        <Figure
          way="out"
          name={`↑ ${say.out}`}
          value={rateOf(sample.tx_bytes_per_s)}
          note={packetsOf(sample.tx_packets_per_s)}
        />
        <Figure
          name={say.received}
          value={formatBytes(sample.rx_bytes)}
          note={say.packets(formatCount(sample.rx_packets))}
        />
        <Figure
          name={say.sent}
          value={formatBytes(sample.tx_bytes)}
          note={say.packets(formatCount(sample.tx_packets))}
        />
      </div>
      <section className={classes.panel} aria-label={say.lastTenMinutes}>
        <h3 className={classes.panelTitle}>{say.lastTenMinutes}</h3>
        <div className={classes.chart}>
          <Suspense fallback={null}>
            <RateChart
              points={historyPoints(sample.history)}
              label={say.chartLabel(info.name)}
              inName={say.in}
              outName={say.out}
            />
          </Suspense>
        </div>
      </section>
      <div className={classes.panels}>
        {running && <CaptureShare />}
        <Addresses sample={sample} />
        <section className={classes.panel}>
          <h3 className={classes.panelTitle}>{say.trouble}</h3>
          <Facts
            facts={[
              { name: say.errorsIn, value: <Trouble count={sample.rx_errors} /> },
              { name: say.errorsOut, value: <Trouble count={sample.tx_errors} /> },
              { name: say.droppedIn, value: <Trouble count={sample.rx_dropped} /> },
              { name: say.droppedOut, value: <Trouble count={sample.tx_dropped} /> },
            ]}
          />
        </section>
      </div>
    </section>
  );
}

function CaptureHere({
  sample,
  running,
  control,
}: {
  readonly sample: InterfaceSample;
  readonly running: boolean;
  readonly control: CaptureControl;
}): React.JSX.Element {
  const say = words().interfaces.capture;
  if (running) {
    return (
      <Button variant="default" leftSection={<IconPlayerStopFilled size={13} />} onClick={() => control.stop()}>
        {say.stop}
      </Button>
    );
  }
  return (
    <Button
      leftSection={<IconPlayerPlayFilled size={13} />}
      disabled={!sample.present || control.permitted !== true}
      loading={control.starting}
      title={control.running.length > 0 ? say.replaces : undefined}
      onClick={() => control.start([sample.info.name])}
    >
      {say.startOn(sample.info.name)}
    </Button>
  );
}

function Addresses({ sample: { info } }: { readonly sample: InterfaceSample }): React.JSX.Element {
  const say = words().interfaces.details;
  const copy = words().common.copy;
  const facts: Fact[] = info.addresses.map(({ family, address, prefixLength }) => ({
    name: `IPv${family}`,
    value: (
      <span className={classes.copyable}>
        <span className="nl-mono">
          {address}/{prefixLength}
        </span>
        <CopyIcon value={address} label={copy} />
      </span>
    ),
  }));
  const hardware = info.mac === null || info.mac === '00:00:00:00:00:00' ? null : info.mac;
  return (
    <section className={classes.panel}>
      <h3 className={classes.panelTitle}>{say.addresses}</h3>
      {facts.length === 0 && <p className={classes.subtitle}>{say.noAddresses}</p>}
      <Facts
        facts={[
          ...facts,
          ...(hardware === null ? [] : [{ name: say.mac, value: <span className="nl-mono">{hardware}</span> }]),
          ...(info.mtu === null
            ? []
            : [{ name: say.mtu, title: say.mtuHint, value: say.bytes(formatCount(info.mtu)) }]),
        ]}
      />
    </section>
  );
}

function Figure({
  name,
  value,
  note,
  way,
}: {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly way?: 'in' | 'out';
}): React.JSX.Element {
  return (
    <div className={classes.figure}>
      <span className={classes.figureName} data-way={way}>
        {name}
      </span>
      <span className={classes.figureValue}>{value}</span>
      <span className={classes.figureNote}>{note}</span>
    </div>
  );
}

function Trouble({ count }: { readonly count: number }): React.JSX.Element {
  return (
    <span className={count > 0 ? classes.trouble : undefined}>
      {count === 0 ? words().interfaces.details.no : formatCount(count)}
    </span>
  );
}

function rateOf(rate: number | null): string {
  return rate === null ? '–' : formatRate(rate);
}

function packetsOf(rate: number | null): string {
  const say = words().interfaces.details;
  return rate === null ? say.measuring : say.packetRate(formatCount(rate));
}
