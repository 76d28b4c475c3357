import { Button } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { formatBytes, formatCount, formatRate } from '../../display/units.ts';
import type { InterfaceSample } from '#contract/protocol.ts';
import { useApp } from '../../state/app-context.ts';
import { DEFAULT_START } from '../../state/capture-store.ts';
import { historyPoints } from '../../state/traffic.ts';
import { Facts } from '../../widgets/facts.tsx';
import { RateChart } from '../../widgets/rate-chart.tsx';
import { useCapture, useStatus } from '../use-store.ts';
import { InterfaceState } from './interface-state.tsx';
import classes from './interfaces.module.css';

export function InterfaceDetails({
  sample,
  isDefault,
}: {
  readonly sample: InterfaceSample;
  readonly isDefault: boolean;
}): React.JSX.Element {
  const { info } = sample;
  return (
    <div className={classes.details}>
      <header className={classes.detailsHead}>
        <div>
          <h1 className={classes.title}>
            {info.name} <InterfaceState sample={sample} />
          </h1>
          <p className={classes.subtitle}>{subtitleOf(sample, isDefault)}</p>
        </div>
        <CaptureHere name={info.name} present={sample.present} />
      </header>
      <div className={classes.now}>
        <Figure way="in" name="↓ In" value={rateOf(sample.rx_bytes_per_s)} note={packetsOf(sample.rx_packets_per_s)} />
        <Figure
          way="out"
          name="↑ Out"
          value={rateOf(sample.tx_bytes_per_s)}
          note={packetsOf(sample.tx_packets_per_s)}
        />
        <Figure
          name="Received"
          value={formatBytes(sample.rx_bytes)}
          note={`${formatCount(sample.rx_packets)} packets`}
        />
        <Figure name="Sent" value={formatBytes(sample.tx_bytes)} note={`${formatCount(sample.tx_packets)} packets`} />
      </div>
      <section className={classes.panel} aria-label="The last ten minutes">
        <h2 className={classes.panelTitle}>Last ten minutes</h2>
        <div className={classes.chart}>
          <RateChart
            points={historyPoints(sample.history)}
            label={`Traffic of ${info.name} over the last ten minutes`}
          />
        </div>
      </section>
      <div className={classes.panels}>
        <section className={classes.panel}>
          <h2 className={classes.panelTitle}>Addresses</h2>
          {info.addresses.length === 0 && <p className={classes.subtitle}>None.</p>}
          <Facts
            facts={info.addresses.map((address) => ({
              name: `IPv${address.family}`,
              value: (
                <span className="nl-mono">
                  {address.address}/{address.prefixLength}
                </span>
              ),
            }))}
          />
        </section>
        <section className={classes.panel}>
          <h2 className={classes.panelTitle}>Trouble, since the system started</h2>
          <Facts
            facts={[
              { name: 'Errors in', value: <Trouble count={sample.rx_errors} /> },
              { name: 'Errors out', value: <Trouble count={sample.tx_errors} /> },
              { name: 'Dropped in', value: <Trouble count={sample.rx_dropped} /> },
              { name: 'Dropped out', value: <Trouble count={sample.tx_dropped} /> },
            ]}
          />
        </section>
      </div>
    </div>
  );
}

function subtitleOf({ info }: InterfaceSample, isDefault: boolean): string {
  return [
    isDefault ? 'default route' : null,
    info.loopback ? 'loopback: traffic of this machine with itself' : null,
    info.description,
    info.mac === null || info.mac === '00:00:00:00:00:00' ? null : info.mac,
    info.mtu === null ? null : `MTU ${info.mtu}`,
  ]
    .filter((part) => part !== null && part !== '')
    .join(' · ');
}

function CaptureHere({ name, present }: { readonly name: string; readonly present: boolean }): React.JSX.Element {
  const { capture, layout } = useApp();
  const busy = useCapture((state) => state.busy === 'starting');
  const permitted = useCapture((state) => state.choice?.permission.how !== 'none');
  const already = useStatus((status) => status.state === 'running' && status.interfaces.includes(name)) ?? false;
  if (already) return <span className={classes.tag}>being captured</span>;
  return (
    <Button
      leftSection={<IconPlayerPlayFilled size={13} />}
      disabled={!present || !permitted}
      title={
        permitted ? undefined : 'Netloupe has no right to capture; the Capture button at the top says how to get it'
      }
      loading={busy}
      onClick={() =>
        void capture
          .getState()
          .start({ ...DEFAULT_START, interfaces: [name] })
          .then((result) => {
            if (result.ok) layout.getState().open('sessions');
          })
      }
    >
      Capture here
    </Button>
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
  return <span className={count > 0 ? classes.trouble : undefined}>{count === 0 ? 'none' : formatCount(count)}</span>;
}

function rateOf(rate: number | null): string {
  return rate === null ? '–' : formatRate(rate);
}

function packetsOf(rate: number | null): string {
  return rate === null ? 'measuring' : `${formatCount(rate)} packets/s`;
}
