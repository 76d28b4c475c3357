/** Before there is a capture: what can be looked at, one step to each, and what this machine allows where that is in the way. */
import { Button, UnstyledButton } from '@mantine/core';
import { IconFile, IconFlask, IconFolderOpen } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { DoctorChecks } from '../settings/doctor-checks.tsx';
import { InterfacePicker } from '../shell/interface-picker.tsx';
import { useOpen } from '../shell/use-open.ts';
import { useCapture } from '../use-store.ts';
import { HistoryCard } from './history-card.tsx';
import classes from './start-screen.module.css';

const MAX_RECENT = 4;

export function StartScreen(): React.JSX.Element {
  const say = words().start;
  const { samplePath, openSample } = useSample();
  return (
    <div className={classes.screen} data-testid="start-screen">
      <div className={classes.inner}>
        <header>
          <h1 className={classes.title}>{say.title}</h1>
          <p className={classes.lead}>{say.lead}</p>
        </header>
        <div className={classes.cards}>
          <section className={classes.card} aria-labelledby="start-live">
            <h2 id="start-live" className={classes.cardTitle}>
              {say.live}
            </h2>
            <InterfacePicker />
          </section>
          <div className={classes.side}>
            <HistoryCard />
            <FileCard />
            {samplePath !== null && (
              <section className={classes.card} aria-labelledby="start-sample">
                <h2 id="start-sample" className={classes.cardTitle}>
                  {say.sample}
                </h2>
                <p className={classes.text}>{say.sampleSays}</p>
                <Button
                  variant="default"
                  leftSection={<IconFlask size={16} stroke={1.5} />}
                  onClick={openSample}
                  data-testid="sample-button"
                >
                  {say.openSample}
                </Button>
              </section>
            )}
          </div>
        </div>
        <ChecksCard />
      </div>
    </div>
  );
}

function useSample(): { readonly samplePath: string | null; openSample(): void } {
  const { link } = useApp();
  const { openPath } = useOpen();
  const samplePath = useStore(link.state, (state) => state.hello?.samplePath ?? null);
  return { samplePath, openSample: () => samplePath !== null && openPath(samplePath) };
}

function FileCard(): React.JSX.Element {
  const { host, recents } = useApp();
  const { choose, openPath } = useOpen();
  const say = words().start;
  const files = useStore(recents, (state) => state.files);
  return (
    <section className={classes.card} aria-labelledby="start-file">
      <h2 id="start-file" className={classes.cardTitle}>
        {say.file}
      </h2>
      <p className={classes.text}>
        {[say.fileSays, host.kind === 'browser' ? say.fileStays : '', say.fileDrop].filter(Boolean).join(' ')}
      </p>
      <Button variant="default" leftSection={<IconFolderOpen size={16} stroke={1.5} />} onClick={choose}>
        {say.chooseFile}
      </Button>
      {files.length > 0 && (
        <>
          <h3 className={classes.recentTitle}>{say.recent}</h3>
          <ul className={classes.recent}>
            {files.slice(0, MAX_RECENT).map(({ name, path }) => (
              <li key={path}>
                <UnstyledButton className={classes.file} title={path} onClick={() => openPath(path)}>
                  <IconFile size={15} stroke={1.5} aria-hidden />
                  <span>{name}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Only where something is in the way: whoever can capture is not told what else there is to know. */
function ChecksCard(): React.JSX.Element | null {
  const say = words().start;
  const isBarred = useCapture((state) => state.choice?.permission.how === 'none');
  const isRefused = useCapture((state) => state.refusal !== null || state.status?.capture.failure != null);
  if (!isBarred && !isRefused) return null;
  return (
    <section className={`${classes.card} ${classes.checks}`} aria-labelledby="start-checks">
      <h2 id="start-checks" className={classes.cardTitle}>
        {say.checks}
      </h2>
      <p className={classes.text}>{say.checksSays}</p>
      <DoctorChecks />
    </section>
  );
}
