/** `doctor.run`: what works on this machine, asked of the host, and how the engine's own history is. */
import { failure, success } from '#base/result.ts';
import type { CommandHandlers } from '#contract/protocol.ts';
import { historyCheck } from './history/history-check.ts';
import type { HistoryPlatform } from './history-platform.ts';
import type { Doctor } from './settings-ports.ts';

export function doctorCommands(
  doctor: Doctor | undefined,
  history: HistoryPlatform | null,
): Pick<CommandHandlers, 'doctor.run'> {
  return {
    async 'doctor.run'({ interfaces }) {
      if (doctor === undefined) return failure('unsupported', 'This engine was given nobody to ask about the machine');
      const checks = await doctor.run(interfaces);
      return success({ checks: history === null ? checks : [...checks, historyCheck(history.status())] });
    },
  };
}
