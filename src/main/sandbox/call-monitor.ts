/** What is known of calls into the plugin: how long they took, how many went wrong. One for the whole process. */
import { CallTimes } from './call-times.ts';
import type { SandboxClock } from './clock.ts';
import type { FaultReports } from './fault-reports.ts';
import type { Fault } from './outcome.ts';

export class CallMonitor {
  readonly times: CallTimes = new CallTimes();
  /** Since the start of the process. */
  errors = 0;
  readonly clock: SandboxClock;
  private readonly reports: FaultReports;
  private acknowledged = 0;

  constructor(clock: SandboxClock, reports: FaultReports) {
    this.clock = clock;
    this.reports = reports;
  }

  fault(where: string, fault: Fault): void {
    this.errors++;
    this.reports.report(where, fault);
  }

  /** Since this was last asked. */
  takeErrors(): number {
    const errors = this.errors - this.acknowledged;
    this.acknowledged = this.errors;
    return errors;
  }
}
