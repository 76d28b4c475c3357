/**
 * A stream that is open while what it feeds is on screen. Paused, it stays when that leaves the screen: what comes back is the same moment.
 * `asked` is called when an answer to other params is on its way.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { StreamFrames, StreamName, StreamParams } from '#contract/protocol.ts';
import type { EngineLink, Subscription } from './engine-link.ts';
import type { PauseState } from './pause-store.ts';

export interface ScreenStreamOptions<K extends StreamName> {
  readonly link: EngineLink;
  readonly stream: K;
  readonly pause: StoreApi<PauseState>;
  params(): StreamParams<K>;
  asked(): void;
  onFrame(frame: StreamFrames[K]): void;
}

export interface ScreenStream {
  /** The params changed. */
  ask(): void;
  /** It is on screen from now on; call what is returned when it no longer is. */
  attach(): () => void;
}

export function createScreenStream<K extends StreamName>(options: ScreenStreamOptions<K>): ScreenStream {
  const { link, stream, pause } = options;
  let subscription: Subscription<K> | null = null;
  let attached = 0;
  const ask = (): void => {
    if (subscription === null) return;
    options.asked();
    subscription.update(options.params());
  };
  const settle = (): void => {
    if (attached > 0 && subscription === null) {
      options.asked();
      subscription = link.subscribe(stream, options.params(), (frame) => options.onFrame(frame));
    } else if (attached === 0 && !pause.getState().paused) {
      subscription?.close();
      subscription = null;
    }
  };
  pause.subscribe(() => {
    settle();
    ask();
  });
  return {
    ask,
    attach: () => {
      attached += 1;
      settle();
      return () => {
        attached -= 1;
        settle();
      };
    },
  };
}
