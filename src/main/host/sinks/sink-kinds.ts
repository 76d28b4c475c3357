/** The sinks that are built in. */
import type { SinkKind } from '#main/engine/pipeline/stages/sink.ts';
import { fileSinkKind } from './file/file-sink.ts';
import { withSecrets, type Environment } from './secrets.ts';
import type { SinkSystem } from './sink-system.ts';
import { syslogSinkKind } from './syslog/syslog-sink.ts';
import { webhookSinkKind } from './webhook/webhook-sink.ts';

export interface SinkKindOptions extends SinkSystem {
  /** Where records wait for a webhook whose `spool` is not set; made when it is needed. */
  readonly spoolFolder: string;
  readonly environment: Environment;
}

export function createSinkKinds(options: SinkKindOptions): readonly SinkKind[] {
  const { environment, spoolFolder } = options;
  // Whoever opens a kind gives it what its own schema made.
  return [
    withSecrets(fileSinkKind(options), environment),
    withSecrets(syslogSinkKind(options), environment),
    withSecrets(webhookSinkKind(options, spoolFolder), environment),
  ] as unknown as readonly SinkKind[];
}
