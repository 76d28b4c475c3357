/** For tests of sinks: a clock that is moved by hand, chance that is none, and what a sink said. */
import type { Failure } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { SinkContext } from '#main/engine/pipeline/stages/sink.ts';
import { createClock } from '../clock.ts';
import type { SinkSystem } from './sink-system.ts';

export interface TestSystem extends SinkSystem {
  /** Added to the wall clock. */
  aheadMs: number;
}

/** Time passes as it does; the wall clock can be put ahead. */
export function testSystem(): TestSystem {
  const clock = createClock();
  const system: TestSystem = {
    aheadMs: 0,
    clock: { ...clock, nowUs: () => clock.nowUs() + system.aheadMs * 1000 },
    chance: () => 0.5,
  };
  return system;
}

export function testContext(folder: string): SinkContext & { readonly said: Failure[] } {
  const said: Failure[] = [];
  return { pipeline: 'test', stage: 'out', folder, said, warn: (failure) => void said.push(failure) };
}

export function records(from: number, count: number): PipelineRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    record_type: 'flat',
    record_id: `r${from + i}`,
    number: from + i,
    name: `host ${from + i}`,
  }));
}
