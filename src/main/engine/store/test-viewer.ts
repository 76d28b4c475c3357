/** For tests: a view as the engine drives it, its clock in the test's hands. */
import type { ViewFrame, ViewParams } from '#contract/protocol.ts';
import { ManualClock, settle } from './manual-clock.ts';
import { Turns } from './slicer.ts';
import type { TableModel } from './table-model.ts';
import { ViewStream } from './view-stream.ts';

export const plain: ViewParams = {
  table: 'sessions',
  filter: '',
  range: null,
  redact: false,
  sparklines: false,
  sort: null,
  offset: 0,
  limit: 10,
  follow: false,
  packetLogs: 'state',
  paused: false,
  hold: false,
};

export class Viewer {
  readonly clock: ManualClock = new ManualClock();
  readonly view: ViewStream;
  notified = 0;
  params: ViewParams;
  model: TableModel;
  latestUs: number | null = null;

  constructor(model: TableModel, params: Partial<ViewParams> = {}) {
    this.params = { ...plain, ...params };
    this.model = model;
    this.view = new ViewStream(
      { table: () => this.model, latestUs: () => this.latestUs },
      this.params,
      new Turns(this.clock),
      () => this.notified++,
    );
  }

  async frame(): Promise<ViewFrame | null> {
    await settle();
    return this.view.take();
  }

  /** The tables changed: as the engine tells views, then enough time for any rest to pass. */
  async refreshed(): Promise<ViewFrame | null> {
    this.view.tick();
    await this.clock.advance(1000);
    this.view.tick();
    return this.frame();
  }

  update(change: Partial<ViewParams>): void {
    this.params = { ...this.params, ...change };
    this.view.update(this.params);
  }
}
