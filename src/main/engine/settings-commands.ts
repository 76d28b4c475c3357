/** `settings.get`, `settings.set`, and beginning the capture anew with what was set. */
import { success } from '#base/result.ts';
import type { CommandHandlers } from '#contract/protocol.ts';
import type { CaptureController } from './capture-controller.ts';
import type { SettingsKeeper } from './settings-keeper.ts';

type SettingsCommands = Pick<CommandHandlers, 'settings.get' | 'settings.set' | 'capture.restart'>;

export function settingsCommands(keeper: SettingsKeeper, controller: CaptureController): SettingsCommands {
  return {
    async 'settings.get'() {
      return success(await keeper.state(controller.current.settings));
    },
    async 'settings.set'({ settings }) {
      const set = await keeper.set(settings);
      return set.ok ? success(await keeper.state(controller.current.settings)) : set;
    },
    'capture.restart': () => controller.restart(),
  };
}
