/** Before there is a capture: what can be looked at, and one step to each. */
import { Button } from '@mantine/core';
import { IconFlask, IconFolderOpen } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useApp } from '../../state/app-context.ts';
import { InterfacePicker } from '../shell/interface-picker.tsx';
import { useOpen } from '../shell/use-open.ts';
import classes from './start-screen.module.css';

export function StartScreen(): React.JSX.Element {
  const { link, host } = useApp();
  const samplePath = useStore(link.state, (state) => state.hello?.samplePath ?? null);
  const { choose, openPath } = useOpen();
  return (
    <div className={classes.screen}>
      <div className={classes.inner}>
        <header>
          <h1 className={classes.title}>What is talking?</h1>
          <p className={classes.lead}>Capture what happens now, or look at what was captured before.</p>
        </header>
        <div className={classes.cards}>
          <section className={classes.card} aria-labelledby="start-live">
            <h2 id="start-live" className={classes.cardTitle}>
              Capture live
            </h2>
            <InterfacePicker />
          </section>
          <div className={classes.side}>
            <section className={classes.card} aria-labelledby="start-file">
              <h2 id="start-file" className={classes.cardTitle}>
                Open a capture
              </h2>
              <p className={classes.text}>
                pcap and pcapng, also compressed with gzip.{' '}
                {host.kind === 'browser' ? 'It stays on this machine. ' : ''}
                Or drop a file anywhere on the window.
              </p>
              <Button variant="default" leftSection={<IconFolderOpen size={16} stroke={1.5} />} onClick={choose}>
                Choose a file
              </Button>
            </section>
            {samplePath !== null && (
              <section className={classes.card} aria-labelledby="start-sample">
                <h2 id="start-sample" className={classes.cardTitle}>
                  Look around first
                </h2>
                <p className={classes.text}>A small capture with DNS, web and ping traffic ships with Netloupe.</p>
                <Button
                  variant="default"
                  leftSection={<IconFlask size={16} stroke={1.5} />}
                  onClick={() => openPath(samplePath)}
                  data-testid="sample-button"
                >
                  Open the sample
                </Button>
              </section>
            )}
          </div>
        </div>
      </div>
    </div>
  );
}
