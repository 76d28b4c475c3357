/** `doctor.run`: what works on this machine, asked of the host. */
import { failure, success } from '#base/result.ts';
import type { CommandHandlers } from '#contract/protocol.ts';
import type { Doctor } from './settings-ports.ts';

export function doctorCommands(doctor: Doctor | undefined): Pick<CommandHandlers, 'doctor.run'> {
  return {
    async 'doctor.run'() {
      if (doctor === undefined) return failure('unsupported', 'This engine was given nobody to ask about the machine');
      return success({ checks: await doctor.run() });
    },
  };
}
