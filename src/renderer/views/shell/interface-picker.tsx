/** Choosing what to capture: interfaces with their addresses, a filter, and the rarer settings. */
import { Button, Checkbox, Collapse, Loader, NumberInput, Switch, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronRight, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Failure } from '#base/result.ts';
import type { InterfaceInfo, InterfaceSample } from '#contract/protocol.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { formatRate } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { DEFAULT_START } from '../../state/capture-store.ts';
import { byRelevance } from '../../state/interface-order.ts';
import { Sparkline } from '../../widgets/sparkline.tsx';
import { FailureNote } from '../failure-note.tsx';
import { useCapture, useStatus } from '../use-store.ts';
import classes from './interface-picker.module.css';
import { PermissionNote } from './permission-note.tsx';

const SPARK_SECONDS = 60;

export function InterfacePicker({ onStarted }: { onStarted?(): void }): React.JSX.Element {
  const { capture, interfaces, settings, link } = useApp();
  const isOpen = useStore(link.state, (state) => state.phase === 'open');
  const preset = useStore(settings, ({ state }) => state?.settings.capture) ?? DEFAULT_SETTINGS.capture;
  const choice = useCapture((state) => state.choice);
  const lastStart = useCapture((state) => state.lastStart);
  const busy = useCapture((state) => state.busy);
  const captured = useStatus((status) => (status.kind === 'live' ? status.interfaces : null));
  const samples = useStore(interfaces, (state) => state.samples);
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null);
  const [bpf, setBpf] = useState(lastStart?.bpf ?? '');
  const [promiscuous, setPromiscuous] = useState(lastStart?.promiscuous ?? null);
  const [snaplen, setSnaplen] = useState(lastStart?.snaplen ?? null);
  const [advanced, setAdvanced] = useState(false);

  const [failure, setFailure] = useState<Failure | null>(null);
  const list = useCallback(() => {
    void capture
      .getState()
      .listInterfaces()
      .then((result) => setFailure(result.ok ? null : result.failure));
  }, [capture]);
  // Again as soon as there is somebody to ask.
  useEffect(() => {
    if (isOpen) list();
  }, [isOpen, list]);

  if (choice === null && failure !== null) {
    return (
      <FailureNote title={words().start.picker.notListed} failure={failure} onDismiss={list}>
        <Button variant="default" onClick={list}>
          {words().start.picker.tryAgain}
        </Button>
      </FailureNote>
    );
  }
  if (choice === null) {
    return (
      <div className={classes.loading}>
        <Loader size="sm" color="gray" aria-label={words().start.picker.looking} />
      </div>
    );
  }
  const say = words().start.picker;
  const names = new Set(choice.interfaces.map((info) => info.name));
  // What was asked for last, else what is captured (by the command line, or another window), else the default route.
  const wanted = lastStart?.interfaces ?? captured ?? [choice.defaultRoute ?? ''];
  const suggested = wanted.filter((name) => names.has(name));
  const chosen = picked ?? new Set(suggested);
  const toggle = (name: string): void => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    setPicked(next);
  };
  const start = async (): Promise<void> => {
    const result = await capture.getState().start({
      interfaces: choice.interfaces.map((info) => info.name).filter((name) => chosen.has(name)),
      bpf: bpf.trim() === '' ? null : bpf.trim(),
      promiscuous,
      snaplen,
      bufferBytes: DEFAULT_START.bufferBytes,
    });
    if (result.ok) onStarted?.();
  };
  const permitted = choice.permission.how !== 'none';
  return (
    <form
      className={classes.picker}
      onSubmit={(event) => {
        event.preventDefault();
        if (permitted && chosen.size > 0) void start();
      }}
    >
      {!permitted && choice.permission.failure !== null && <PermissionNote failure={choice.permission.failure} />}
      <ul className={classes.list} aria-label={say.interfaces}>
        {byRelevance(choice.interfaces, (info) => info, choice.defaultRoute).map((info) => (
          <InterfaceLine
            key={info.name}
            info={info}
            sample={samples?.find((sample) => sample.info.name === info.name)}
            isDefault={info.name === choice.defaultRoute}
            checked={chosen.has(info.name)}
            onToggle={() => toggle(info.name)}
          />
        ))}
      </ul>
      <div className={classes.settings}>
        <TextInput
          label={say.filter}
          description={say.filterSays}
          placeholder="port 53 or host 192.0.2.7"
          value={bpf}
          onChange={(event) => setBpf(event.currentTarget.value)}
          classNames={{ input: 'nl-mono' }}
          data-testid="bpf-input"
          spellCheck={false}
          autoComplete="off"
        />
        <UnstyledButton className={classes.more} aria-expanded={advanced} onClick={() => setAdvanced(!advanced)}>
          <IconChevronRight size={14} stroke={1.8} className={advanced ? classes.turned : undefined} aria-hidden />
          {say.advanced}
        </UnstyledButton>
        <Collapse expanded={advanced} transitionDuration={120}>
          <div className={classes.advanced}>
            <Switch
              label={say.promiscuous}
              description={say.promiscuousSays}
              checked={promiscuous ?? preset.promiscuous}
              onChange={(event) => setPromiscuous(event.currentTarget.checked)}
            />
            <NumberInput
              label={say.snaplen}
              description={say.snaplenSays}
              min={64}
              max={262_144}
              value={snaplen ?? preset.snaplen}
              onChange={(value) => setSnaplen(typeof value === 'number' ? value : null)}
            />
          </div>
        </Collapse>
      </div>
      <Button
        type="submit"
        size="sm"
        fullWidth
        leftSection={<IconPlayerPlayFilled size={14} />}
        disabled={!permitted || chosen.size === 0}
        loading={busy === 'starting'}
        data-testid="start-button"
      >
        {startLabel(chosen)}
      </Button>
    </form>
  );
}

function startLabel(chosen: ReadonlySet<string>): string {
  const say = words().start.picker;
  if (chosen.size === 0) return say.chooseOne;
  return chosen.size === 1 ? say.captureOn([...chosen].join()) : say.captureOnMany(chosen.size);
}

function InterfaceLine({
  info,
  sample,
  isDefault,
  checked,
  onToggle,
}: {
  readonly info: InterfaceInfo;
  readonly sample: InterfaceSample | undefined;
  readonly isDefault: boolean;
  readonly checked: boolean;
  onToggle(): void;
}): React.JSX.Element {
  const say = words().start.picker;
  const addresses = info.addresses.map((address) => `${address.address}/${address.prefixLength}`);
  return (
    <li className={classes.line} data-checked={checked} onClick={onToggle}>
      <Checkbox
        checked={checked}
        onChange={onToggle}
        onClick={(event) => event.stopPropagation()}
        aria-label={info.name}
      />
      <span className={classes.what}>
        <span className={classes.name}>
          {info.name}
          {isDefault && <span className={classes.tag}>{say.defaultRoute}</span>}
          {info.loopback && <span className={classes.tag}>{say.loopback}</span>}
          {info.state === 'down' && <span className={classes.tag}>{say.down}</span>}
        </span>
        <span className={`${classes.addresses} nl-mono`} title={addresses.join('\n')}>
          {addresses.length === 0 ? say.noAddress : addresses.join('  ')}
        </span>
      </span>
      {sample !== undefined && (
        <>
          <span className={classes.rates}>
            <span>↓ {sample.rx_bytes_per_s === null ? '–' : formatRate(sample.rx_bytes_per_s)}</span>
            <span>↑ {sample.tx_bytes_per_s === null ? '–' : formatRate(sample.tx_bytes_per_s)}</span>
          </span>
          <Sparkline above={sample.history.rx} below={sample.history.tx} span={SPARK_SECONDS} width={72} height={28} />
        </>
      )}
    </li>
  );
}
