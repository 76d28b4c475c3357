/**
 * A sink symbol (docs/plugins.md) out of a schema and a way to connect. A failed call is answered with an error, and the engine
 * brings the same batch again; a connection that failed is not used again.
 */
import { describeIssues } from '#contract/schema-words.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { z } from 'zod';

/** One for each stage that uses the sink. Every call may throw: `message` is what people read. */
export interface SinkClient {
  /** Is everything there that records need? */
  test(): Promise<void>;
  /** Over when the other end has promised to keep them. */
  collect(records: readonly PipelineRecord[]): Promise<void>;
  close(): Promise<void>;
}

export interface SinkSymbol {
  validate(config: unknown): string;
  open(config: unknown, context: object): void;
  test(context: object): Promise<void>;
  collect(records: readonly PipelineRecord[], context: object): Promise<void>;
  close(context: object): Promise<void>;
}

interface Opened {
  client: SinkClient | null;
  connect(): Promise<SinkClient>;
}

/** `say`: a line in the plugin's log. */
export function sinkSymbol<Config>(
  schema: z.ZodType<Config>,
  connect: (config: Config, say: (text: string) => void) => Promise<SinkClient>,
  say: (text: string) => void = (text) => console.error(text),
): SinkSymbol {
  const opened = new WeakMap<object, Opened>();

  async function use(context: object, work: (client: SinkClient) => Promise<void>): Promise<void> {
    const stage = opened.get(context);
    if (stage === undefined) throw new Error('The sink is not open');
    stage.client ??= await stage.connect();
    const { client } = stage;
    try {
      await work(client);
    } catch (error) {
      stage.client = null;
      // It failed already, and why is told; how its end goes is of no interest.
      await client.close().catch(() => undefined);
      throw error;
    }
  }

  return {
    validate(config) {
      const parsed = schema.safeParse(config);
      return parsed.success ? '' : describeIssues(parsed.error);
    },
    /** Does not connect: the other end may be away when a pipeline starts. */
    open(config, context) {
      const parsed = schema.parse(config);
      opened.set(context, { client: null, connect: () => connect(parsed, say) });
    },
    test: (context) => use(context, (client) => client.test()),
    collect: (records, context) => use(context, (client) => client.collect(records)),
    async close(context) {
      const stage = opened.get(context);
      opened.delete(context);
      await stage?.client?.close();
    },
  };
}
