import {
  IconAntenna,
  IconFile,
  IconFlask,
  IconFolderOpen,
  IconFolders,
  IconHistoryOff,
  IconListCheck,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react';
import { words } from '../../../display/words.ts';
import type { AppState } from '../../../state/app-state.ts';
import { DEFAULT_START } from '../../../state/capture-store.ts';
import { byRelevance } from '../../../state/interface-order.ts';
import type { Command, CommandActions } from './command.ts';

/** Beginning and ending a capture, and holding the view still. */
export function captureCommands({ capture, host, pause }: AppState, actions: CommandActions): readonly Command[] {
  const say = words().shell.commands;
  const { status, choice, lastStart, start, stop } = capture.getState();
  const isRunning = status?.capture.state === 'running' || status?.capture.state === 'opening';
  const isPaused = pause.getState().paused;
  const commands: Command[] = [
    {
      id: 'pause',
      group: 'capture',
      title: isPaused ? say.resume : say.pause,
      icon: isPaused ? IconPlayerPlay : IconPlayerPause,
      keys: ['Space'],
      menu: 'pause',
      run: () => pause.getState().toggle(),
    },
  ];
  if (isRunning) {
    commands.push({
      id: 'capture.stop',
      group: 'capture',
      title: status.capture.kind === 'file' ? say.stopReading : say.stop,
      icon: IconPlayerStop,
      ...(host.kind === 'desktop' ? { keys: ['Mod+.'] } : {}),
      menu: 'stop',
      run: () => void stop(),
    });
  } else if (lastStart !== null) {
    commands.push({
      id: 'capture.again',
      group: 'capture',
      title: say.captureAgain(lastStart.interfaces.join(', ')),
      icon: IconPlayerPlay,
      run: () => void start(lastStart),
    });
  }
  commands.push({
    id: 'capture.choose',
    group: 'capture',
    title: say.choose,
    icon: IconListCheck,
    run: () => actions.openCaptureDialog(),
  });
  if (choice === null || choice.permission.how === 'none') return commands;
  for (const info of byRelevance(choice.interfaces, (each) => each, choice.defaultRoute)) {
    const { name, loopback, state } = info;
    const note = say.captureOnNote;
    commands.push({
      id: `capture.on.${name}`,
      group: 'capture',
      title: say.captureOn(name),
      note:
        name === choice.defaultRoute
          ? note.default
          : state === 'down'
            ? note.down
            : loopback
              ? note.loopback
              : undefined,
      icon: IconAntenna,
      run: () => void start({ ...DEFAULT_START, interfaces: [name] }),
    });
  }
  return commands;
}

export function fileCommands({ link, recents }: AppState, actions: CommandActions): readonly Command[] {
  const say = words().shell.commands;
  const samplePath = link.state.getState().hello?.samplePath ?? null;
  const { files } = recents.getState();
  const commands: Command[] = [
    {
      id: 'file.open',
      group: 'file',
      title: say.openFile,
      icon: IconFolderOpen,
      keys: ['Mod+O'],
      menu: 'open',
      run: () => actions.chooseCaptureFile(),
    },
    {
      id: 'file.open-folder',
      group: 'file',
      title: say.openFolder,
      icon: IconFolders,
      run: () => actions.chooseCaptureFolder(),
    },
    ...files.map(({ name, path }) => ({
      id: `file.recent.${path}`,
      group: 'file' as const,
      title: say.openRecent(name),
      note: path,
      icon: IconFile,
      run: () => actions.openPath(path),
    })),
  ];
  if (samplePath !== null) {
    commands.push({
      id: 'file.sample',
      group: 'file',
      title: say.sample,
      icon: IconFlask,
      run: () => actions.openPath(samplePath),
    });
  }
  if (files.length > 0) {
    commands.push({
      id: 'file.forget',
      group: 'file',
      title: say.forgetRecent,
      icon: IconHistoryOff,
      run: () => actions.forgetRecentFiles(),
    });
  }
  return commands;
}
