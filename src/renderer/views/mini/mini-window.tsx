/** The small window: how much comes and goes, the last minutes, and with whom. A click anywhere brings the main one. */
import { ActionIcon } from '@mantine/core';
import { IconArrowsDiagonal, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { formatBytes, formatRate } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { captureTitle } from '../capture-title.ts';
import { MiniChart } from './mini-chart.tsx';
import { useMini } from './mini-context.ts';
import classes from './mini-window.module.css';

export function MiniWindow(): React.JSX.Element {
  const { host } = useMini();
  return (
    <div className={classes.window} data-testid="mini">
      <Bar />
      {/* For the pointer only: the button in the bar does the same. */}
      <main className={classes.body} onClick={() => host.showMain()}>
        <h1 className="nl-hidden">{words().settings.mini.title}</h1>
        <Rates />
        <Chart />
        <Hosts />
      </main>
    </div>
  );
}

function Bar(): React.JSX.Element {
  const { host, mini } = useMini();
  const paused = useStore(mini, (state) => state.paused);
  const title = useStore(mini, ({ status }) => (status === null ? '' : captureTitle(status.capture)));
  const said = words().settings.mini;
  const pauseLabel = paused ? said.resume : said.pause;
  return (
    <header className={classes.bar}>
      <StateMark />
      <span className={classes.title}>{title === '' ? 'Netloupe' : title}</span>
      <span className={classes.buttons}>
        <ActionIcon
          size={22}
          aria-label={pauseLabel}
          title={pauseLabel}
          onClick={() => mini.getState().togglePause()}
          data-testid="mini-pause"
        >
          {paused ? <IconPlayerPlay size={14} stroke={1.7} /> : <IconPlayerPause size={14} stroke={1.7} />}
        </ActionIcon>
        <ActionIcon
          size={22}
          aria-label={said.open}
          title={said.open}
          onClick={() => host.showMain()}
          data-testid="mini-open"
        >
          <IconArrowsDiagonal size={14} stroke={1.7} />
        </ActionIcon>
        <ActionIcon
          size={22}
          aria-label={said.close}
          title={said.close}
          onClick={() => window.close()}
          data-testid="mini-close"
        >
          <IconX size={15} stroke={1.7} />
        </ActionIcon>
      </span>
    </header>
  );
}

/** Whether what is shown is what is now. */
function StateMark(): React.JSX.Element {
  const { link, mini } = useMini();
  const phase = useStore(link.state, (state) => state.phase);
  const paused = useStore(mini, (state) => state.paused);
  const state = useStore(mini, ({ status }) => status?.capture.state ?? null);
  const kind = useStore(mini, ({ status }) => status?.capture.kind ?? null);
  const said = words().settings.mini;
  const [text, tone] =
    phase === 'lost'
      ? [said.lost, 'trouble']
      : state === null
        ? [said.connecting, 'quiet']
        : paused
          ? [said.paused, 'warning']
          : state === 'running'
            ? [kind === 'live' ? said.live : said.reading, 'good']
            : state === 'idle' || state === 'opening'
              ? [said.idle, 'quiet']
              : [said.ended, 'quiet'];
  return (
    <span className={classes.state} data-tone={tone} role="status" data-testid="mini-state">
      <span className={classes.dot} aria-hidden />
      {text}
    </span>
  );
}

function Rates(): React.JSX.Element {
  const { mini } = useMini();
  const rates = useStore(mini, ({ status }) => status?.rates ?? null);
  const said = words().settings.mini;
  const text = (bytes: number | undefined): string => (bytes === undefined ? '–' : formatRate(bytes));
  return (
    <dl className={classes.rates} data-testid="mini-rates">
      <div className={classes.rate} data-way="in">
        <dt>↓ {said.in}</dt>
        <dd>{text(rates?.bytes_in)}</dd>
      </div>
      <div className={classes.rate} data-way="out">
        <dt>↑ {said.out}</dt>
        <dd>{text(rates?.bytes_out)}</dd>
      </div>
    </dl>
  );
}

function Chart(): React.JSX.Element {
  const { mini } = useMini();
  const overview = useStore(mini, (state) => state.overview);
  const goesOn = useStore(mini, ({ status }) => status?.capture.kind === 'live');
  return <MiniChart overview={overview} goesOn={goesOn} label={words().settings.mini.chart} />;
}

function Hosts(): React.JSX.Element {
  const { mini } = useMini();
  const overview = useStore(mini, (state) => state.overview);
  const said = words().settings.mini;
  const hosts = overview?.tops.host ?? [];
  const most = Math.max(1, ...hosts.map((host) => host.bytes_in + host.bytes_out));
  if (hosts.length === 0) return <p className={classes.nobody}>{said.noHosts}</p>;
  return (
    <ol className={classes.hosts} aria-label={said.topHosts} data-testid="mini-hosts">
      {hosts.map((host) => {
        const bytes = host.bytes_in + host.bytes_out;
        return (
          <li key={host.label ?? ''} className={classes.host}>
            <span className={classes.share} style={{ width: `${(100 * bytes) / most}%` }} aria-hidden />
            <span className={classes.name}>{host.label ?? words().common.notKnown}</span>
            <span className={classes.bytes}>{formatBytes(bytes)}</span>
          </li>
        );
      })}
    </ol>
  );
}
