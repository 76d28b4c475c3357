/** An engine with pipelines on this machine, whose sink `test` keeps what it takes and fails when it is told to. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { failure, success, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { PipelineState, PipelineStatus } from '#contract/pipelines/status.ts';
import { createEngine, type Engine } from '#main/engine/engine.ts';
import type { EnginePorts } from '#main/engine/engine-ports.ts';
import type { PipelineJob, PipelinePlatform } from '#main/engine/pipeline-platform.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { createPipelinePorts } from '#main/host/pipelines/pipeline-ports.ts';

type SinkKind = Required<EnginePorts>['pipelines']['sinks'][number];

export const PROJECT: string = path.resolve(import.meta.dirname, '..', '..');
export const SAMPLE: string = path.join(PROJECT, 'samples', 'netloupe-sample.pcap');

export class TestSink {
  readonly records: PipelineRecord[] = [];
  healthy = true;
  closed = 0;
  /** Called before each batch is taken. */
  answer: (records: readonly PipelineRecord[]) => Result<null> | Promise<Result<null>> = () => success(null);

  readonly kind: SinkKind = {
    name: 'test',
    summary: '',
    config: z.strictObject({}),
    open: async () =>
      success({
        test: async () => (this.healthy ? success(null) : failure('disconnected', 'The test wants it ill')),
        collect: async (records: readonly PipelineRecord[]) => {
          const answer = await this.answer(records);
          if (answer.ok) this.records.push(...records);
          return answer;
        },
        close: async () => {
          this.closed++;
          return success(null);
        },
      }),
  };

  of(type: string): PipelineRecord[] {
    return this.records.filter((record) => record['record_type'] === type);
  }
}

export class PipelineWorld {
  readonly home: string = mkdtempSync(path.join(tmpdir(), 'netloupe-pipelines-'));
  readonly sink: TestSink = new TestSink();
  readonly engine: Engine;
  readonly pipelines: PipelinePlatform;

  constructor(opener?: EnginePorts['opener'], home?: string) {
    if (home !== undefined) this.home = home;
    const host = createHostPorts();
    const ports = createPipelinePorts({
      clock: host.clock,
      home: this.home,
      programFolder: PROJECT,
      environment: {},
      randomBytes: (count) => host.randomBytes(count),
      kept: true,
    });
    this.engine = createEngine(
      {
        ...host,
        ...(opener !== undefined && { opener }),
        pipelines: { ...ports, sinks: [...ports.sinks, this.sink.kind] },
      },
      { version: '0.0.0', host: 'headless', platform: 'test', samplePath: SAMPLE },
    );
    this.pipelines = this.engine.pipelines!;
  }

  /** A pipeline of these stages, whose end is the test's sink. */
  text(name: string, sources: readonly object[], more: object = {}): string {
    const stages = [
      ...sources.map((source) => ({ out: 'a', ...source })),
      { stage: 'export', in: 'a', sink: 'test', batch_wait: '0s', ...more },
    ];
    return JSON.stringify({ name, stages });
  }

  job(sources: readonly object[], more: object = {}, giveUpAfterMs: number | null = null): PipelineJob {
    const { job, mistakes } = this.pipelines.job(this.text('test', sources, more), {
      folder: this.home,
      giveUpAfterMs,
    });
    if (job === null) throw new Error(JSON.stringify(mistakes));
    return job;
  }

  /** Runs it over a capture to the end of both. */
  async through(job: PipelineJob, file: string = SAMPLE): Promise<void> {
    const problems = [...(await job.prepare()), ...(await job.test())];
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    await job.start();
    await this.engine.readCapture({ inputs: [{ kind: 'file', path: file }], filter: '', outputs: {} });
    this.pipelines.finish();
    await job.end();
  }

  /** In the folder of pipelines. */
  keep(file: string, text: string): void {
    mkdirSync(path.join(this.home, 'pipelines'), { recursive: true });
    writeFileSync(path.join(this.home, 'pipelines', file), text);
  }

  status(id: string): PipelineStatus {
    const found = this.pipelines.status().find((status) => status.id === id);
    if (found === undefined) throw new Error(`there is no pipeline ${id}`);
    return found;
  }

  /** Resolves when the pipeline has come there. */
  async reached(id: string, isThere: (status: PipelineStatus) => boolean): Promise<PipelineStatus> {
    const producer = this.engine.service.streams.pipelines({}, () => wake());
    let wake: () => void = () => undefined;
    try {
      for (;;) {
        const found = this.pipelines.status().find((status) => status.id === id);
        if (found !== undefined && isThere(found)) return found;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      producer.close();
    }
  }

  inState(id: string, state: PipelineState): Promise<PipelineStatus> {
    return this.reached(id, (status) => status.state === state);
  }

  async close(keepHome: boolean = false): Promise<void> {
    await this.engine.close();
    if (!keepHome) rmSync(this.home, { recursive: true, force: true });
  }
}
