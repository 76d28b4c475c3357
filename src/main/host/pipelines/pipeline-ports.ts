/** Everything that this machine offers pipelines, put together for an entry point. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PipelinePorts } from '#main/engine/pipeline/manager/pipeline-ports.ts';
import type { Clock } from '#main/engine/store/ports.ts';
import { createSinkKinds } from '../sinks/sink-kinds.ts';
import { withSecrets, type Environment } from '../sinks/secrets.ts';
import { createPipelineStorage } from './pipeline-storage.ts';
import { createStageWorld } from './stage-world.ts';

export interface PipelinePortsOptions {
  readonly clock: Clock;
  /** The program's data folder. */
  readonly home: string;
  /** Of the program's own files; null where they are not there. */
  readonly programFolder: string | null;
  readonly environment: Environment;
  randomBytes(count: number): Uint8Array;
  /** Pipelines that the user keeps, and not only one that is named. */
  readonly kept: boolean;
}

const CHANCE_STEPS = 2 ** 32;

export function createPipelinePorts(options: PipelinePortsOptions): PipelinePorts {
  const { clock, home, programFolder, environment, randomBytes } = options;
  const shipped = (...names: string[]): string | null => {
    const folder = programFolder === null ? null : path.join(programFolder, ...names);
    return folder !== null && existsSync(folder) ? folder : null;
  };
  return {
    sinks: createSinkKinds({
      clock,
      chance: () => new DataView(randomBytes(4).buffer).getUint32(0) / CHANCE_STEPS,
      spoolFolder: path.join(home, 'spool'),
      environment,
    }),
    pluginSink: (kind) => withSecrets(kind, environment),
    world: createStageWorld(shipped('rules')),
    storage: options.kept
      ? createPipelineStorage({
          home,
          bundledFolder: shipped('samples', 'pipelines'),
          randomName: () => Buffer.from(randomBytes(8)).toString('hex'),
        })
      : null,
  };
}
