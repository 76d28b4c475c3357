/**
 * Carries out what rules do with records. `alert` is raised at once; calls of plugins' functions and webhooks are collected. Calls of
 * one function go out together at the end of a batch; webhooks wait for nobody. Whatever fails is told and the next goes on.
 */
import { failure } from '#base/result.ts';
import { RECORD_ID_KEY, type PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { StageContext } from '../stages/stage.ts';
import { AlertLimit } from './alert-limit.ts';
import { severityOf } from './priorities.ts';
import type { CompiledRule } from './rule-set.ts';
import { WebhookQueue } from './webhook-queue.ts';
import { recordTime } from './windows/packet-time.ts';

/** Addresses that rules of one stage post to. */
const MAX_WEBHOOKS = 50;

export class RuleActions {
  private readonly context: StageContext;
  private readonly alertsPerMinute: number;
  private readonly limits = new Map<string, AlertLimit>();
  private readonly webhooks = new Map<string, WebhookQueue>();
  private calls = new Map<string, Json[][]>();
  private refused = false;

  constructor(context: StageContext, alertsPerMinute: number) {
    this.context = context;
    this.alertsPerMinute = alertsPerMinute;
  }

  /** In the order of the rule. `record` is as it leaves the stage. */
  carryOut(rule: CompiledRule, record: PipelineRecord): void {
    for (const { does: action, test } of rule.actions) {
      if (test !== null && !test(record)) continue;
      switch (action.kind) {
        case 'alert':
          this.alert(rule, record);
          break;
        case 'call':
          this.call(action.target, record);
          break;
        case 'webhook':
          this.webhook(action.url, rule, record);
          break;
        case 'tag':
          // Already among the tags of the record.
          break;
      }
    }
  }

  get hasCalls(): boolean {
    return this.calls.size > 0;
  }

  /** Makes the calls that the batch collected. */
  async endBatch(): Promise<void> {
    const calls = this.calls;
    this.calls = new Map();
    for (const [target, args] of calls) {
      const answer = await this.context.callFunction(target, args);
      if (!answer.ok) {
        const { code, message, remedy } = answer.failure;
        this.context.warn(failure(code, `call ${target}: ${message}`, remedy === undefined ? {} : { remedy }).failure);
      }
    }
  }

  async finish(): Promise<void> {
    for (const [rule, { untold }] of this.limits) {
      if (untold > 0) this.context.warn(failure('unavailable', `Rule "${rule}": ${heldText(untold)}`).failure);
    }
    this.limits.clear();
    await Promise.all([...this.webhooks.values()].map((queue) => queue.flush()));
  }

  close(): void {
    for (const queue of this.webhooks.values()) queue.close();
  }

  private alert(rule: CompiledRule, record: PipelineRecord): void {
    const { id } = rule.policy;
    let limit = this.limits.get(id);
    if (limit === undefined) {
      limit = new AlertLimit(this.alertsPerMinute);
      this.limits.set(id, limit);
    }
    const held = limit.take(recordTime(record));
    if (held === null) return;
    const message = rule.message(record);
    this.context.alert({
      title: id,
      message: held === 0 ? message : `${message} (${heldText(held)} before this)`,
      severity: severityOf(rule.priority),
      session_id: textOrNull(record['session_id']),
      timestamp: textOrNull(record['time']),
    });
  }

  private call(target: string, record: PipelineRecord): void {
    const args = this.calls.get(target);
    if (args === undefined) this.calls.set(target, [[record]]);
    else args.push([record]);
  }

  private refuseWebhook(url: string): void {
    if (this.refused) return;
    this.refused = true;
    const message = `Rules post to more than ${MAX_WEBHOOKS} addresses: ${url} and further ones get nothing`;
    this.context.warn(failure('unsupported', message).failure);
  }

  private webhook(url: string, rule: CompiledRule, record: PipelineRecord): void {
    const { pipeline, stage, clock, world } = this.context;
    let queue = this.webhooks.get(url);
    if (queue === undefined) {
      if (this.webhooks.size >= MAX_WEBHOOKS) return this.refuseWebhook(url);
      queue = new WebhookQueue(url, {
        clock,
        about: { pipeline, stage },
        post: (address, body) => world.post(address, body),
        warn: (told) => this.context.warn(told),
      });
      this.webhooks.set(url, queue);
    }
    queue.add({
      rule: rule.policy.id,
      priority: rule.policy.priority,
      priority_name: rule.policy.priority_name,
      message: rule.message(record),
      record_id: record[RECORD_ID_KEY] ?? null,
      record,
    });
  }
}

function heldText(count: number): string {
  return count === 1 ? 'one more alert was held back' : `${count} more alerts were held back`;
}

function textOrNull(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
